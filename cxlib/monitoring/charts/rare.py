"""Exact limits where a baseline counted no event at all, or nothing but events.

Such a baseline has no spread to take limits from, yet it says much: 0 of 15,000 rules out a rate
above 3 in 15,000 (the rule of three). A new count is held against it exactly, all events given:
the chance that so many fall into the new period alone.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from cxlib.monitoring.charts.limits import SIGMAS, Limits

BEYOND = float(stats.norm.sf(SIGMAS))  # one side of Shewhart's limits, 0.00135
LEAST_P = 1e-300  # below it a normal distance is no number


def one_sided(
    count: np.ndarray, size: np.ndarray, size_before: np.ndarray, kind: str
) -> np.ndarray:
    """Chance that all of `count` events lie in the newer `size`, none in `size_before`.

    For `kind` "share" hypergeometric, for "rate" binomial, both given how many there are.

    >>> one_sided(np.array([1.0, 3.0]), np.array([500.0]), np.array([12_000.0]), "share").round(5)
    array([0.04   , 0.00006])
    """
    if kind == "share":
        whole = np.round(size + size_before)
        return stats.hypergeom.sf(count - 1, whole, np.minimum(count, whole), np.round(size))
    return (size / (size + size_before)) ** count


def most(size: np.ndarray, size_before: np.ndarray, level: float) -> np.ndarray:
    """The highest count that is no surprise at this level, on one side.

    >>> most(np.array([500.0]), np.array([12_000.0]), BEYOND)
    array([2.])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        count = np.floor(np.log(level) / np.log(size / (size + size_before)))
    return np.where(np.isfinite(count), count, 0.0)


def without_spread(
    numerator: np.ndarray, denominator: np.ndarray, baseline: np.ndarray, kind: str
) -> tuple[np.ndarray, Limits]:
    """Which series have such a baseline, and their limits: nothing is below none, or above all.

    Parameters
    ----------
    numerator, denominator, baseline : series x periods
    kind : "share" or "rate"
    """
    used = baseline & np.isfinite(numerator) & (denominator > 0)
    before = np.where(used, denominator, 0).sum(axis=1)[:, None]
    events = np.where(used, numerator, 0).sum(axis=1)[:, None]
    none, every = (events == 0) & (before > 0), (events == before) & (before > 0)
    every = every & (kind == "share")
    there = np.isfinite(numerator) & (denominator > 0)
    size = np.where(there, denominator, 1.0)
    count = np.where(there, np.where(every, size - numerator, numerator), 0.0)
    p = np.clip(one_sided(np.round(count), size, np.maximum(before, 1), kind), LEAST_P, 1)
    distance = np.where(count > 0, np.maximum(stats.norm.isf(p), 0), 0.0)
    highest = np.minimum(
        most(size, np.maximum(before, 1), BEYOND) / size, 1 if kind == "share" else np.inf
    )
    zero, one = np.zeros_like(size), np.ones_like(size)
    chart = Limits(
        np.where(every, one, zero),
        np.where(every, 1 - highest, zero),
        np.where(every, one, highest),
        np.where(there, np.where(every, -distance, distance), np.nan),
    )
    return (none | every)[:, 0], chart
