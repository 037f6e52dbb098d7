"""The intervals of what a customer is worth hold what they promise; small versions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth.lifetime import noncontractual


def test_value_that_rises_with_leaving_is_covered_where_the_product_is_not(simulations) -> None:
    found = simulations("lifetimes").contracts(16, "rises with value")
    assert found["coverage"]["rate"] >= 0.75
    assert abs(found["bias"]) < 0.03
    assert found["naive_bias"] > 0.04


def test_the_year_that_came_lies_in_the_interval_of_the_year_foretold(simulations) -> None:
    found = simulations("lifetimes").purchases_value(6)
    assert found["coverage"]["rate"] >= 0.66
    assert found["naive_coverage"]["rate"] < found["coverage"]["rate"]


def _purchases(engaged, **policy: object) -> pd.Series:
    rng = np.random.default_rng(6)
    rows = [
        (f"c{i}", pd.Timestamp("2024-01-01") + pd.Timedelta(days=float(t)))
        for i in range(200)
        for t in np.cumsum(rng.exponential(35, 14))
        if t < 500
    ]
    frame = pd.DataFrame(rows, columns=["customer", "time"]).assign(
        value=rng.gamma(6, 5, len(rows))
    )
    policy = {"value_is": "margin", **policy}
    return noncontractual(engaged({"purchases": frame}, policy=policy)).iloc[0]


def test_discounted_purchases_are_worth_the_half_year_less_that_they_come_later(engaged) -> None:
    plain, later = _purchases(engaged), _purchases(engaged, discount=0.2)
    assert later["value"] == pytest.approx(plain["value"] / 1.2**0.5, rel=0.02)


def test_customers_who_all_buy_at_one_pace_are_valued_at_it(engaged) -> None:
    """The search ran away, and 287 was told where purchases at the pace seen bring some 230."""
    row = _purchases(engaged)
    assert row["value_low"] < row["value"] < row["value_high"]
    assert 200 < row["value"] < 260


def test_a_lucky_hold_out_does_not_make_it_sure(engaged) -> None:
    row = _purchases(engaged)
    assert row["value_low"] < 0.97 * row["value"] < 1.03 * row["value"] < row["value_high"]


@pytest.mark.slow
def test_coverage_to_the_promised_limits(simulations) -> None:
    found = simulations("lifetimes")
    rates = [found.contracts(500, kind)["coverage"]["rate"] for kind in found.HAZARD]
    stakes = found.stakes(500)
    rates += [found.purchases_value(500)["coverage"]["rate"]]
    rates += [stakes[f"{what}_coverage"]["rate"] for what in ("customers", "value")]
    assert all(0.925 <= rate <= 0.975 for rate in rates), rates
