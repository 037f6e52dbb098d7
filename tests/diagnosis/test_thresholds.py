from __future__ import annotations

import numpy as np

from cxlib.diagnosis.thresholds import threshold


def test_the_bend_is_found_inside_its_interval(simulations) -> None:
    found = simulations("mending").thresholds(60)
    assert found["found"]["rate"] > 0.95
    assert found["coverage"]["rate"] > 0.85
    assert found["straight_called_bent"]["rate"] < 0.15


def test_harm_that_falls_with_duration_has_no_threshold() -> None:
    days = np.linspace(0, 10, 200)
    assert threshold(days, -np.maximum(days - 4, 0), 0.95) is None


def test_a_constant_has_no_threshold() -> None:
    assert threshold(np.ones(100), np.arange(100.0), 0.95) is None
    assert threshold(np.arange(100.0), np.ones(100), 0.95) is None


def test_few_results_have_no_threshold() -> None:
    assert threshold(np.arange(20.0), np.maximum(np.arange(20.0) - 5, 0), 0.95) is None
