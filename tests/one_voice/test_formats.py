"""One way to write everything, on every surface, in both languages."""

import re

import pytest

FORBIDDEN = {
    "name=value": r"(?<![\w\"'])[A-Za-z_]\w*=\w",
    "code of a currency": r"\bGBP\b",
    "hyphen for a minus": r"(?<![\w\-–/])-\d",
    "unseparated count": r"(?<![\d.,\w#+-])(?!(?:19|20)\d\d(?!\d))\d{4,}(?![\d\w])",
    "label of a period": r"\b20\d\d-(?:0[1-9]|1[0-2]|W\d\d|Q[1-4])(?!-?\d)",
    "id of a moment": r"\b[\w ]+:(?:friction|truth|delight)\b",
    "interval of no width": r"0\.0 \(0\.0 (?:to|bis) 0\.0\)",
}
PERCENT = {"en": r"\d[\s\u00a0\u202f]%", "de": r"\d%"}
DECIMAL = {"de": r"(?<![\d.,])\d{1,3}\.\d{1,2}(?![\d.])"}  # a point before decimals


def offending(texts, pattern):
    return [text[:120] for text in texts if re.search(pattern, text)]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_is_written_in_another_way(spoken, language, what):
    said = [text for name, texts in spoken[language].texts.items() for text in texts]
    assert not offending(said, FORBIDDEN[what])


@pytest.mark.parametrize("language", ["en", "de"])
def test_percents_are_written_as_the_language_does(spoken, language):
    assert not offending(spoken[language].all, PERCENT[language])


def test_german_numbers_have_a_comma(german, client_texts):
    bare = [emptied(text, client_texts) for text in german.all]
    versions = re.compile(r"\d+\.\d+\.\d+")
    assert not offending([t for t in bare if not versions.search(t)], DECIMAL["de"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_variables_are_called_by_their_labels(spoken, language):
    told = spoken[language]
    catalogue = told.view.engagement.table("variables")
    ids = catalogue.loc[catalogue["label"].ne(catalogue["variable"]), "variable"]
    pattern = r"\b(?:" + "|".join(map(re.escape, ids)) + r")\b"
    assert not offending(told.all, pattern)


def emptied(text, client_texts):
    """The text without what the client wrote."""
    for own in client_texts:
        text = text.replace(own, " ")
    return text


@pytest.mark.parametrize("text", ["plan=Basic", "GBP 3,240", "by -4 points", "n = 10730"])
def test_the_guard_sees_what_it_is_for(text):
    assert any(re.search(pattern, text) for pattern in FORBIDDEN.values())


@pytest.mark.parametrize("text", ["n = 10,730", "in 2026", "p < 0.001", "−4 points", "30 Jun 2026"])
def test_the_guard_lets_pass_what_is_right(text):
    assert not any(re.search(pattern, text) for pattern in FORBIDDEN.values())
