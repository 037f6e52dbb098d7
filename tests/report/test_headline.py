"""The first page: the chain from moment to owner and worth."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.report.commentary import commentary
from cxlib.report.headline import LONGEST, headline, shortened, tiles
from cxlib.results import empty


def first(make, **changes):
    engagement = changes.pop("engagement", None) or make["engagement"]()
    shown = released(engagement, make["results"]() | changes)
    return headline(shown, commentary(shown))


def test_matters_come_in_the_order_of_rank_with_initiative_and_owner(make):
    got = first(make).matters
    assert [m.place for m in got] == ["activation", "upgrade checkout", "follow-up call"]
    assert got[1].do.startswith("honest cart, £90k, now")
    assert got[1].owner == "Sales"  # the roadmap's, not the catalogue's


def test_a_moment_without_an_initiative_has_its_strategy_and_touchpoint_owner(make):
    delight = first(make).matters[2]
    assert delight.do == "maintain"
    assert delight.owner == "Customer Service"


def test_without_margin_the_worth_is_in_customers(make):
    moments = make["results"]()["moments"]
    moments = moments.assign(**dict.fromkeys(("value_at_stake", "value_low", "value_high"), pd.NA))
    assert first(make, moments=moments).matters[0].worth == (
        "730 (520 to 940) customers a year at stake"
    )


def test_without_moments_other_findings_fill_the_page(make):
    got = first(make, moments=empty("moments"))
    assert got.matters == ()
    assert len(got.others) == 4


def test_a_hidden_finding_takes_its_moment_along(make):
    said = {"finding_id": ["moment:activation:truth"], "section": [None], "text": [None],
            "hide": [True], "reason": ["not yet"]}  # fmt: skip
    got = first(make, engagement=make["engagement"](commentary=said))
    assert "activation" not in [m.place for m in got.matters]


def test_tiles_say_interval_and_n(shown):
    for tile in tiles(shown):
        assert "n = " in tile.detail
        assert " to " in tile.detail


@pytest.mark.parametrize("length", [10, LONGEST, LONGEST + 1, 5_000])
def test_no_statement_fills_the_page(length):
    text = ("word " * length)[:length]
    assert len(shortened(text)) <= LONGEST + 2
