"""Expectation and promise against what customers say."""

import numpy as np
import pandas as pd
import pytest

from cxlib.language import Voice
from cxlib.results.coded import code_of
from cxlib.strategy.promises import over_delivery, promise, risk

PLAIN = {"brand_promise": "no surprises", "breaks": False, "moments": (), "standing": "middle",
         "performance": 0.6, "low": 0.5, "high": 0.7, "critical": False, "cost": 900.0,
         "importance": 0.01, "value": 5000.0, "value_low": 3900.0,
         "value_high": 6100.0}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"brand_promise": None}, None),
        ({}, "promise|no sign against it"),
        ({"standing": "low"}, "promise|rated low"),
        ({"breaks": True, "performance": np.nan}, "promise|stuck"),
        ({"moments": ("friction",)}, "promise|goes wrong"),
        ({"performance": np.nan}, "promise|not judged"),
    ],
)
def test_promise(given, code):
    assert code_of(promise(pd.Series(PLAIN | given))) == code


@pytest.mark.parametrize("given", [{"standing": "low"}, {"breaks": True}, {}])
def test_no_promise_is_said_to_be_broken(given):
    said = Voice().coded(promise(pd.Series(PLAIN | given)))
    assert "“no surprises”" in said
    assert not any(word in said for word in ("breach", "broken", "not kept"))


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
    assert bool(over_delivery(pd.Series(PLAIN | given))) == named


@pytest.mark.parametrize("posture", ["fix", "protect", "differentiate", "simplify", "maintain"])
def test_every_posture_has_its_risk(posture):
    assert Voice().coded(risk(pd.Series(PLAIN | {"value": np.nan}), posture))


def test_the_risk_of_not_fixing_is_told_in_money():
    told = Voice("en", "GBP").coded(risk(pd.Series(PLAIN), "fix"))
    assert told == "at stake as long as it stays: £5k a year"
