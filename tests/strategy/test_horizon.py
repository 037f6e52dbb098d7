"""The readiness gate as an input -> output table, and what waits for what."""

import numpy as np
import pandas as pd
import pytest

from cxlib.strategy.horizon import agreement, gate, horizons, scores


def answers(awareness, motivation, capability, n=10, department="IT"):
    def column(value):
        return value if isinstance(value, list) else [float(value)] * n

    return pd.DataFrame(
        {
            "department": department,
            "awareness": column(awareness),
            "motivation": column(motivation),
            "capability": column(capability),
        }
    )


SPLIT = [1.0, 5.0] * 5
NEAR = [4.0, 4.0, 3.0, 4.0, 4.0, 5.0, 4.0, 4.0, 4.0, 4.0]
GATE = [
    ((4, 4, 4), 10, "now", "aware, motivated and able"),
    ((3.5, 3.5, 3.5), 10, "now", "aware, motivated and able"),
    ((NEAR, 4, 5), 10, "now", "aware, motivated and able"),
    ((3.4, 4, 4), 10, "prepare", "awareness is not yet there"),
    ((3, 3, 4), 10, "prepare", "awareness and motivation are not yet there"),
    ((4, 4, 2.5), 10, "prepare", "capability is not yet there"),
    ((4, 4, 2.4), 10, "later", "capability is low"),
    ((1, 1, 1), 10, "later", "awareness, motivation and capability are low"),
    ((SPLIT, 4, 4), 10, "prepare", "its members disagree about awareness"),
    ((SPLIT, 2, 4), 10, "later", "motivation is low"),
    ((1, 1, 1), 4, "now", "too few answers to judge readiness"),
]


@pytest.mark.parametrize(("given", "n", "horizon", "reason"), GATE)
def test_gate(given, n, horizon, reason):
    found = gate(scores(answers(*given, n=n)), smallest=5).iloc[0]
    assert (found.horizon, found.reason) == (horizon, reason)


def test_the_gate_tells_no_score():
    words = gate(scores(answers(2.37, SPLIT, 3.21)), smallest=5).iloc[0]
    assert not any(digit in words.reason + words.forward for digit in "0123456789")


def test_agreement_is_one_less_the_variance_over_that_of_chance():
    values = np.array([2.0, 3, 4, 4, 5])
    assert agreement(values) == pytest.approx(1 - values.var(ddof=1) / 2)
    assert agreement(np.array([1.0, 5.0])) == 0
    assert np.isnan(agreement(np.array([3.0])))


def test_intervals_are_students_and_stay_on_the_scale():
    table = scores(answers([4.0, 5.0, 5.0], 3, 3, n=3)).set_index("measure")
    half = 4.302653 * np.std([4, 5, 5], ddof=1) / np.sqrt(3)
    assert table.low["awareness"] == pytest.approx(14 / 3 - half, rel=1e-5)
    assert table.high["awareness"] == 5


def initiatives(*rows):
    return pd.DataFrame(rows, columns=["initiative", "owner", "status", "depends_on"])


OWNERS = pd.DataFrame({"owner": ["ann", "bob"], "department": ["IT", "Care"]})
GATES = pd.DataFrame(
    {"department": ["IT", "Care"], "horizon": ["later", "now"], "reason": ["low", "fine"],
     "forward": ["train", ""]}
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "chosen", "horizon", "reason"),
    [
        (("x", "bob", "planned", None), True, "now", "bob: fine"),
        (("x", "ann", "planned", None), True, "later", "ann: low"),
        (("x", "Care", "planned", None), True, "now", "Care: fine"),
        (("x", "eve", "planned", None), True, "now", "the owner's readiness was not asked"),
        (("x", None, "planned", None), True, "prepare", "it has no owner"),
        (("x", "bob", "planned", None), False, "later", "not in the funded plan"),
        (("x", "ann", "running", None), False, "now", "it is running"),
    ],
)
def test_own_horizon(row, chosen, horizon, reason):
    found = horizons(initiatives(row), {"x": chosen}, GATES, OWNERS).iloc[0]
    assert (found.horizon, found.reason) == (horizon, reason)


def test_nothing_is_sooner_than_what_it_waits_for():
    table = initiatives(("x", "bob", None, "y"), ("y", "bob", None, "z"), ("z", "ann", None, None))
    found = horizons(table, dict.fromkeys("xyz", True), GATES, OWNERS).set_index("initiative")
    assert found.horizon.to_dict() == {"x": "later", "y": "later", "z": "later"}
    assert found.reason["y"] == "it waits for z (ann: low)"


def test_circles_come_to_an_end():
    table = initiatives(("x", "bob", None, "y"), ("y", "bob", None, "x"))
    found = horizons(table, {"x": True, "y": True}, GATES, OWNERS)
    assert found.horizon.tolist() == ["now", "now"]
