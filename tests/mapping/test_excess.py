"""The excess test: its size under a null, its power, its expectation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxlib.mapping.excess import excess, rates_elsewhere, tail
from cxlib.stats.resampling import stream
from cxlib.stats.tests import benjamini_hochberg

PLACES, TRIALS = 15, 250
EVERYWHERE = np.ones(PLACES, bool)


def draw(rng, rates):
    trials = np.full((PLACES, 1, 8), TRIALS)
    return trials, rng.binomial(trials, rates[:, None, None])


def test_null_places_are_seldom_named():
    rng = stream(1, "null")
    named = 0
    for _ in range(400):
        found = excess(*draw(rng, np.full(PLACES, 0.05)), EVERYWHERE)
        named += (benjamini_hochberg(found.p) <= 0.05).any()
    assert named / 400 <= 0.08  # 5 % and three standard errors


def test_a_doubled_rate_is_found():
    rng = stream(1, "planted")
    rates = np.where(np.arange(PLACES) == 4, 0.10, 0.05)
    found = sum(
        (benjamini_hochberg(excess(*draw(rng, rates), EVERYWHERE).p) <= 0.05)[4] for _ in range(50)
    )
    assert found >= 48


def test_expectation_is_that_of_the_others_in_the_same_stratum():
    trials = np.array([[[1000, 1000]], [[4000, 4000]], [[4000, 4000]]])
    events = np.array([[[500, 10]], [[400, 40]], [[400, 40]]])
    rate, _ = rates_elsewhere(trials, events, np.ones(3, bool))
    assert rate[0, 0].tolist() == pytest.approx([0.1, 0.01], abs=1e-3)
    assert excess(trials, events, np.ones(3, bool)).expected[0] == pytest.approx(110, abs=1)


def test_a_count_is_referred_to_a_poisson():
    exact = stats.poisson(3.0).sf(8) + 0.5 * stats.poisson(3.0).pmf(8)
    assert tail(np.array([8.0]), np.array([3.0]), np.array([0.0]))[0] == pytest.approx(exact, 1e-4)


def test_an_uncertain_mean_weakens_the_proof():
    sure, unsure = tail(np.full(2, 20.0), np.full(2, 10.0), np.array([0.0, 25.0]))
    assert sure < 0.01 < unsure


def test_a_place_without_trials_is_not_tested():
    trials = np.array([0, 50, 50]).reshape(3, 1, 1)
    assert np.isnan(excess(trials, trials // 10, np.ones(3, bool)).p).tolist() == [
        True,
        False,
        False,
    ]


def test_a_place_nobody_leaves_is_no_yardstick():
    trials, events = np.full((4, 1, 1), 1000), np.array([50, 50, 50, 0]).reshape(4, 1, 1)
    everywhere = np.ones(4, bool)
    assert excess(trials, events, everywhere).expected[0] == pytest.approx(50, abs=1)
    assert (trials * rates_elsewhere(trials, events, everywhere)[0])[0].sum() < 35


def test_a_place_that_has_no_other_to_be_compared_with_is_not_judged():
    """One step left, or one beside a step that loses nobody: what is usual is not known."""
    trials = np.full((3, 1, 1), 1000)
    events = np.array([250, 0, 240]).reshape(3, 1, 1)
    alone = excess(trials, events, np.array([True, False, False]))
    assert np.isnan(alone.p[0])
    assert np.isnan(alone.expected[0])
    beside_one_that_loses_nobody = excess(trials, events, np.array([True, True, False]))
    assert np.isnan(beside_one_that_loses_nobody.p[0])
    beside_its_like = excess(trials, events, np.array([True, True, True]))
    assert beside_its_like.p[0] > 0.05
    assert beside_its_like.expected[0] == pytest.approx(240, abs=2)
