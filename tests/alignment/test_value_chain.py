"""Cost and value shares by hand."""

import numpy as np
import pandas as pd
import pytest

from cxlib.alignment.value_chain import touchpoint_values, value_chain
from cxlib.results.coded import code_of

ACTIVITIES = pd.DataFrame(
    {"activity": ["sync", "stock", "bill", "paint"],
     "touchpoint": ["cart", "cart", "bill", None],
     "department": ["IT", "IT", "Finance", "Retail"], "cost": [10.0, 30.0, 60.0, None]}
)  # fmt: skip
VALUES = pd.DataFrame(
    {"value": [80.0, 20.0], "low": [79.0, 19.0], "high": [81.0, 21.0]}, index=["cart", "bill"]
)


def code(cell):
    return str(code_of(cell)).removeprefix("value_chain|")


def shares(guilty):
    table = value_chain(ACTIVITIES, VALUES, guilty).set_index("activity")
    assert pd.isna(table.value_share["paint"])  # it serves no touchpoint
    return table.value_share.dropna().to_dict(), table


def test_the_guilty_activity_carries_the_value():
    guilty = pd.DataFrame({"activity": ["sync"], "touchpoint": ["cart"]})
    value, table = shares(guilty)
    assert value == pytest.approx({"sync": 0.8, "stock": 0, "bill": 0.2})
    assert table.cost_share["bill"] == pytest.approx(0.6)
    said = table.words.map(code)
    assert said.to_dict() == {"sync": "carries more", "stock": "traced elsewhere",
                              "bill": "costs more", "paint": "None"}  # fmt: skip


def test_the_interval_of_a_share_is_that_of_a_simulation():
    guilty = pd.DataFrame({"activity": ["sync"], "touchpoint": ["cart"]})
    spread = VALUES.assign(low=[60.0, 10.0], high=[100.0, 30.0])
    row = value_chain(ACTIVITIES, spread, guilty).set_index("activity").loc["sync"]
    rng = np.random.default_rng(7)
    cart = rng.normal(80, 20 / 1.96, 200_000)
    share = cart / (cart + rng.normal(20, 10 / 1.96, 200_000))
    low, high = np.quantile(share, [0.025, 0.975])
    assert (row.value_low, row.value_high) == pytest.approx((low, high), abs=0.02)


def test_what_the_interval_does_not_tell_apart_is_too_close():
    guilty = pd.DataFrame({"activity": ["sync"], "touchpoint": ["cart"]})
    wide = VALUES.assign(low=[0.0, 0.0], high=[160.0, 60.0])
    said = value_chain(ACTIVITIES, wide, guilty).set_index("activity").words.map(code)
    assert said["bill"] == "too close"
    unknown = VALUES.assign(low=np.nan, high=np.nan)
    said = value_chain(ACTIVITIES, unknown, guilty).set_index("activity").words.map(code)
    assert said[["sync", "bill"]].tolist() == ["too close", "too close"]


def test_shares_that_are_nearly_alike_go_together():
    costs = ACTIVITIES.assign(cost=[75.0, 0.0, 25.0, None])
    guilty = pd.DataFrame({"activity": ["sync"], "touchpoint": ["cart"]})
    said = value_chain(costs, VALUES, guilty).set_index("activity").words.map(code)
    assert said[["sync", "bill"]].tolist() == ["together", "together"]


def test_reversed_costs_reverse_what_is_said():
    guilty = pd.DataFrame({"activity": ["sync"], "touchpoint": ["cart"]})
    costs = ACTIVITIES.assign(cost=[300.0, 30.0, 5.0, None])
    values = pd.DataFrame(
        {"value": [20.0, 80.0], "low": [19.0, 79.0], "high": [21.0, 81.0]}, index=["cart", "bill"]
    )
    said = value_chain(costs, values, guilty).set_index("activity").words.map(code)
    assert said[["sync", "bill"]].tolist() == ["costs more", "carries more"]


def test_a_touchpoint_whose_worth_was_not_measured_has_no_share_instead_of_none():
    guilty = pd.DataFrame({"activity": [], "touchpoint": []})
    table = value_chain(ACTIVITIES, VALUES.loc[["cart"]], guilty).set_index("activity")
    assert pd.isna(table.value_share["bill"])
    assert code(table.words["bill"]) == "no moment"


def test_without_a_guilty_one_they_share_equally():
    value, _ = shares(pd.DataFrame({"activity": [], "touchpoint": []}))
    assert value == pytest.approx({"sync": 0.4, "stock": 0.4, "bill": 0.2})


def test_without_values_only_cost_is_told():
    table = value_chain(ACTIVITIES, VALUES[:0], pd.DataFrame(
        {"activity": [], "touchpoint": []}))  # fmt: skip
    assert table.value_share.isna().all()
    assert table.cost_share.sum() == pytest.approx(1)


def test_a_touchpoints_moments_are_not_added_up():
    moments = pd.DataFrame(
        {"touchpoint": ["cart", "cart", "bill"], "value_at_stake": [50.0, 80.0, -5.0],
         "value_low": [40.0, 60.0, -9.0], "value_high": [60.0, 99.0, 1.0],
         "customers_at_stake": [1.0, 2.0, 3.0], "customers_low": 1.0, "customers_high": 4.0}
    )  # fmt: skip
    money = touchpoint_values(moments)
    assert money.value.to_dict() == {"bill": 0.0, "cart": 80.0}
    assert money.loc["cart"].tolist() == [80.0, 60.0, 99.0]
    assert money.loc["bill"].tolist() == [0.0, 0.0, 1.0]
    customers = touchpoint_values(moments.assign(value_at_stake=None))
    assert customers.value.to_dict() == {"bill": 3.0, "cart": 2.0}
