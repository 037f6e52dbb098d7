"""The readiness gate as an input -> output table, and what waits for what."""

import math

import numpy as np
import pandas as pd
import pytest

from cxlib.language import Voice
from cxlib.results.coded import code_of, coded
from cxlib.strategy.horizon import (
    MEASURES,
    READY,
    agreement,
    gate,
    held_against_need,
    horizons,
    scores,
)


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
LOOSE = [2.0, 3.0, 4.0, 4.0, 3.0, 4.0, 3.0, 4.0, 3.0, 4.0]  # mean 3.4, interval beyond 3.5
GATE = [
    ((4, 4, 4), 10, "now", "aware, motivated and able"),
    ((3.5, 3.5, 3.5), 10, "now", "aware, motivated and able"),
    ((NEAR, 4, 5), 10, "now", "aware, motivated and able"),
    ((3.4, 4, 4), 10, "prepare", "it lacks awareness"),
    ((3, 3, 4), 10, "prepare", "it lacks awareness and motivation"),
    ((4, 4, 2.5), 10, "prepare", "it lacks capability"),
    ((4, 4, 2.4), 10, "later", "it lacks capability"),
    ((1, 1, 1), 10, "later", "it lacks awareness, motivation and capability"),
    ((SPLIT, 4, 4), 10, "prepare", "its members disagree about awareness"),
    ((SPLIT, 2, 4), 10, "later", "it lacks motivation"),
    ((LOOSE, 4, 4), 10, "prepare", "whether awareness suffices is too close to tell"),
    ((LOOSE, 3, 4), 10, "prepare", "it lacks motivation"),
    ((1, 1, 1), 4, "now", "too few answers to judge whether it is ready"),
]


@pytest.mark.parametrize(("given", "n", "horizon", "reason"), GATE)
def test_gate(given, n, horizon, reason):
    found = gate(scores(answers(*given, n=n)), smallest=5).iloc[0]
    assert (found.horizon, Voice().coded(found.reason)) == (horizon, reason)


def test_the_gate_tells_no_score():
    cells = gate(scores(answers(2.37, SPLIT, 3.21)), smallest=5).iloc[0]
    words = [Voice().coded(cells.reason), Voice().coded(cells.forward)]
    assert words == [
        "it lacks awareness and capability",
        "tell them what customers experience and why it matters; give them the people, training "
        "or tools",
    ]
    assert "2.37" not in cells.reason


def test_what_would_move_a_department_forward():
    forward = [
        gate(scores(answers(*given, n=n)), smallest=5).forward[0]
        for given, n in (((1, 4, 1), 10), ((SPLIT, 4, 4), 10), ((4, 4, 4), 10), ((1, 1, 1), 4))
    ]
    assert [Voice().coded(cell) for cell in forward] == [
        "tell them what customers experience and why it matters; give them the people, training "
        "or tools",
        "find out in conversation why they see it differently", "", "ask at least 5 people",
    ]  # fmt: skip


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
    {"department": ["IT", "Care"], "horizon": ["later", "now"],
     "reason": [coded("gate|too few"), coded("gate|ready")],
     "forward": [coded("gate|find out why"), None]}
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "chosen", "horizon", "reason"),
    [
        (("x", "bob", "planned", None), True, "now", "bob: aware, motivated and able"),
        (
            ("x", "ann", "planned", None),
            True,
            "later",
            "ann: too few answers to judge whether it is ready",
        ),
        (("x", "Care", "planned", None), True, "now", "Care: aware, motivated and able"),
        (
            ("x", "eve", "planned", None),
            True,
            "now",
            "whether the owner’s department is ready was not asked",
        ),
        (("x", None, "planned", None), True, "prepare", "it has no owner"),
        (("x", "bob", "planned", None), False, "later", "not in the funded plan"),
        (("x", "ann", "running", None), False, "now", "it is already running"),
    ],
)
def test_own_horizon(row, chosen, horizon, reason):
    found = horizons(initiatives(row), {"x": chosen}, GATES, OWNERS).iloc[0]
    assert (found.horizon, Voice().coded(found.reason)) == (horizon, reason)


def test_nothing_is_sooner_than_what_it_waits_for():
    table = initiatives(("x", "bob", None, "y"), ("y", "bob", None, "z"), ("z", "ann", None, None))
    found = horizons(table, dict.fromkeys("xyz", True), GATES, OWNERS).set_index("initiative")
    assert found.horizon.to_dict() == {"x": "later", "y": "later", "z": "later"}
    waits = "it waits for z (ann: too few answers to judge whether it is ready)"
    assert Voice().coded(found.reason["y"]) == waits
    assert code_of(found.forward["y"]) == "gate|find out why"


def test_circles_come_to_an_end():
    table = initiatives(("x", "bob", None, "y"), ("y", "bob", None, "x"))
    found = horizons(table, {"x": True, "y": True}, GATES, OWNERS)
    assert found.horizon.tolist() == ["now", "now"]


def test_of_many_measures_the_lowest_by_chance_is_not_short():
    """Twelve means at what is needed: some interval lies below it by chance, no test over all."""
    alone, together = 0, 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        answers = np.clip(np.rint(rng.normal(3.5, 0.8, (48, 3))), 1, 5)
        frame = pd.DataFrame(answers, columns=list(MEASURES))
        held = held_against_need(scores(frame.assign(department=list("abcd") * 12)), 0.95)
        alone += bool((held["high"] < READY).any())
        together += bool(held["short"].any())
    assert alone > 60 * 0.15  # what the intervals say one by one
    assert together <= 60 * 0.05 + 2 * math.sqrt(60 * 0.05 * 0.95)
