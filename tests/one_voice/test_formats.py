"""One way to write everything, on every surface, in both languages."""

import re

import pytest

COUNTED = "answers|visits|customers|journeys|comments|Antworten|Besuche|Kunden|Kommentare"
FORBIDDEN = {
    "name=value": r"(?<![\w\"'])[A-Za-z_]\w*=\w",
    "code of a currency": r"\b(?:GBP|EUR|USD|JPY|AUD|CAD|SEK|NOK|DKK|PLN)\b",
    "hyphen for a minus": r"(?<![\w\-–/])-\d",
    "unseparated count": r"(?<![\d.,\w#-])(?!(?:19|20)\d\d(?!\d))\d{4,}(?![\d\w])",
    "unseparated count like a year": rf"(?<![\d.,])(?:19|20)\d\d (?:{COUNTED})",
    "label of a period": r"\b20\d\d-(?:0[1-9]|1[0-2]|W\d\d|Q[1-4])(?!-?\d)",
    "date of a machine": r"\b20\d\d-\d\d-\d\d\b",
    "name of a unit": r"\d\s?pp\b",
    # a sheet's stands in quotation marks, a key of engagement.yml behind its part's
    "name of a column": r"(?<![“„.\w])[a-z]+(?:_[a-z0-9]+)+\b",
    "id of a moment": r"\b[\w ]+:(?:friction|truth|delight)\b",
    "interval of no width": r"0\.0 \(0\.0 (?:to|bis) 0\.0\)",
}
PERCENT = {"en": r"\d[\s\u00a0\u202f]%", "de": r"\d%"}
DECIMAL = {  # the other language's mark before decimals
    "de": r"(?<![\d.,])\d{1,3}\.\d{1,2}(?![\d.])",
    "en": r"(?<![\d.,])\d{1,3},\d{1,2}(?![\d,])",
}


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


@pytest.mark.parametrize("language", ["en", "de"])
def test_decimals_have_the_mark_of_the_language(spoken, language, client_texts):
    mark = re.compile(r"\d[.,]\d")  # without one no text can offend, and emptying it takes long
    bare = [emptied(t, client_texts) for t in set(spoken[language].all) if mark.search(t)]
    versions = re.compile(r"\d+\.\d+\.\d+")
    assert not offending([t for t in bare if not versions.search(t)], DECIMAL[language])


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


SEEDED = [  # what is wrong, and how often it is counted in these texts
    ("name=value", ["Customers of plan=Basic"]),
    ("code of a currency", ["GBP 3,240", "EUR 3,240", "3,240 USD"]),
    ("hyphen for a minus", ["by -4 points"]),
    ("unseparated count", ["n = 10730", "+1234 answers", "1234"]),
    ("unseparated count like a year", ["2012 visits", "from 2012 answers"]),
    ("label of a period", ["in 2026-09", "since 2026-Q3"]),
    ("date of a machine", ["until 2026-09-30"]),
    ("name of a unit", ["+13 pp", "13pp"]),
    ("name of a column", ["support_call is slow", "rate support_call_2"]),
    ("id of a moment", ["upgrade checkout:friction"]),
    ("interval of no width", ["0.0 (0.0 to 0.0)"]),
]


@pytest.mark.parametrize(("what", "texts"), SEEDED, ids=[what for what, _ in SEEDED])
def test_a_defect_of_each_kind_is_counted(what, texts):
    sound = ["n = 10,730", "in 2026", "p < 0.001", "−4 points", "30 Jun 2026", "sheet “to_define”"]
    assert len(offending([*sound, *texts], FORBIDDEN[what])) == len(texts)


def test_no_kind_of_defect_is_left_unseeded():
    assert {what for what, _ in SEEDED} == set(FORBIDDEN)


def test_the_marks_of_the_other_language_are_counted():
    assert offending(["1,5 points", "12,730 answers"], DECIMAL["en"]) == ["1,5 points"]
    assert offending(["1.5 Punkte", "12.730 Antworten"], DECIMAL["de"]) == ["1.5 Punkte"]
    assert offending(["13 % of"], PERCENT["en"])
    assert offending(["13% der"], PERCENT["de"])


def test_sentences_of_the_workbook_are_among_the_texts(spoken):
    for told in spoken.values():
        said = set(told.texts["workbook"])
        assert {str(s) for s in told.view["findings"]["statement"]} <= said
        assert {str(n) for n in told.view["notes"]["note"].dropna()} <= said


@pytest.mark.parametrize(
    "text", ["n = 10,730", "in 2026", "p < 0.001", "−4 points", "30 Jun 2026", "sheet “to_define”"]
)
def test_the_guard_lets_pass_what_is_right(text):
    assert not any(re.search(pattern, text) for pattern in FORBIDDEN.values())
