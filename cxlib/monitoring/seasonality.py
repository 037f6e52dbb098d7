"""Is a series seasonal? Tested over all series, and allowed for, with the memory that remains.

A seasonal series would raise an alarm every winter, an autocorrelated one more alarms than its
limits promise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from cxlib.monitoring.memory import Memory, memory
from cxlib.stats.tests import benjamini_hochberg

CYCLE = {"month": 12, "quarter": 4, "week": 52}
HARMONICS = 2  # pairs of sine and cosine: the year's wave and a half-year's one
MONTHS_NEEDED = 24  # two full cycles, below which a season and a trend cannot be told apart


class Rhythm(NamedTuple):
    """What each series' own rhythm is: per series x periods, and per series.

    `season` is what to take off a value (0 where the series is not seasonal).
    """

    season: np.ndarray
    seasonal: np.ndarray
    memory: Memory
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
    holds two cycles; `memory` is the autocorrelation of what remains.

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
        return Rhythm(none, flags, memory(values, baseline, weight, level, group), flags)
    wave = waves(position, cycle)
    drift = (position - position.mean()) / position.size
    plain = np.column_stack([np.ones_like(drift), drift])
    enough = baseline.sum(axis=1) >= 2 * cycle
    p, effect = _season(values, baseline, weight, plain, wave)
    seasonal = np.nan_to_num(benjamini_hochberg(np.where(enough, p, np.nan)), nan=1) < level
    season = np.where(seasonal[:, None], effect @ wave.T, 0.0)
    remains = memory(values - season, baseline, weight, level, group)
    return Rhythm(season, seasonal, remains, enough)


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
