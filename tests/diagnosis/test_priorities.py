"""Quadrants with their probability, ties called ties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlib.diagnosis.drivers import Way, explain
from cxlib.diagnosis.priorities import _above, on_scale, priorities, quadrant
from cxlib.results import conform


def _engagement(engaged, levels: list[float], strength: list[float], n: int = 800):
    rng = np.random.default_rng(1)
    felt = rng.normal(size=(n, 4)) + 0.5 * rng.normal(size=(n, 1))
    x = np.clip(np.rint(np.array(levels) + felt), 1, 5)
    y = np.clip(np.rint(6 + felt @ strength + rng.normal(size=n)), 0, 10)
    rows = pd.DataFrame(x, columns=["a", "b", "c", "d"]).assign(recommend=y)
    described = pd.DataFrame({"variable": list("abcd"), "scale_low": 1, "scale_high": 5})
    return engaged({"responses": rows, "variables": described}, period="none")


def test_the_four_corners(engaged):
    engagement = _engagement(engaged, [2.2, 3.9, 2.2, 3.9], [1.0, 1.0, 0.05, 0.05])
    told = priorities(engagement, explain(engagement, Way(draws=200)))
    table = conform("priorities", told["priorities"]).set_index("variable")
    assert table.quadrant.to_dict() == {
        "a": "concentrate here",
        "b": "keep up the good work",
        "c": "low priority",
        "d": "possible overkill",
    }
    assert (table.probability > 0.95).all()
    assert table.n.tolist() == [800] * 4
    assert set(table.outcome) == {"recommend"}


def test_what_lies_on_the_lines_is_a_tie(engaged, sentences):
    engagement = _engagement(engaged, [3.0] * 4, [0.5] * 4)
    told = priorities(engagement, explain(engagement, Way(draws=200)))
    table = told["priorities"]
    assert (table.quadrant == "tie").any()
    ties = table[table.quadrant == "tie"]
    assert (ties.probability < 0.8).all()
    assert ties.leaning.ne("tie").all()
    assert told["notes"].code.tolist() == ["ties"]
    assert "(less than 80% of redraws agree, or chance alone" in sentences(told)[0]


def test_one_driver_has_no_quadrant(engaged):
    rng = np.random.default_rng(0)
    x = rng.integers(1, 6, 100)
    rows = pd.DataFrame({"a": x, "recommend": np.clip(2 * x + rng.integers(-2, 3, 100), 0, 10)})
    described = pd.DataFrame({"variable": ["a"], "scale_low": 1, "scale_high": 5})
    engagement = engaged({"responses": rows, "variables": described}, period="none")
    told = priorities(engagement, explain(engagement, Way(draws=20)))
    assert told["notes"].code.tolist() == ["too few drivers"]


def test_low_is_better_turns_the_scale():
    scale = pd.DataFrame(
        {"scale_low": [1.0, 0.0], "scale_high": [5.0, 10.0], "better": ["low", "high"]}
    )
    assert on_scale(np.array([[2.0, 2.5]]), scale).tolist() == [[0.75, 0.25]]


@pytest.mark.parametrize(
    ("important", "good", "code"),
    [(False, False, 0), (False, True, 1), (True, False, 2), (True, True, 3)],
)
def test_a_quadrant_is_its_two_sides(important, good, code):
    importance = np.array([[0.9, 0.1]]) if important else np.array([[0.1, 0.9]])
    performance = np.array([[0.9, 0.1]]) if good else np.array([[0.1, 0.9]])
    assert quadrant(importance, performance)[0, 0] == code


def test_the_p_of_a_quadrant_is_that_of_its_less_certain_side(engaged):
    clear = _engagement(engaged, [2.2, 3.9, 2.2, 3.9], [1.0, 1.0, 0.05, 0.05])
    table = priorities(clear, explain(clear, Way(draws=200)))["priorities"].set_index("variable")
    assert table.p_adjusted["a"] < 1e-4
    assert (table.p_adjusted[["b", "c", "d"]] > 0.5).all()


def test_of_variables_alike_one_is_seldom_put_first():
    """Four that matter alike and are rated alike: the probability alone puts many first."""
    rng = np.random.default_rng(3)
    passed, likely = [], []
    for _ in range(600):
        seen = rng.normal(size=(2, 1, 4))
        importance, performance = seen + rng.normal(size=(2, 300, 4))
        p = np.maximum(_above(importance), _above(-performance))
        passed.append(stats.false_discovery_control(p).min() < 0.05)
        likely.append(((quadrant(importance, performance) == 2).mean(axis=0) >= 0.8).any())
    assert np.mean(passed) <= 0.01, "of two sides both have to pass"
    assert np.mean(likely) > 0.03
