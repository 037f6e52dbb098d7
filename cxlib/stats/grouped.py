"""Means of many groups at once, with the errors their design allows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats


class Grouped(NamedTuple):
    """One entry per group; missing where the group is too small to say.

    `n` counts answers, `effective` what they are worth after weighting (Kish) and clustering
    (design effect, never below 1); `spread` is the standard deviation; `error` the design-based
    standard error with `df` degrees of freedom; `total` and `squares` are the sums of the weights
    and of their squares.
    """

    n: np.ndarray
    value: np.ndarray
    spread: np.ndarray
    effective: np.ndarray
    error: np.ndarray
    df: np.ndarray
    total: np.ndarray
    squares: np.ndarray

    def interval(self, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        """t intervals of the means."""
        half = stats.t.ppf(0.5 + confidence / 2, np.maximum(self.df, 1)) * self.error
        return self.value - half, self.value + half


def means(
    values: np.ndarray,
    groups: np.ndarray,
    size: int,
    weights: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
) -> Grouped:
    """Means by group; linearised variances of weighted and clustered answers (Cochran 1977, ch. 9).

    Parameters
    ----------
    values : array (n,)
        Complete; missing answers are left out before.
    groups : array (n,) of int
        0 to size - 1.
    weights, clusters : array (n,), optional
        Survey weights; the account each answer comes from (whole accounts are independent).

    Examples
    --------
    >>> g = means(np.array([1.0, 2.0, 3.0, 5.0]), np.array([0, 0, 0, 1]), 2)
    >>> g.value.tolist(), g.error.round(4).tolist()
    ([2.0, 5.0], [0.5774, nan])
    """
    w = np.ones(len(values)) if weights is None else np.asarray(weights, float)
    n = np.bincount(groups, minlength=size)
    total = _sum(w, groups, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = _sum(w * values, groups, size) / total
        centred = values - value[groups]
        squares = _sum(w * w, groups, size)
        kish = total**2 / squares
        # of one answer the weighted mean is itself but for rounding: its spread is not known
        deviation = np.where(n > 1, _sum(w * centred**2, groups, size), np.nan)
        spread = np.sqrt(deviation / total * kish / (kish - 1))
        plain = _sum((w * centred) ** 2, groups, size) / total**2 * n / (n - 1)
        variance, units = plain, n
        if clusters is not None:
            variance, units = _clustered(w * centred, groups, clusters, size)
            variance = variance / total**2
        design = np.where(plain > 0, np.maximum(variance / plain, 1.0), 1.0)
        error = np.sqrt(np.maximum(variance, 0.0))
    error = np.where(units >= 2, error, np.nan)
    df = np.maximum(units - 1, 0)
    return Grouped(n, value, spread, kish / design, error, df, total, squares)


def rest(cell: Grouped, whole: np.ndarray) -> Grouped:
    """Everybody else: what remains of the group `whole[k]` when group k is taken out of it.

    The remainder has the whole's design effect; its clusters are not counted again, so that its
    degrees of freedom are those of its effective n.

    >>> g = means(np.array([1.0, 3.0, 8.0, 1.0, 3.0]), np.array([0, 0, 0, 1, 1]), 2)
    >>> r = rest(g, np.array([0, 0]))
    >>> r.n.tolist(), r.value.tolist()
    ([0, 1], [nan, 8.0])
    """
    n, total = cell.n[whole] - cell.n, cell.total[whole] - cell.total
    squares = cell.squares[whole] - cell.squares
    with np.errstate(divide="ignore", invalid="ignore"):
        kish = total**2 / squares
        effective = kish * cell.effective[whole] / (cell.total**2 / cell.squares)[whole]
        value = (cell.total * cell.value)[whole] - cell.total * cell.value
        value = np.where(n > 0, value / total, np.nan)
        power = (_second_moment(cell)[whole] - _second_moment(cell)) / total - value**2
        spread = np.sqrt(np.where(n > 1, np.maximum(power, 0.0), np.nan) * kish / (kish - 1))
        error = spread / np.sqrt(effective)
    return Grouped(n, value, spread, effective, error, effective - 1, total, squares)


def _second_moment(cell: Grouped) -> np.ndarray:
    kish = cell.total**2 / cell.squares
    within = np.where(cell.n > 1, cell.spread**2 * (kish - 1) / kish, 0.0)
    return cell.total * (within + cell.value**2)


def _sum(values: np.ndarray, groups: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(groups, weights=values, minlength=size)


def _clustered(
    parts: np.ndarray, groups: np.ndarray, clusters: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Squared cluster totals per group with g / (g - 1), and the number of clusters g."""
    _, code = np.unique(clusters, return_inverse=True)
    pairs, place = np.unique(groups.astype(np.int64) * (code.max() + 1) + code, return_inverse=True)
    owner = (pairs // (code.max() + 1)).astype(int)
    totals = np.bincount(place, weights=parts)
    units = np.bincount(owner, minlength=size)
    return _sum(totals**2, owner, size) * units / np.maximum(units - 1, 1), units


def welch(
    value: np.ndarray, error: np.ndarray, df: np.ndarray,
    other: np.ndarray, other_error: np.ndarray, other_df: np.ndarray,
    confidence: float = 0.95,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Differences of two independent means: difference, low, high, p (Welch 1947).

    >>> one = np.ones(1)
    >>> d, low, high, p = welch(3 * one, one, 20 * one, one, one, 20 * one)
    >>> d.item(), round(p.item(), 3)
    (2.0, 0.165)
    """
    difference = value - other
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.sqrt(error**2 + other_error**2)
        freedom = total**4 / (error**4 / df + other_error**4 / other_df)
        p = 2 * stats.t.sf(np.abs(difference) / total, freedom)
        half = stats.t.ppf(0.5 + confidence / 2, freedom) * total
    return difference, difference - half, difference + half, np.where(total > 0, p, np.nan)
