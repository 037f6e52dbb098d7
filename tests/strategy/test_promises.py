"""Expectation and promise against what customers say."""

import numpy as np
import pandas as pd
import pytest

from cxlib.strategy.promises import over_delivery, promise, risk

PLAIN = {"brand_promise": "no surprises", "breaks": False, "moments": (), "standing": "middle",
         "performance": 0.6, "critical": False, "cost": 900.0, "importance": 0.01,
         "value": 5000.0}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "opening"),
    [
        ({"brand_promise": None}, ""),
        ({}, '"no surprises": no breach found (60% of the scale)'),
        ({"standing": "low"}, 'breach: "no surprises" is promised and customers rate it 60%'),
        ({"breaks": True, "performance": np.nan}, "breach: "),
        ({"performance": np.nan}, '"no surprises": not rated by customers'),
    ],
)
def test_promise(given, opening):
    found = promise(pd.Series(PLAIN | given))
    assert found.startswith(opening)
    assert (found == "") == (opening == "")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"standing": "high"}, True),
        ({"standing": "middle"}, False),
        ({"standing": "high", "critical": True}, False),
        ({"standing": "high", "moments": ("truth",)}, False),
        ({"standing": "high", "importance": np.nan}, False),
        ({"standing": "high", "cost": np.nan}, True),
    ],
)
def test_over_delivery_is_where_nobody_values_it(given, named):
    assert bool(over_delivery(pd.Series(PLAIN | given), "GBP")) == named


@pytest.mark.parametrize("posture", ["fix", "protect", "differentiate", "simplify", "maintain"])
def test_every_posture_has_its_risk(posture):
    assert risk(pd.Series(PLAIN | {"value": np.nan}), posture, "GBP")


def test_the_risk_of_not_fixing_is_told_in_money():
    assert risk(pd.Series(PLAIN), "fix", "GBP") == (
        "as long as it stays, GBP 5,000 a year are at stake"
    )
