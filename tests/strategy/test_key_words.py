"""Key words are data: every language has the same groups, and its files travel with the package."""

from pathlib import Path

import pytest

import cxlib
from cxlib.strategy.key_words import FOLDER, environment, key_words
from cxlib.strategy.levers import LEVERS
from cxlib.strategy.recovery_designs import LEVERS as WAYS_BACK

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yml"))


def test_the_files_lie_in_the_package():
    assert Path(cxlib.__file__).parent in FOLDER.parents
    assert {"de", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_lists(language):
    words, english = key_words(language), key_words("en")
    assert words.language == language
    assert words.match in ("start", "anywhere")
    assert {g: set(lists) for g, lists in words.groups.items()} == {
        g: set(lists) for g, lists in english.groups.items()
    }
    assert all(w == w.casefold() and w for lists in words.groups.values()
               for words_of in lists.values() for w in words_of)  # fmt: skip


def test_the_lists_are_those_that_the_rules_know():
    groups = key_words("en").groups
    assert set(groups["stages"]) == set(LEVERS)
    assert set(groups["recovery"]) == set(WAYS_BACK)


def test_a_key_word_opens_a_word_in_english_and_stands_anywhere_in_german():
    assert key_words("en").first("situation", "reorder the parts") is None
    assert key_words("de").first("help", "der Listenpreis") == "price"


@pytest.mark.parametrize(
    ("cell", "language", "found"),
    [("digital", "de", "digital"), ("Physical", "en", "physical"), ("Filiale", "de", "physical"),
     ("human", "fi", "human"), ("drone", "en", None), (None, "en", None)],
)  # fmt: skip
def test_environment(cell, language, found):
    assert environment(cell, key_words(language)) == found
