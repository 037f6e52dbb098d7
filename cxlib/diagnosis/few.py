"""Differences of few answers, tested exactly."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cxlib.stats.exact import of_a_draw, of_draws
from cxlib.stats.intervals import z_value

SMALL = 50  # answers on either side: below it a difference is tested exactly
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
        p[k] = _p(scored[everybody], scored[own])
        low[k], high[k] = widened(difference[k], low[k], high[k], p[k], confidence)
    return difference, low, high, p


def within(y: np.ndarray, group: np.ndarray, place: np.ndarray, who: np.ndarray) -> float:
    """The exact p of a group's mean, had it been drawn at random within each place.

    Missing where answers cannot be counted or a respondent gave several of the fewer answers.

    Parameters
    ----------
    y : array of answers
    group : array of bool, who is in it
    place, who : arrays, the place of each answer and its respondent

    >>> same, y = np.zeros(20), np.r_[np.ones(5), np.zeros(5), np.ones(5), np.zeros(5)]
    >>> round(within(y, np.arange(20) < 5, same, np.arange(20)), 4)
    0.0325
    """
    own = group if 2 * group.sum() <= len(group) else ~group
    if (y != np.round(y)).any() or np.ptp(y) > WIDEST or len(np.unique(who[own])) < own.sum():
        return np.nan
    parts = [
        (*np.unique(y[place == one].astype(int), return_counts=True), int(own[place == one].sum()))
        for one in np.unique(place[own])
    ]
    return of_draws(parts, float(y[own].sum()))


def widened(
    difference: float, low: float, high: float, exact: float, confidence: float
) -> tuple[float, float]:
    """An interval no narrower than its exact p allows.

    >>> widened(1.0, 0.5, 1.5, 0.5, 0.95)[0] < 0, widened(1.0, 0.5, 1.5, 1.0, 0.95)
    (True, (0.0, 1.5))
    """
    if not exact > 1 - confidence or low <= 0 <= high:
        return low, high
    z = z_value(1 - exact)
    if z == 0:  # nothing is likelier: as far as it needs to hold none
        return min(low, 0.0), max(high, 0.0)
    half = abs(difference) / z * z_value(confidence)
    return difference - half, difference + half


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
