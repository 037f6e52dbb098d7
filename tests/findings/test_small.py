"""Counts of few people are not told, and every count is one of people unless its kind says else."""

import pytest

from cxlib.findings.claim import Claim, Kind
from cxlib.findings.small import counts, guarded, things
from cxlib.language import Voice
from cxlib.results.coded import coded, count, listed, nested, share, text

LEAST = 10
KIND = Kind("test", "mapping", "journeys", ("said",), "declared", iter,
            things=("periods", "a|free"), parts=(("troubled", "n"),))  # fmt: skip


def said(n_of="visits", **slots):
    claim = Claim("x", "said", slots, (("journeys", {"journey": "x"}),), n_of=n_of)
    return {name: Voice().figure(f) for name, f in guarded(KIND, claim, LEAST).items()}


@pytest.mark.parametrize(("n", "told"), [(0, "0"), (1, "fewer than 10"), (9, "fewer than 10"),
                                         (10, "10"), (1200, "1,200")])  # fmt: skip
def test_a_count_is_told_from_the_threshold_on(n, told):
    assert said(open=count(n)) == {"open": told}


def test_a_count_with_its_interval_is_hidden_with_it():
    assert said(open=count(4, 1, 7)) == {"open": "fewer than 10"}


def test_what_is_declared_to_be_things_is_told():
    assert said(periods=count(3)) == {"periods": "3"}
    assert said(n_of="things", n=count(3)) == {"n": "3"}
    assert said(n_of="answers", n=count(3)) == {"n": "fewer than 10"}


def test_counts_inside_other_texts_are_guarded_too():
    one = nested(coded("funnel|stage", stage=text("use"), on=share(0.5), n=count(4)))
    assert "fewer than 10" in said(others=listed([one]))["others"]
    assert "fewer than 10" in said(why=one)["why"]


@pytest.mark.parametrize(
    ("part", "told"),
    [(200, "200"), (1190, "1,190"), (1191, "more than 1,190"), (1199, "more than 1,190"),
     (1200, "1,200"), (3, "fewer than 10")],
)  # fmt: skip
def test_what_is_left_of_a_whole_is_a_count_of_people_too(part, told):
    assert said(troubled=count(part), n=count(1200))["troubled"] == told


def test_other_figures_stand_as_they_are():
    slots = {"share": share(0.004), "name": text("7 of 9"), "gone": count(None)}
    claim = Claim("x", "said", slots, ())
    assert guarded(KIND, claim, LEAST) == slots


def test_every_count_is_found_wherever_it_stands():
    one = nested(coded("funnel|stage", stage=text("use"), on=share(0.5), n=count(4)))
    slots = {"n": count(50), "open": count(3, 1, 5), "others": listed([one, one]), "why": one}
    assert sorted(counts(slots)) == [("n", 4), ("n", 4), ("n", 4), ("n", 50), ("open", 3)]


def test_a_count_of_people_is_not_free_because_it_is_called_n():
    assert things(KIND, "answers") == {"periods", "a|free"}
    assert things(KIND, "things") == {"periods", "a|free", "n"}
