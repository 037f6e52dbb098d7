"""One value is written one way within a finding."""

import json

import pytest

from cxlib.findings.writing import one_writing
from cxlib.language import Voice
from cxlib.results.coded import (
    coded,
    count,
    level,
    listed,
    money,
    nested,
    of100,
    points,
    share,
    text,
)


@pytest.mark.parametrize(
    ("value", "low", "high"), [(8_540, 3e3, 14e3), (91_320, 61e3, 120e3), (1_234_567, 1e6, 2e6)]
)
def test_a_sum_alone_is_written_as_with_its_interval(value, low, high):
    voice = Voice("en", "GBP")
    slots = one_writing({"alone": money(value), "within": money(value, low, high)})
    alone, within = (voice.figure(slots[name]) for name in ("alone", "within"))
    assert within.startswith(f"{alone} (")


def test_the_sum_of_a_claim_and_of_its_evidence_are_one():
    slots = {"worth": money(91_320), "stake": money(91_320, 61_000, 120_000)}
    voice = Voice("en", "GBP")
    assert voice.figure(slots["worth"]) == "£91.3k"  # alone it may have three figures
    assert voice.figure(one_writing(slots)["worth"]) == "£91k"


FAMILIES = [("share", "points", "of100"), ("number", "signed"), ("level", "shift"), ("money",)]
RANGES = [(0.9681, 0.9640, 0.9712), (0.21, 0.179, 0.241), (0.0207, 0.016, 0.029), (0.5, 0.1, 0.9),
          (2.2, 1.5, 2.9), (0.004, 0.001, 0.008)]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("value", "low", "high"), RANGES)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f[0])
def test_each_unit_of_a_family_follows_the_interval_of_the_others(
    family, value, low, high, language, written_twice
):
    voice = Voice(language, "GBP")
    for told in family:
        slots = {one: {one: value} for one in family} | {"within": {told: [value, low, high]}}
        assert not written_twice(json.dumps(one_writing(slots)), voice)


def test_a_difference_without_its_sign_follows_the_one_with_it():
    slots = one_writing({"size": of100(0.21), "within": points(-0.21, -0.241, -0.179)})
    told = [Voice().figure(slots[name]) for name in ("size", "within")]
    assert told == ["21", "−21 (−24 to −18)"]


def test_two_writings_are_seen(written_twice):
    apart = {"claim": share(0.9681), "evidence": share(0.9681, 0.9640, 0.9712)}
    assert written_twice(json.dumps(apart), Voice()) == {("part", 0.9681): {"97", "96.8"}}


def test_other_values_and_units_stand_as_they_are():
    slots = {"a": money(5), "b": money(6, 1, 9), "c": level(0.5), "d": share(0.5, 0.4, 0.6),
             "n": count(5), "t": text("x"), "gone": money(None)}  # fmt: skip
    assert one_writing(slots) == slots


def test_a_value_inside_another_text_is_written_alike():
    one = nested(coded("moved|by", what=text("x"), by=money(5_123), n=count(40)))
    made = one_writing({"each": listed([one]), "within": money(5_123, 4_000, 6_000)})
    assert made["each"]["listed"][0]["coded"]["by"]["alone"]
