"""Tests and their correction for many comparisons. p-values in and out are 0 to 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


def benjamini_hochberg(p: ArrayLike) -> np.ndarray:
    """p-values adjusted for the false discovery rate (Benjamini & Hochberg 1995).

    Missing values stay missing and do not count as tests.

    >>> benjamini_hochberg([0.01, 0.04, np.nan, 0.03]).round(3)
    array([0.03, 0.04,  nan, 0.04])
    """
    p = np.asarray(p, float)
    adjusted = np.full(p.shape, np.nan)
    tested = np.isfinite(p)
    if tested.any():
        adjusted[tested] = stats.false_discovery_control(p[tested])
    return adjusted


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's adjusted p (1979): valid however the tests hang together; missing stay missing.

    >>> holm(np.array([0.01, np.nan, 0.04]))
    array([0.02,  nan, 0.04])
    """
    order, steps = _order(p), shared(p)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1, np.fmax.accumulate(p[order] * steps[order]))
    return np.where(np.isfinite(p), adjusted, np.nan)


def shared(p: np.ndarray) -> np.ndarray:
    """By how many each test shares the family's level with: Holm's steps, the surest with all.

    >>> shared(np.array([0.04, 0.01, np.nan])).tolist()
    [1, 2, 1]
    """
    steps = np.empty(p.size, dtype=int)
    steps[_order(p)] = np.clip(int(np.isfinite(p).sum()) - np.arange(p.size), 1, None)
    return steps


def _order(p: np.ndarray) -> np.ndarray:
    return np.argsort(np.where(np.isfinite(p), p, np.inf), kind="stable")


def two_proportions(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> np.ndarray:
    """Two-sided p of equal shares: the pooled score test. Missing where either base is 0.

    >>> round(float(two_proportions(56, 70, 48, 80)), 4)
    0.008
    """
    x1, n1, x2, n2 = (np.asarray(v, float) for v in (x1, n1, x2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (x1 + x2) / (n1 + n2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        z = (x1 / n1 - x2 / n2) / error
    p = 2 * stats.norm.sf(np.abs(z))
    return np.where(error == 0, 1.0, p)


def max_t(observed: ArrayLike, null: ArrayLike) -> np.ndarray:
    """Family-wise p by the largest |t| under the null (Westfall & Young 1993, single step).

    `observed` holds k statistics, `null` draws of them in the shape (draws, k). The observed
    family counts as one draw, so that p is never 0.

    >>> max_t([3.0, 0.5], [[1.0, 2.0], [0.1, 0.2], [0.4, 0.3]])
    array([0.25, 0.5 ])
    """
    t = np.abs(np.asarray(observed, float))
    largest = np.nanmax(np.abs(np.asarray(null, float)), axis=1)
    exceed = (largest[:, None] >= t[None, :]).sum(axis=0)
    return np.where(np.isfinite(t), (exceed + 1) / (largest.size + 1), np.nan)
