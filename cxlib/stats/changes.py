"""Changes between two waves of answers, for many groups at once, where some answer in both."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats


class Changes(NamedTuple):
    """One entry per group: the new wave's base (Kish), the change, its error and freedom."""

    n: np.ndarray
    change: np.ndarray
    error: np.ndarray
    df: np.ndarray

    def interval(self, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        """t intervals of the changes."""
        half = stats.t.ppf(0.5 + confidence / 2, self.df) * self.error
        return self.change - half, self.change + half

    def p(self) -> np.ndarray:
        """Two-sided p; missing where nothing varies."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.where(self.error > 0, np.abs(self.change) / self.error, np.nan)
        return 2 * stats.t.sf(t, self.df)


def changes(
    values: np.ndarray,
    now: np.ndarray,
    groups: np.ndarray,
    size: int,
    weights: np.ndarray,
    clusters: np.ndarray | None = None,
) -> Changes:
    """Weighted mean of the new wave less that of the earlier answers, by group.

    The variance is that of the linearised difference (Cochran 1977, ch. 9), summed over those who
    answered: where everybody answers in one wave alone this is Welch's test, where everybody
    answers in both it is the paired one, and a panel of which some come again lies between. Each
    part is enlarged by what its respondent bears of the mean (HC2, MacKinnon & White 1985). Degrees
    of freedom after Satterthwaite (1946), from those of one wave, of the other and of both.

    Parameters
    ----------
    values, weights : array (n,)
        Complete.
    now : array (n,) of bool
        Whether an answer is of the new wave.
    groups : array (n,) of int
        0 to size - 1.
    clusters : array (n,), optional
        Whom each answer comes from.

    Returns
    -------
    Changes
        Error missing where a wave has fewer than two respondents.

    >>> x, wave = np.array([1.0, 2.0, 4.0, 2.0, 4.0, 5.0]), np.array([False] * 3 + [True] * 3)
    >>> one = changes(x, wave, np.zeros(6, int), 1, np.ones(6))
    >>> two = changes(x, wave, np.zeros(6, int), 1, np.ones(6), np.array([1, 2, 3, 1, 2, 3]))
    >>> one.change.round(2).item(), one.error.round(2).item(), two.error.round(2).item()
    (1.33, 1.25, 0.33)
    """
    cell = 2 * groups + now
    w = np.asarray(weights, float)
    who = (
        np.arange(len(values)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    )
    total, squares = (np.bincount(cell, weights=v, minlength=2 * size) for v in (w, w**2))
    units, held = _units(cell, who, w, 2 * size)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(cell, weights=w * values, minlength=2 * size) / total
        leverage = np.minimum(held / total[cell], 1.0)
        scaled = np.where(now, 1, -1) * w / total[cell] / np.sqrt(1 - leverage)
        part = np.where(leverage < 1, scaled, 0.0) * (values - mean[cell])
        variance, df = _summed(part, groups, now, who, size)
        kish = total**2 / squares
    known = (units.reshape(size, 2) >= 2).all(axis=1)
    error = np.where(known, np.sqrt(variance), np.nan)
    return Changes(kish[1::2], mean[1::2] - mean[::2], error, np.maximum(df, 1.0))


def _units(
    cell: np.ndarray, who: np.ndarray, w: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """How many respondents each cell has; the weight that each answer's respondent has in it."""
    many = who.max(initial=0) + 1
    pairs, place = np.unique(cell.astype(np.int64) * many + who, return_inverse=True)
    units = np.bincount((pairs // many).astype(int), minlength=size)
    return units, np.bincount(place, weights=w, minlength=len(pairs))[place]


def _summed(
    part: np.ndarray, groups: np.ndarray, now: np.ndarray, who: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """The variance by group and its degrees of freedom, from those of each wave and of both."""
    many = who.max(initial=0) + 1
    pair, place = np.unique(groups.astype(np.int64) * many + who, return_inverse=True)
    new, old = (np.bincount(place, weights=v, minlength=len(pair)) > 0 for v in (now, ~now))
    kind = 3 * (pair // many).astype(int) + np.where(new & old, 2, new)
    square = np.bincount(place, weights=part, minlength=len(pair)) ** 2
    each = np.bincount(kind, weights=square, minlength=3 * size).reshape(size, 3)
    units = np.bincount(kind, minlength=3 * size).reshape(size, 3)
    variance = each.sum(axis=1)
    spent = np.divide(each**2, np.maximum(units - 1, 1)).sum(axis=1)
    return variance, variance**2 / spent
