"""What touchpoints are worth: shrunk in proportion, in money, else in customers, else in points."""

import numpy as np
import pandas as pd
import pytest

from cxlib.results import empty
from cxlib.stats.resampling import stream
from cxlib.strategy.stakes import draws, points, stakes, unit

NO_MOMENTS = empty("moments")
MONEY = ["value_at_stake", "value_low", "value_high"]
CUSTOMERS = ["customers_at_stake", "customers_low", "customers_high"]


def test_the_largest_claim_shrinks_and_small_ones_grow(results):
    found = stakes(results["leaving"], results["moments"]).set_index("touchpoint")
    assert found.stake["checkout"] < found.claimed["checkout"]
    assert found.stake["support"] > found.claimed["support"]
    assert found.stake.idxmax() == "checkout"


def test_stakes_follow_their_effects(results):
    leaving = results["leaving"].set_index("touchpoint")
    found = stakes(results["leaving"], results["moments"]).set_index("touchpoint").drop("advert")
    per_effect = found.claimed / leaving.effect_on_retention[found.index].astype(float)
    implied = found.stake / per_effect
    assert 0.05 < implied.min() < implied.max() < 0.20
    assert (found.spread > 0).all()


def test_without_value_customers_and_without_customers_points(results):
    leaving = results["leaving"]
    assert unit(leaving) == "money"
    poor = leaving.assign(**dict.fromkeys(MONEY, np.nan))
    assert unit(poor) == "customers kept"
    assert stakes(poor, NO_MOMENTS).claimed.max() == pytest.approx(2000)
    poorer = poor.assign(**dict.fromkeys(CUSTOMERS, np.nan))
    assert unit(poorer) == "points"
    assert stakes(poorer, NO_MOMENTS).empty


def test_events_come_before_answers(results):
    survey = results["leaving"].assign(source="survey", value_at_stake=1.0)
    both = pd.concat([survey, results["leaving"]], ignore_index=True)
    events = stakes(results["leaving"], NO_MOMENTS)
    assert stakes(both, NO_MOMENTS).claimed.tolist() == events.claimed.tolist()
    assert stakes(survey, NO_MOMENTS).grade.eq("survey").all()


def test_a_moments_own_worth_comes_first_and_delight_is_a_stake_of_its_own(results):
    found = stakes(results["leaving"], results["moments"]).set_index("place").claimed
    assert found["call back:delight"] == found["call back:pain"] == 160_000
    other = results["moments"].assign(value_at_stake=1.0)
    told = stakes(results["leaving"], other).set_index("place").claimed
    assert told["call back:delight"] == told["checkout:pain"] == 1.0
    assert told["call back:pain"] == 160_000


def test_what_was_not_measured_is_left_out(results):
    leaving = results["leaving"]
    leaving.loc[0, "value_at_stake"] = None
    assert leaving.touchpoint[0] not in set(stakes(leaving, NO_MOMENTS).touchpoint)


def test_points_are_effect_times_the_room_in_standard_deviations():
    drivers = pd.DataFrame(
        {
            "variable": ["a", "b", "c"],
            "n": 90,
            "effect": [0.8, 0.2, 0.5],
            "effect_low": [0.8, 0.2, 0.5],
            "effect_high": [0.8, 0.2, 0.5],
        }
    )
    variables = pd.DataFrame({"variable": ["a", "b", "c"], "touchpoint": ["shop", "shop", "web"]})
    found = points(drivers, variables, {"a": 2.0, "b": 1.0, "c": 1.0}, {"a": 3.0, "b": 1, "c": 0})
    assert found.touchpoint.tolist() == ["shop"]  # web has no room left; shop's strongest counts
    assert found.stake[0] == pytest.approx(0.8 * 3 / 2)


def test_draws_have_the_mean_and_spread_given(results):
    table = stakes(results["leaving"], results["moments"])
    drawn = draws(table, 20_000, stream(1, "x"))
    tolerance = 4 * table.spread.max() / np.sqrt(20_000)
    assert drawn.mean(axis=0) == pytest.approx(table.stake.to_numpy(), abs=tolerance)
    assert drawn.std(axis=0) == pytest.approx(table.spread.to_numpy(), rel=0.03)


def test_what_n_counts_is_what_the_diagnosis_says_else_what_its_source_counts(results):
    told = stakes(results["leaving"].assign(n_of="customers"), NO_MOMENTS)
    assert told.n_of.eq("customers").all()
    for source, n_of in (("events", "visits"), ("survey", "answers"), ("operations", "runs")):
        unsaid = results["leaving"].assign(source=source, n_of=None)
        assert stakes(unsaid, NO_MOMENTS).n_of.eq(n_of).all()
