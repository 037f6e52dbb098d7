"""The excess test: size under a null with natural differences, and power."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.mapping.excess import excess, rates_elsewhere
from cxlib.stats.resampling import stream
from cxlib.stats.tests import benjamini_hochberg

PLACES, TRIALS = 15, 250


def draw(rng, rates):
    trials = np.full((PLACES, 1, 8), TRIALS)
    return trials, rng.binomial(trials, rates[:, None, None])


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_null_places_are_seldom_named(spread):
    rng = stream(1, "null", spread)
    named = 0
    for _ in range(300):
        rates = 0.05 * np.exp(rng.normal(0, spread, PLACES))
        named += (benjamini_hochberg(excess(*draw(rng, rates)).p) <= 0.05).any()
    assert named / 300 <= 0.08  # 5 % and three standard errors


def test_a_doubled_rate_is_found():
    rng = stream(1, "planted")
    rates = np.where(np.arange(PLACES) == 4, 0.10, 0.05)
    found = sum((benjamini_hochberg(excess(*draw(rng, rates)).p) <= 0.05)[4] for _ in range(50))
    assert found >= 48


def test_expectation_is_that_of_the_others_in_the_same_stratum():
    trials = np.array([[[1000, 1000]], [[4000, 4000]], [[4000, 4000]]])
    events = np.array([[[500, 10]], [[400, 40]], [[400, 40]]])
    rate, _ = rates_elsewhere(trials, events)
    assert rate[0, 0].tolist() == pytest.approx([0.1, 0.01], abs=1e-3)
    assert excess(trials, events).expected[0] == pytest.approx(110, abs=1)


def test_too_few_events_prove_nothing():
    trials, events = np.full((5, 1, 1), 50), np.array([4, 0, 0, 0, 0]).reshape(5, 1, 1)
    assert np.nanmin(excess(trials, events).p) == 1.0
