"""Intervals of ranks hold together, and tell apart what is apart."""

import numpy as np
import pytest

from cxlib.stats.ranks import rank_intervals

TIMES, DRAWS = 400, 400


def _often(truth: np.ndarray, error: float, told) -> float:
    """In how many samples of values with this error something is told of their ranks."""
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(TIMES):
        seen = truth + error * rng.standard_normal(truth.size)
        drawn = seen + error * rng.standard_normal((DRAWS, truth.size))
        hits += bool(told(*rank_intervals(seen, drawn)))
    return hits / TIMES


@pytest.mark.parametrize("k", [2, 4, 8])
def test_of_equal_values_none_is_told_from_the_others(k):
    """Each may hold any rank; percentiles of drawn ranks put one in the upper half far oftener."""
    assert _often(np.zeros(k), 1.0, lambda low, high: (high < k).any() or (low > 1).any()) <= 0.075


def test_the_percentiles_of_drawn_ranks_do_not_hold_together():
    """The guard: what was used before fails the same test."""

    def percentiles(seen: np.ndarray, drawn: np.ndarray) -> np.ndarray:
        ranks = (-drawn).argsort(axis=1).argsort(axis=1) + 1
        return np.quantile(ranks, 0.975, axis=0, method="higher")

    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(TIMES):
        seen = rng.standard_normal(8)
        drawn = seen + rng.standard_normal((DRAWS, 8))
        hits += (percentiles(seen, drawn) <= 4).any()
    assert hits / TIMES > 0.1


def test_all_intervals_hold_the_true_ranks_together():
    truth = np.array([5.0, 3.0, 2.9, 1.0])
    right = np.array([1, 2, 3, 4])
    missed = _often(truth, 0.4, lambda low, high: ((low > right) | (right > high)).any())
    assert missed <= 0.075


@pytest.mark.parametrize("k", [2, 4, 8])
def test_of_equal_values_none_is_called_the_first(k):
    assert _often(np.zeros(k), 1.0, lambda low, high: (high == 1).any()) <= 0.075


def test_the_first_place_is_told_where_the_others_hang_together():
    """The largest is surely above each of eleven others, which cannot be told apart."""
    truth = np.array([4.4, *[0.0] * 11])
    assert _often(truth, 0.9, lambda low, high: high[0] == 1) > 0.55
    pairs = _often(truth, 0.9, lambda low, high: (low[1:] > 1).all())
    assert pairs > 0.55


def test_what_is_far_apart_has_its_place():
    assert _often(np.array([9.0, 3.0, 0.0]), 0.5,
                  lambda low, high: low.tolist() == high.tolist() == [1, 2, 3]) > 0.9  # fmt: skip


def test_where_the_first_place_is_denied_nobody_holds_it():
    """One of many models: over all of them its first place may not stand."""
    drawn = np.random.default_rng(1).normal([9, 3, 0], 0.2, (300, 3))
    low, high = rank_intervals([9.0, 3.0, 0.0], drawn, first=False)
    assert high.tolist() == [2, 2, 3]
    assert low.tolist() == [1, 1, 3]


def test_copies_share_their_ranks():
    drawn = np.repeat(np.random.default_rng(1).normal(2, 0.1, (200, 1)), 2, axis=1)
    low, high = rank_intervals([2.0, 2.0], drawn)
    assert low.tolist() == [1, 1]
    assert high.tolist() == [2, 2]
    assert [v.tolist() for v in rank_intervals([2.0], drawn[:, :1])] == [[1], [1]]
