"""Mean ratings, N/A left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.variable_scores import variable_scores
from cxlib.results import conform
from cxlib.stats import intervals


@pytest.fixture
def engagement(engaged):
    four = pd.DataFrame(
        {
            "recommend": [9.0, 3.0, 7.0, 10.0],
            "speed": [5.0, 1.0, np.nan, 3.0],
            "silent": [np.nan] * 4,
            "plan": ["Basic", "Basic", "Plus", "Plus"],
        }
    )
    rows = pd.concat([four] * 3, ignore_index=True)
    described = pd.DataFrame(
        {"variable": ["speed", "silent"], "touchpoint": ["app", None], "scale_low": 1,
         "scale_high": 5}
    )  # fmt: skip
    tables = {"responses": {"source": "x", "segments": ["plan"]}, "variables": {"source": "v"}}
    return engaged({"responses": rows, "variables": described}, period="none", tables=tables)


def test_means_leave_out_na_and_stand_at_their_touchpoint(engagement):
    table = conform("variable_scores", variable_scores(engagement)["variable_scores"])
    whole = table[table.segment == "all"].iloc[0]
    assert (whole.variable, whole.touchpoint, whole.n, whole.score) == ("speed", "app", 9, 3.0)
    expected = intervals.mean([5.0, 1.0, 3.0] * 3)
    np.testing.assert_allclose([whole.low, whole.high], expected[2:])
    plus = table[table.segment == "plan=Plus"].iloc[0]
    assert (plus.n, plus.score) == (3, 3.0)


def test_a_variable_nobody_answered_is_named(engagement, sentences):
    told = variable_scores(engagement)
    assert told["notes"].code.tolist() == ["nobody answered"]
    assert sentences(told)[0].startswith("Nobody answered silent")
