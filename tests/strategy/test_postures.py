"""The posture rules as an input -> output table."""

import numpy as np
import pandas as pd
import pytest

from cxlib.language import Voice
from cxlib.strategy.postures import POSTURES, postures

PLAIN = {"touchpoint": "t", "breaks": False, "moments": (), "critical": False, "standing": "middle",
         "kind": None, "forced": False, "cost": np.nan, "importance": 0.1, "performance": 0.6,
         "low": 0.5, "high": 0.7, "n": 80, "matters_p": 0.001, "examined": True}  # fmt: skip
RULES = [
    ({}, "maintain"),
    ({"breaks": True, "critical": True, "standing": "high"}, "fix"),
    ({"moments": ("friction", "truth"), "standing": "high"}, "fix"),
    ({"critical": True, "standing": "low"}, "fix"),
    ({"moments": ("truth",), "standing": "low"}, "fix"),
    ({"moments": ("truth",), "standing": "middle"}, "protect"),
    ({"critical": True, "standing": "high"}, "protect"),
    ({"critical": True, "standing": "high", "kind": "excitement"}, "differentiate"),
    ({"critical": True, "standing": "low", "kind": "excitement"}, "differentiate"),
    ({"kind": "excitement"}, "maintain"),
    ({"moments": ("delight",)}, "differentiate"),
    ({"forced": True}, "simplify"),
    ({"forced": True, "critical": True}, "protect"),
    ({"standing": "low"}, "maintain"),
]


@pytest.mark.parametrize(("given", "posture"), RULES)
def test_posture(given, posture):
    found = postures(pd.DataFrame([PLAIN | given])).iloc[0]
    assert found.posture == posture
    assert Voice().coded(found.why).endswith("rated 60% (50% to 70%) of its scale, n = 80")


def test_cost_beyond_importance_is_simplified():
    table = pd.DataFrame([
        PLAIN | {"touchpoint": "dear", "cost": 90.0, "importance": 0.1},
        PLAIN | {"touchpoint": "cheap", "cost": 10.0, "importance": 0.9},
    ])  # fmt: skip
    assert postures(table).set_index("touchpoint").posture.to_dict() == {
        "dear": "simplify", "cheap": "maintain",
    }  # fmt: skip
    unknown = postures(table.assign(matters_p=np.nan))  # nothing at all was found to matter
    assert set(unknown.posture) == {"maintain"}


def test_what_was_not_rated_says_so():
    unrated = PLAIN | {"performance": np.nan, "importance": np.nan}
    assert (
        Voice().coded(postures(pd.DataFrame([unrated])).why[0]).endswith("not rated by customers")
    )


def test_of_what_nothing_is_known_nothing_is_asked():
    unknown = PLAIN | {"performance": np.nan, "importance": np.nan, "examined": False}
    table = pd.DataFrame([
        unknown | {"touchpoint": "never measured"},
        unknown | {"touchpoint": "everybody must pass it", "forced": True},
        unknown | {"touchpoint": "tested and quiet", "examined": True},
    ])  # fmt: skip
    assert postures(table).set_index("touchpoint").posture.to_dict() == {
        "everybody must pass it": "simplify", "tested and quiet": "maintain",
    }  # fmt: skip


def test_the_rules_reach_every_posture():
    assert {posture for _, posture in RULES} == set(POSTURES)
