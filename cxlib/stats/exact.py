"""Exact tests where a group is too small for large-sample ones."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.special import gammaln

ALIKE = 1e-9  # sums this near are the same: rounding


def of_a_draw(values: np.ndarray, counts: np.ndarray, size: int, total: float) -> float:
    """Two-sided p of a group's total, had the group been drawn at random from all.

    The permutation test of a difference of means, by counting instead of drawing (Fisher's exact
    test where there are two values, Pagano & Tritchler 1983 for more): of all groups of `size`
    out of the pool, how many have a mean at least as far from the pool's.

    Parameters
    ----------
    values : array (k,) of int
        The distinct answers, ascending.
    counts : array (k,) of int
        How many of all, the group's own included, gave each.
    size, total : the group's number of answers and their sum

    >>> round(of_a_draw(np.array([0, 1]), np.array([10, 10]), 5, 5), 4)  # 5 of 5, of 10 in 20
    0.0325
    """
    return of_draws([(values, counts, size)], total)


def of_draws(parts: Iterable[tuple[np.ndarray, np.ndarray, int]], total: float) -> float:
    """The same where the group was drawn within several parts, so many in each.

    Parameters
    ----------
    parts : values, counts and size of each part, as `of_a_draw` has them
    total : the sum of the group's answers over all parts

    >>> coin = np.array([0, 1]), np.array([10, 10]), 5
    >>> of_draws([coin, coin], 10) < of_draws([coin], 5) / 10
    True
    """
    told, lowest, expected = np.ones(1), 0.0, 0.0
    for values, counts, size in parts:
        told = np.convolve(told, _totals(values - values[0], counts, size))
        lowest += size * values[0]
        expected += size * (values @ counts) / counts.sum()
    apart, seen = np.abs(np.arange(len(told)) + lowest - expected), abs(total - expected)
    return float(min(1.0, told[apart >= seen - ALIKE * max(1.0, seen)].sum()))


def _totals(values: np.ndarray, counts: np.ndarray, size: int) -> np.ndarray:
    """How likely each sum of so many answers is, drawn from these."""
    ways = np.zeros((size + 1, size * int(values[-1]) + 1))
    ways[0, 0] = 1.0
    for value, count in zip(values, counts, strict=True):
        ways = _with(ways, int(value), int(count), float(counts.sum()))
    return ways[size] / ways[size].sum()


def _with(ways: np.ndarray, value: int, count: int, everybody: float) -> np.ndarray:
    """Ways to reach a number of answers and a sum, when so many of one value are there too."""
    size = len(ways) - 1
    more = np.zeros_like(ways)
    for taken in range(min(size, count) + 1):
        room = ways.shape[1] - taken * value
        if room <= 0:
            break
        chosen = gammaln(count + 1) - gammaln(taken + 1) - gammaln(count - taken + 1)
        weight = np.exp(chosen - taken * np.log(everybody))  # scaled, so that nothing overflows
        more[taken:, taken * value :] += weight * ways[: size + 1 - taken, :room]
    return more
