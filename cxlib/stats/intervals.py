"""Interval estimates for shares, differences, net scores and means.

Numbers in, numbers out; arrays are broadcast. Shares are 0 to 1, net promoter scores -100 to 100.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

NPS_ADDED = 3.0  # pseudo-answers of the adjusted Wald (3,T) interval: Rocks (2016)
NPS_ADDED_TAIL = 0.75  # ... a quarter to each tail, half to the middle ("T" for triangular)


class Estimate(NamedTuple):
    """A value with its base and interval; missing where the base cannot carry it."""

    n: int
    value: float
    low: float
    high: float


def z_value(confidence: float) -> float:
    """The two-sided normal quantile.

    >>> round(z_value(0.95), 4)
    1.96
    """
    return float(stats.norm.ppf(0.5 + confidence / 2))


def wilson(
    successes: ArrayLike, n: ArrayLike, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval of a share (Wilson 1927; Newcombe 1998a, method 3).

    `n` may be an effective sample size and need not be whole. Missing where n is 0.

    >>> low, high = wilson(81, 263)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2553, 0.3662)
    """
    x, n = np.asarray(successes, float), np.asarray(n, float)
    z2 = z_value(confidence) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = np.sqrt(z2) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    low = np.where(n > 0, np.clip(centre - half, 0, 1), np.nan)
    high = np.where(n > 0, np.clip(centre + half, 0, 1), np.nan)
    return low, high


def newcombe(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The difference of two independent shares with its interval (Newcombe 1998b, method 10).

    >>> [round(float(v), 4) for v in newcombe(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    p1 = np.asarray(x1, float) / np.asarray(n1, float)
    p2 = np.asarray(x2, float) / np.asarray(n2, float)
    (l1, u1), (l2, u2) = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = difference + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return difference, low, high


def agresti_coull(
    successes: ArrayLike, n: ArrayLike, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """The adjusted Wald interval of a share (Agresti & Coull 1998).

    >>> [round(float(v), 3) for v in agresti_coull(4, 5)]
    [0.36, 0.98]
    """
    z = z_value(confidence)
    n_adjusted = np.asarray(n, float) + z**2
    share = (np.asarray(successes, float) + z**2 / 2) / n_adjusted
    half = z * np.sqrt(share * (1 - share) / n_adjusted)
    return np.clip(share - half, 0, 1), np.clip(share + half, 0, 1)


def nps(
    promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Net promoter score, -100 to 100, with its adjusted Wald (3,T) interval (Rocks 2016).

    The score is the plain one; the interval is centred on the adjusted one and clipped.

    >>> [round(float(v), 2) for v in nps(50, 30, 20)]
    [30.0, 14.05, 44.2]
    """
    p, m, d = (np.asarray(v, float) for v in (promoters, passives, detractors))
    n = p + m + d
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(n > 0, (p - d) / n, np.nan)
    p_adj = (p + NPS_ADDED_TAIL) / (n + NPS_ADDED)
    d_adj = (d + NPS_ADDED_TAIL) / (n + NPS_ADDED)
    centre = p_adj - d_adj
    half = z_value(confidence) * np.sqrt((p_adj + d_adj - centre**2) / (n + NPS_ADDED))
    low = np.where(n > 0, np.clip(centre - half, -1, 1), np.nan)
    high = np.where(n > 0, np.clip(centre + half, -1, 1), np.nan)
    return 100 * score, 100 * low, 100 * high


def kish(weights: ArrayLike) -> float:
    """Kish's effective sample size: the square of the sum over the sum of squares.

    >>> kish([1, 1, 1, 1])
    4.0
    """
    w = np.asarray(weights, float)
    return float(w.sum() ** 2 / (w**2).sum()) if (w**2).sum() > 0 else 0.0


def mean(
    values: ArrayLike,
    confidence: float = 0.95,
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
) -> Estimate:
    """A mean with its t interval; design-based where weights or clusters are given.

    Missing values are left out. With clusters the variance is that of the cluster totals with
    g / (g - 1) and g - 1 degrees of freedom (Cochran 1977, ch. 9); below two independent units
    the interval is missing.

    >>> [round(float(v), 3) for v in mean([1.0, 2.0, 3.0, 4.0])]
    [4.0, 2.5, 0.446, 4.554]
    """
    y = np.asarray(values, float)
    w = np.ones_like(y) if weights is None else np.asarray(weights, float)
    usable = np.isfinite(y) & np.isfinite(w)
    y, w = y[usable], w[usable]
    if y.size == 0 or w.sum() <= 0:
        return Estimate(int(y.size), np.nan, np.nan, np.nan)
    value = float(np.average(y, weights=w))
    units = np.arange(y.size) if clusters is None else np.asarray(clusters)[usable]
    _, code = np.unique(units, return_inverse=True)
    totals = np.bincount(code, weights=w * (y - value)) / w.sum()
    g = totals.size
    if g < 2:
        return Estimate(int(y.size), value, np.nan, np.nan)
    error = np.sqrt(g / (g - 1) * (totals**2).sum())
    half = float(stats.t.ppf(0.5 + confidence / 2, g - 1) * error)
    return Estimate(int(y.size), value, value - half, value + half)
