"""What moments are worth: shrunk in proportion, in money or else in customers."""

import numpy as np
import pytest

from cxlib.stats.resampling import stream
from cxlib.strategy.stakes import draws, stakes, unit


def test_the_largest_claim_shrinks_and_the_order_of_size_stays(results):
    found = stakes(results["moments"]).set_index("moment_id")
    assert found.stake["checkout:friction"] < found.claimed["checkout:friction"]
    assert found.stake["support:friction"] > found.claimed["support:friction"]
    assert found.stake.idxmax() == "checkout:friction"


def test_stakes_follow_their_effects(results):
    found = stakes(results["moments"])
    moments = results["moments"].set_index("moment_id").loc[found.moment_id]
    implied = found.stake.to_numpy() / found.claimed.to_numpy() * moments.effect_on_retention
    assert (implied.to_numpy(float) < 0.20).all()
    assert (found.spread > 0).all()


def test_without_value_customers_are_counted(results, built):
    moments = results["moments"].assign(value_at_stake=np.nan, value_low=np.nan, value_high=np.nan)
    found = stakes(moments)
    assert found.claimed.max() == pytest.approx(2000)
    assert unit(built(), moments) == "customers kept"
    assert unit(built(), results["moments"]) == "GBP"


def test_a_harm_written_as_negative_effect_is_still_worth_something(results):
    moments = results["moments"]
    flipped = moments.assign(effect_on_retention=-moments.effect_on_retention, low=-moments.high,
                             high=-moments.low)  # fmt: skip
    assert stakes(flipped).stake.tolist() == pytest.approx(stakes(moments).stake.tolist())


def test_unmeasured_moments_are_left_out(results):
    moments = results["moments"]
    moments.loc[0, "value_at_stake"] = None
    assert moments.moment_id[0] not in set(stakes(moments).moment_id)


def test_draws_have_the_mean_and_spread_given(results):
    table = stakes(results["moments"])
    drawn = draws(table, 20_000, stream(1, "x"))
    assert drawn.mean(axis=0) == pytest.approx(table.stake.to_numpy(), rel=0.03)
    assert drawn.std(axis=0) == pytest.approx(table.spread.to_numpy(), rel=0.03)
