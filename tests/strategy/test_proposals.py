"""Proposals fit the moment and the place, and invent no effect."""

import pandas as pd
import pytest

from cxlib.language import Voice
from cxlib.strategy.proposals import PER_MOMENT, catalogue, proposals

MOMENTS = pd.DataFrame(
    {"moment_id": ["cart:friction", "visit:delight", "call:truth"], "moment": ["friction",
     "delight", "truth"], "touchpoint": ["cart", "visit", "call"], "n": 90}
)  # fmt: skip
STAKES = pd.Series({"cart:pain": 50_000.0, "visit:delight": 4_000.0})
PLACES = pd.Series({"cart": "digital", "visit": "physical"})


def found(in_money=True, budget=100_000.0):
    return proposals(catalogue(), MOMENTS, STAKES, PLACES, in_money, "money", budget)


def test_the_catalogue_is_complete_and_in_the_kits_words():
    table = catalogue()
    assert 38 <= len(table) <= 45
    assert table.notna().all().all()
    assert set(table.moment) == {"truth", "friction", "delight"}
    assert set(table.environment) == {"digital", "physical", "human", "any"}
    assert set(table.lever) == {"speed", "empathy", "competence"}
    assert set(table.effort) == {"low", "medium", "high"}


def test_every_entry_of_the_catalogue_is_worded():
    voice = Voice()
    for name in catalogue().initiative:
        assert all(voice.knows(f"proposal|{name}|{part}") for part in ("what", "watch")), name
        assert voice.knows(f"term|{name}")


def test_each_moment_gets_three_that_fit_it():
    places = catalogue().set_index("initiative").environment
    table = found().assign(environment=lambda t: t.proposal.map(places))
    assert table.groupby("moment_id").size().eq(PER_MOMENT).sum() == 2
    assert set(table.environment[table.moment_id == "cart:friction"]) == {"digital"}
    assert set(table.environment[table.moment_id == "call:truth"]) == {"any"}
    assert (table.moment_id.str.split(":").str[1] == table.moment).all()


def test_break_even_is_a_tenth_of_the_budget_over_the_stake():
    table = found().drop_duplicates("moment_id").set_index("moment_id")
    assert table.break_even_uplift["cart:friction"] == pytest.approx(10_000 / 50_000)
    assert table.break_even_uplift["visit:delight"] == pytest.approx(2.5)
    assert pd.isna(table.break_even_uplift["call:truth"])


@pytest.mark.parametrize(("in_money", "budget"), [(False, 9.0), (True, None), (True, 0.0)])
def test_without_money_or_budget_there_is_no_break_even(in_money, budget):
    assert found(in_money, budget).break_even_uplift.isna().all()
