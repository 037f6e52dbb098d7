"""Is a series seasonal, are its neighbours alike? Tested over all series, and allowed for.

A seasonal series would raise an alarm every winter, an autocorrelated one more alarms than its
limits promise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from cxlib.stats.tests import benjamini_hochberg

CYCLE = {"month": 12, "quarter": 4, "week": 52}
HARMONICS = 2  # pairs of sine and cosine: the year's wave and a half-year's one
MONTHS_NEEDED = 24  # two full cycles, below which a season and a trend cannot be told apart
MINIMUM_FOR_PHI = 12  # points, below which an autocorrelation is hardly more than noise
BORROWED = 2  # series' worth of all KPIs' average that each KPI's own average is drawn to
HIGHEST_PHI = 0.9  # beyond, a series wanders and has no level to be outside of


class Rhythm(NamedTuple):
    """What each series' own rhythm is: per series x periods, and per series.

    `season` is what to take off a value (0 where the series is not seasonal).
    """

    season: np.ndarray
    seasonal: np.ndarray
    phi: np.ndarray
    tested: np.ndarray


def waves(position: np.ndarray, cycle: int) -> np.ndarray:
    """Columns of sines and cosines over the cycle (position x 2 * HARMONICS, fewer if short).

    >>> waves(np.arange(4), 12).shape
    (4, 4)
    """
    pairs = min(HARMONICS, (cycle - 1) // 2)
    angle = 2 * np.pi * np.outer(np.asarray(position), np.arange(1, pairs + 1)) / cycle
    return np.concatenate([np.cos(angle), np.sin(angle)], axis=1)


def rhythm(
    values: np.ndarray,
    baseline: np.ndarray,
    weight: np.ndarray,
    kind: str,
    level: float,
    group: np.ndarray | None = None,
) -> Rhythm:
    """Test every series for a season (F test of the waves beside a straight trend) and estimate it.

    A season is taken off where the false-discovery-adjusted p is below `level` and the baseline
    holds two cycles; `phi` is the lag-1 autocorrelation of what remains.

    Parameters
    ----------
    values, baseline : series x periods
    weight : inverse variance of each point, up to a factor
    kind : week, month, quarter; others have no season
    group : the KPI of each series, whose autocorrelation they share
    """
    cycle = CYCLE.get(kind)
    position = np.arange(values.shape[1])
    none = np.zeros_like(values)
    if cycle is None or values.shape[1] < 2 * cycle:
        flags = np.zeros(values.shape[0], bool)
        return Rhythm(none, flags, autocorrelation(values, baseline, weight, level, group), flags)
    wave = waves(position, cycle)
    drift = (position - position.mean()) / position.size
    plain = np.column_stack([np.ones_like(drift), drift])
    enough = baseline.sum(axis=1) >= 2 * cycle
    p, effect = _season(values, baseline, weight, plain, wave)
    seasonal = np.nan_to_num(benjamini_hochberg(np.where(enough, p, np.nan)), nan=1) < level
    season = np.where(seasonal[:, None], effect @ wave.T, 0.0)
    phi = autocorrelation(values - season, baseline, weight, level, group)
    return Rhythm(season, seasonal, phi, enough)


def _season(
    values: np.ndarray,
    baseline: np.ndarray,
    weight: np.ndarray,
    plain: np.ndarray,
    wave: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """p of the waves and their coefficients, by weighted least squares on each baseline."""
    short = weighted_fit(values, np.where(baseline, weight, 0), plain)
    full = weighted_fit(values, np.where(baseline, weight, 0), np.column_stack([plain, wave]))
    used = baseline.sum(axis=1)
    df1, df2 = wave.shape[1], np.maximum(used - full.beta.shape[1], 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        f = (short.rss - full.rss) / df1 / (full.rss / df2)
    return stats.f.sf(np.clip(f, 0, None), df1, df2), full.beta[:, plain.shape[1] :]


class WeightedFit(NamedTuple):
    """Coefficients, weighted residual sum of squares and (X'WX)^-1, one per series."""

    beta: np.ndarray
    rss: np.ndarray
    inverse: np.ndarray


def weighted_fit(values: np.ndarray, weight: np.ndarray, design: np.ndarray) -> WeightedFit:
    """Weighted least squares of every series on one design, all at once."""
    y, w = np.nan_to_num(values), np.where(np.isfinite(values), np.nan_to_num(weight), 0)
    gram = np.einsum("st,tp,tq->spq", w, design, design, optimize=True)
    inverse = np.linalg.pinv(gram, hermitian=True)
    beta = np.einsum("spq,st,tq->sp", inverse, w * y, design, optimize=True)
    rss = (w * (y - beta @ design.T) ** 2).sum(axis=1)
    return WeightedFit(beta, rss, inverse)


def autocorrelation(
    values: np.ndarray,
    baseline: np.ndarray,
    weight: np.ndarray,
    level: float,
    group: np.ndarray | None = None,
) -> np.ndarray:
    """Lag-1 autocorrelation per series, corrected for short series and steadied over its group.

    The series of one KPI share their causes: every series takes the average of its KPI's (drawn a
    little to that of all, 0 if negative), and its own estimate where that is significantly above.

    Source of the correction (1 + 4 phi) / m: Kendall (1954), Marriott & Pope (1954).
    """
    own, points = _own_autocorrelation(values, baseline, weight)
    counted = (points >= MINIMUM_FOR_PHI) & np.isfinite(own)
    if not counted.any():
        return np.zeros(values.shape[0])
    codes = np.zeros(len(own), int) if group is None else np.unique(group, return_inverse=True)[1]
    use = np.where(counted, points, 0.0)
    overall = float((use * np.nan_to_num(own)).sum() / use.sum())
    total, sums = np.bincount(codes, use), np.bincount(codes, use * np.nan_to_num(own))
    borrowed = BORROWED * points[counted].mean()
    common = np.maximum(0.0, (sums + borrowed * overall) / (total + borrowed))[codes]
    z = (own - common) * np.sqrt(np.maximum(points, 1))
    p = np.where(counted, stats.norm.sf(z), np.nan)
    apart = np.nan_to_num(benjamini_hochberg(p), nan=1) < level
    return np.clip(np.where(apart, own, common), 0.0, HIGHEST_PHI)


def _own_autocorrelation(
    values: np.ndarray, baseline: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Each series' own estimate (missing where it is constant) and its number of points."""
    used = np.where(baseline & np.isfinite(values), np.nan_to_num(weight), 0.0)
    total = used.sum(axis=1)
    mean = (used * np.nan_to_num(values)).sum(axis=1) / np.where(total > 0, total, 1)
    z = np.where(used > 0, (np.nan_to_num(values) - mean[:, None]) * np.sqrt(used), 0.0)
    points = (used > 0).sum(axis=1)
    square = (z**2).sum(axis=1)
    raw = (z[:, 1:] * z[:, :-1]).sum(axis=1) / np.where(square > 0, square, 1)
    own = (raw * points + 1) / np.maximum(points - 4, 1)
    return np.where(square > 0, own, np.nan), points
