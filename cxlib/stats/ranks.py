"""Which place does each of several values hold for certain? Intervals of ranks, all together.

The percentiles of a value's bootstrap ranks say nothing of the kind: of eight equal values one
comes out among the upper four, at 95 %, in every fifth sample.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr


def rank_intervals(
    values: ArrayLike, drawn: ArrayLike, confidence: float = 0.95, first: bool | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The best and the worst rank (1 for the largest) that each value may hold.

    All pairs are compared together, by the largest |t| of the differences, step by step (Romano &
    Wolf 2005): a value's rank is no better than one more than those that are surely larger
    (Mogstad, Romano, Shaikh & Wilhelm 2024). In so many samples as `confidence` says all intervals
    hold the true rank, ties included. The first place alone is told by `p_of_first`.

    Parameters
    ----------
    values : array (k,)
    drawn : array (draws, k), the same of bootstrap samples
    first : whether the largest surely holds the first place; by default where its own test says so

    >>> drawn = np.random.default_rng(1).normal([5, 1, 1.1], 0.2, (400, 3))
    >>> [ends.tolist() for ends in rank_intervals([5, 1, 1.1], drawn)]
    [[1, 2, 2], [1, 3, 3]]
    """
    values, drawn = np.asarray(values, float), np.asarray(drawn, float)
    if len(values) < 2:
        return np.ones(len(values), dtype=int), np.ones(len(values), dtype=int)
    i, j, t, null = _pairs(values, drawn)
    apart = _apart(t, null, confidence)
    own = np.flatnonzero((i == values.argmax()) | (j == values.argmax()))
    if p_of_first(values, drawn) < 1 - confidence if first is None else first:
        apart[own] = True
    elif apart[own].all():
        apart[own[t[own].argmin()]] = False
    largest_first = values[i] > values[j]
    larger, smaller = (np.where(way, i, j)[apart] for way in (largest_first, ~largest_first))
    above, below = (np.bincount(who, minlength=len(values)) for who in (smaller, larger))
    return 1 + above, len(values) - below


def p_of_first(values: ArrayLike, drawn: ArrayLike) -> float:
    """The p of the largest value's being largest by chance: that of its closest comparison.

    Which value is the largest was chosen, and yet no correction over the values is due, for the
    next largest of all was not (Gutmann & Maymin 1987). Missing of a single value.

    >>> drawn = np.random.default_rng(1).normal([5, 1, 1.1], 0.2, (400, 3))
    >>> p_of_first([5, 1, 1.1], drawn) < 0.001
    True
    """
    values, drawn = np.asarray(values, float), np.asarray(drawn, float)
    if len(values) < 2:
        return np.nan
    i, j, t, _ = _pairs(values, drawn)
    own = (i == values.argmax()) | (j == values.argmax())
    return float(2 * ndtr(-t[own].min()))


def _pairs(values: np.ndarray, drawn: np.ndarray) -> tuple[np.ndarray, ...]:
    """Each pair's two places, the |t| of its difference, and those of the samples' noise."""
    i, j = np.triu_indices(len(values), 1)
    difference = values[i] - values[j]
    noise = drawn[:, i] - drawn[:, j] - difference
    error = noise.std(axis=0, ddof=1)
    error = np.where(error > 0, error, np.inf)  # copies of one another: never told apart
    return i, j, np.abs(difference / error), np.abs(noise / error)


def _apart(t: np.ndarray, null: np.ndarray, confidence: float) -> np.ndarray:
    """Which pairs differ: by the largest |t| of those that are not told apart so far."""
    apart = np.zeros(len(t), dtype=bool)
    while not apart.all():
        least = np.quantile(null[:, ~apart].max(axis=1), confidence)
        more = ~apart & (t > least)
        if not more.any():
            break
        apart |= more
    return apart
