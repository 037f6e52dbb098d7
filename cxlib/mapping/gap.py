"""The silence that parts one journey from the next, where the data prove that there is one.

Gaps within a journey are short, gaps between journeys long, and the two lie apart by orders of
magnitude (Halfaker et al. 2015, "User session identification based on strong regularities in
inter-activity time"). On a log scale every plain kind of gap has one hump, however skewed
(exponential, gamma, uniform, log-normal), so two kinds leave a valley, and a valley can be tested.
It proves two kinds of silence; that the long one parts journeys is for `cxlib.mapping.silences`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

OCTAVE = 2.0  # a bin holds gaps up to twice its start: whole multiples of a unit fall evenly
PROOF = 4.0  # standard errors by which the valley lies below each hump; of some 500 valleys none
DEEP = 0.75  # and at most three quarters as high: a dent by rounding or by night parts nothing
WIDEST = 6  # bins looked at together
LEAST_SHARE = 0.05  # a hump with fewer of the gaps is the tail of the other
FEWEST_GAPS = 100
USUAL = 0.99  # where ids part the journeys, a silence longer than this share of gaps closes one
NICE = (
    *(60.0 * m for m in (1, 2, 5, 10, 15, 20, 30, 45)),
    *(3600.0 * h for h in (1, 2, 3, 4, 6, 8, 12, 18)),
    *(86400.0 * d for d in (1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 365)),
)


def valleys(bins: pd.DataFrame, unit: float = 1.0) -> Iterator[float]:
    """The silences, in seconds, that part two humps of the gaps; the surest first.

    Parameters
    ----------
    bins : bin (log2 of the gap in units, rounded down) and n.
    unit : seconds; the coarsest that all gaps are multiples of, such as 60.

    >>> at = np.arange(24)
    >>> humps = 900 * np.exp(-(((at - 8) / 1.5) ** 2)) + 500 * np.exp(-(((at - 20) / 1.2) ** 2))
    >>> [g / 3600 for g in valleys(pd.DataFrame({"bin": at, "n": humps.astype(int)}))]
    [8.0]
    >>> list(valleys(pd.DataFrame({"bin": at, "n": (2.0 ** at).astype(int)})))
    []
    """
    n = _filled(bins)
    if n.sum() < FEWEST_GAPS:
        return
    taken = np.zeros(len(n), dtype=bool)
    for low, high, _sure in sorted(_proven(n), key=lambda found: -found[2]):
        if not taken[low : high + 1].any():
            rising = np.append(n[1:] >= n[:-1], False), np.append(False, n[:-1] >= n[1:])
            taken[slice(*_wider(low, high, rising[1], rising[0]))] = True
            flat = n <= n[low : high + 1].mean()
            start, stop = _wider(low, high, np.append(False, flat[:-1]), np.append(flat[1:], False))
            yield nice(unit * OCTAVE ** (bins.bin.min() + (start + stop) / 2))


def _filled(bins: pd.DataFrame) -> np.ndarray:
    """n of every bin from the first to the last one met."""
    if bins.empty:
        return np.zeros(0)
    return np.bincount(bins.bin - bins.bin.min(), bins.n).astype(float)


def _proven(n: np.ndarray) -> Iterator[tuple[int, int, float]]:
    """First and last bin of every stretch that lies surely below a hump on either side."""
    for first in range(1, len(n) - 1):
        for last in range(first, min(first + WIDEST, len(n) - 1)):
            floor, wide = n[first : last + 1].mean(), last - first + 1
            sides = n[:first], n[last + 1 :]
            if min(side.sum() for side in sides) >= LEAST_SHARE * n.sum():
                sure = min(_above(side, floor, wide) for side in sides)
                if sure >= PROOF:
                    yield first, last, sure


def _wider(low: int, high: int, before: np.ndarray, after: np.ndarray) -> tuple[int, int]:
    """Start and stop of a stretch of bins, longer wherever the bin before or after belongs too."""
    while before[low]:
        low -= 1
    while after[high]:
        high += 1
    return low, high + 1


def _above(side: np.ndarray, floor: float, wide: int) -> float:
    """Standard errors by which the highest stretch of a side lies above the floor of a valley."""
    highest = 0.0
    for width in range(1, min(WIDEST, len(side)) + 1):
        hump = np.convolve(side, np.ones(width), "valid").max()
        error = np.sqrt(hump + width**2 * floor / wide)
        if hump and width * floor <= DEEP * hump:
            highest = max(highest, (hump - width * floor) / error)
    return highest


def longest_usual(bins: pd.DataFrame, unit: float = 1.0) -> float:
    """The silence that hardly any journey outlasts, in seconds: 99 in 100 gaps are shorter.

    >>> longest_usual(pd.DataFrame({"bin": [0, 20], "n": [1, 999]})) / 86400
    30.0
    """
    if bins.n.sum() < FEWEST_GAPS:
        return np.nan
    within = np.searchsorted(bins.n.cumsum() / bins.n.sum(), USUAL)
    size = unit * OCTAVE ** (bins.bin.iloc[int(within)] + 1)
    return float(next((longer for longer in NICE if longer >= size), NICE[-1]))


def nice(gap: float) -> float:
    """The nearest duration that a person would say."""
    return min(NICE, key=lambda said: abs(np.log(said / gap)))
