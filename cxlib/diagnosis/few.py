"""Differences of few answers, tested exactly."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cxlib.stats.exact import of_a_draw
from cxlib.stats.intervals import z_value

WIDEST = 20  # steps of a scale; beyond it counting takes longer than it is worth

Found = tuple[np.ndarray, ...]  # difference, low, high, p


class Counted(NamedTuple):
    """Answers as a metric counts them, the cell of each, and whose it is (None: all others')."""

    scored: np.ndarray
    cell: np.ndarray
    who: np.ndarray | None = None


def exactly(
    found: Found, small: np.ndarray, whole: np.ndarray, counted: Counted, confidence: float
) -> Found:
    """The differences with exact p where the cells are small, and intervals that agree with it.

    Not where one respondent gave several of the few answers: they are no draws of their own.

    Parameters
    ----------
    small : cells to be tested again
    whole : by cell, the cell of everybody at its touchpoint
    """
    difference, low, high, p = (part.copy() for part in found)
    scored = counted.scored
    if not len(small) or (scored != np.round(scored)).any() or np.ptp(scored) > WIDEST:
        return found
    order = np.argsort(counted.cell, kind="stable")
    starts = np.searchsorted(counted.cell[order], np.arange(len(p) + 1))
    rows = [order[a:b] for a, b in pairwise(starts)]
    for k in small:
        everybody, own = rows[whole[k]], rows[k]
        if _repeats(counted.who, everybody, own):
            continue
        p[k] = exact = _p(scored[everybody], scored[own])
        if exact > 1 - confidence and not low[k] <= 0 <= high[k]:
            half = abs(difference[k]) / z_value(1 - exact) * z_value(confidence)
            low[k], high[k] = difference[k] - half, difference[k] + half
    return difference, low, high, p


def _repeats(who: np.ndarray | None, everybody: np.ndarray, own: np.ndarray) -> bool:
    """Whether somebody answered more than once on the smaller side."""
    if who is None:
        return False
    if 2 * len(own) <= len(everybody):
        return len(np.unique(who[own])) < len(own)
    mine, n = np.unique(who[own], return_counts=True)
    all_of, m = np.unique(who[everybody], return_counts=True)
    left = m.copy()
    left[np.searchsorted(all_of, mine)] -= n
    return bool((left > 1).any())


def _p(pool: np.ndarray, own: np.ndarray) -> float:
    values, counts = np.unique(pool.astype(int), return_counts=True)
    size, total = len(own), own.sum()
    if 2 * size > len(pool):  # the rest is the smaller side
        size, total = len(pool) - size, pool.sum() - total
    return of_a_draw(values, counts, size, total)
