"""One value is written one way within a finding."""

import pytest

from cxlib.findings.writing import one_writing
from cxlib.language import Voice
from cxlib.results.coded import coded, count, listed, money, nested, number, of100, share, text


@pytest.mark.parametrize("figure", [money, share, number])
def test_a_number_alone_is_written_as_with_its_interval(figure):
    voice = Voice("en", "GBP")
    for value, low, high in ((0.9684, 0.964, 0.971), (0.4172, 0.30, 0.52), (91_320, 61e3, 120e3)):
        slots = one_writing({"alone": figure(value), "within": figure(value, low, high)})
        alone, within = (voice.figure(slots[name]) for name in ("alone", "within"))
        assert within.startswith(f"{alone} (")


def test_the_sum_of_a_claim_and_of_its_evidence_are_one():
    slots = {"worth": money(91_320), "stake": money(91_320, 61_000, 120_000)}
    voice = Voice("en", "GBP")
    assert voice.figure(slots["worth"]) == "£91.3k"  # alone it may have three figures
    assert voice.figure(one_writing(slots)["worth"]) == "£91k"


def test_other_values_and_units_stand_as_they_are():
    slots = {"a": money(5), "b": money(6, 1, 9), "c": of100(0.5), "d": share(0.5, 0.4, 0.6),
             "n": count(5), "t": text("x"), "gone": money(None)}  # fmt: skip
    assert one_writing(slots) == slots


def test_a_value_inside_another_text_is_written_alike():
    one = nested(coded("moved|by", what=text("x"), by=share(0.9684), n=count(40)))
    made = one_writing({"each": listed([one]), "within": share(0.9684, 0.964, 0.971)})
    assert made["each"]["listed"][0]["coded"]["by"]["alone"]
