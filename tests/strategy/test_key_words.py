"""Key words are data: every language has the same groups, and its files travel with the package."""

from pathlib import Path

import pytest

import cxlib
from cxlib.strategy.key_words import FOLDER, environment, key_words, lists
from cxlib.strategy.levers import LEVERS
from cxlib.strategy.recovery_designs import LEVERS as WAYS_BACK

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yml"))


def test_the_files_lie_in_the_package():
    assert Path(cxlib.__file__).parent in FOLDER.parents
    assert {"de", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_lists(language):
    own, english = (lists(FOLDER / f"{name}.yml") for name in (language, "en"))
    assert own.match in ("start", "anywhere")
    assert {g: set(names) for g, names in own.groups.items()} == {
        g: set(names) for g, names in english.groups.items()
    }
    assert all(w == w.casefold() and w for names in own.groups.values()
               for words_of in names.values() for w in words_of)  # fmt: skip


def test_the_lists_are_those_that_the_rules_know():
    groups = lists(FOLDER / "en.yml").groups
    assert set(groups["stages"]) == set(LEVERS)
    assert set(groups["recovery"]) == set(WAYS_BACK)


def test_a_key_word_opens_a_word_in_english_and_stands_anywhere_in_german():
    assert key_words("en").first("situation", "reorder the parts") is None
    assert key_words("de").first("help", "der Listenpreis") == "price"


TEXTS = [
    ("situation", "have the problem solved", "put right"),
    ("situation", "in Ruhe kündigen", "leaving"),
    ("stages", "Post-purchase", "onboarding"),
    ("stages", "Nachkauf", "onboarding"),
    ("recovery", "call_wait Waiting time on the phone", "speed"),
    ("recovery", "Freundlichkeit am Telefon", "empathy"),
    ("product", "net_speed Network speed", "itself"),
    ("product", "Tempo der Internetverbindung", "itself"),
    ("product", "Speed of the answer", None),
    ("product", "Tempo der Antwort am Telefon", None),
]


@pytest.mark.parametrize(("group", "text", "found"), TEXTS)
def test_the_clients_words_are_read_whatever_the_reports_language(group, text, found):
    read = {key_words(language).most(group, text) for language in ("en", "de", "fi")}
    assert read == {found}


def test_a_text_is_read_by_the_language_that_recognises_most_of_it():
    """ "genau" and "zeit" stand inside no English word; "respect" opens an English one."""
    assert key_words("de").most("recovery", "respect and a friendly tone") == "empathy"
    assert key_words("en").most("recovery", "Wartezeit, Dauer und Tempo") == "speed"


@pytest.mark.parametrize(
    ("cell", "language", "found"),
    [("digital", "de", "digital"), ("Physical", "en", "physical"), ("Filiale", "de", "physical"),
     ("human", "fi", "human"), ("drone", "en", None), (None, "en", None)],
)  # fmt: skip
def test_environment(cell, language, found):
    assert environment(cell, key_words(language)) == found
