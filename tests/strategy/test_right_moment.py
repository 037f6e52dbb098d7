"""Is this the moment? Situations and the words they give."""

import pandas as pd
import pytest

from cxlib.language import Voice
from cxlib.results.coded import code_of
from cxlib.strategy.key_words import key_words
from cxlib.strategy.right_moment import WRONG, right_moment

PLAIN = {"pushes": "insurance", "need": None, "role": None, "stage": "use", "standing": "middle",
         "moments": (), "breaks": False}  # fmt: skip
CASES = [
    ({"pushes": None}, None),
    ({}, "no mismatch"),
    ({"pushes": "the whole product line", "need": "place one order"}, "one errand"),
    ({"need": "have it solved"}, "put right"),
    ({"pushes": "a discount", "need": "leave in peace"}, "leaving"),
    ({"breaks": True}, "stuck"),
    ({"moments": ("friction",)}, "goes wrong"),
    ({"standing": "low"}, "rated low"),
    ({"pushes": "a survey", "need": "get it repaired"}, "put right"),
    ({"pushes": "our whole range", "need": "look around"}, "whole range"),
    ({"standing": "low", "need": "place one order"}, "rated low"),
    ({"standing": "low", "need": "have it solved"}, "put right"),
]
GERMAN = [
    ({"pushes": "Versicherung", "need": "eine Bestellung abschließen"}, "one errand"),
    ({"pushes": "Rabatt", "need": "in Ruhe kündigen"}, "leaving"),
    ({"pushes": "Handyhülle", "need": "die Störung beheben"}, "put right"),
    ({"pushes": "die gesamte Produktpalette", "need": "sich umsehen"}, "whole range"),
    ({"pushes": "Datenpaket", "need": "Verbrauch sehen"}, "no mismatch"),
]


def told(given, language="en"):
    return right_moment(pd.Series(PLAIN | given), key_words(language))


@pytest.mark.parametrize(("given", "code"), CASES)
def test_right_moment(given, code):
    assert code_of(told(given)) == (code and f"right_moment|{code}")


@pytest.mark.parametrize(("given", "code"), GERMAN)
def test_german_words_are_read_by_german_key_words(given, code):
    assert code_of(told(given, "de")) == f"right_moment|{code}"
    assert code_of(told(given, "de-AT")) == f"right_moment|{code}"


def test_without_key_words_only_what_was_measured_is_judged():
    assert code_of(told({"need": "yksi tilaus"}, "fi")) == "right_moment|not judged"
    assert code_of(told({"breaks": True}, "fi")) == "right_moment|stuck"


def test_the_words_of_a_mismatch():
    said = Voice().coded(told({"pushes": "a discount", "need": "leave in peace"}))
    assert said == "wrong moment for “a discount”: the customer wants to leave"
    assert all(Voice().knows(f"right_moment|{code}") for code in WRONG)
