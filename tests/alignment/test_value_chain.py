"""Cost and value shares by hand."""

import pandas as pd
import pytest

from cxlib.alignment.value_chain import touchpoint_values, value_chain

ACTIVITIES = pd.DataFrame(
    {"activity": ["sync", "stock", "bill", "paint"],
     "touchpoint": ["cart", "cart", "bill", None],
     "department": ["IT", "IT", "Finance", "Retail"], "cost": [10.0, 30.0, 60.0, None]}
)  # fmt: skip
VALUES = pd.Series({"cart": 80.0, "bill": 20.0})


def shares(guilty):
    table = value_chain(ACTIVITIES, VALUES, guilty).set_index("activity")
    assert pd.isna(table.value_share["paint"])  # it serves no touchpoint
    return table.value_share.dropna().to_dict(), table


def test_the_guilty_activity_carries_the_value():
    guilty = pd.DataFrame({"activity": ["sync"], "touchpoint": ["cart"]})
    value, table = shares(guilty)
    assert value == pytest.approx({"sync": 0.8, "stock": 0, "bill": 0.2})
    assert table.cost_share["bill"] == pytest.approx(0.6)
    assert table.words["sync"] == "carries more value than it costs"
    assert table.words["bill"] == "costs more than the value it carries"
    assert table.words["paint"] == ""


def test_without_a_guilty_one_they_share_equally():
    value, _ = shares(pd.DataFrame({"activity": [], "touchpoint": []}))
    assert value == pytest.approx({"sync": 0.4, "stock": 0.4, "bill": 0.2})


def test_without_values_only_cost_is_told():
    table = value_chain(ACTIVITIES, pd.Series(dtype=float), pd.DataFrame(
        {"activity": [], "touchpoint": []}))  # fmt: skip
    assert table.value_share.isna().all()
    assert table.cost_share.sum() == pytest.approx(1)


def test_a_touchpoints_moments_are_not_added_up():
    moments = pd.DataFrame(
        {"touchpoint": ["cart", "cart", "bill"], "value_at_stake": [50.0, 80.0, -5.0],
         "customers_at_stake": [1.0, 2.0, 3.0]}
    )  # fmt: skip
    assert touchpoint_values(moments).to_dict() == {"bill": 0.0, "cart": 80.0}
    assert touchpoint_values(moments.assign(value_at_stake=None)).to_dict() == {
        "bill": 3.0, "cart": 2.0,
    }  # fmt: skip
