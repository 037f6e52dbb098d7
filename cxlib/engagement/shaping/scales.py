"""What a column of numbers could be: a rating, a rating with a hidden code, or no rating at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

MOST_DISTINCT = 11  # a 0-10 scale has eleven answers
FAMILIAR_CODES = frozenset({-1.0, -9.0, -99.0, -999.0, 77.0, 88.0, 97.0, 98.0, 99.0, 999.0, 9999.0})
ZERO_SUSPECT = (3, 9)  # 0 beside 1..k, k in this range; 0-10 and 0/1 are scales of their own
USUAL_TOPS = (5, 7, 10)
WITHIN_REACH = (0, 10)  # inside the usual scales a value must stand apart more clearly
CLEARLY = 3
FAR_BELOW = -9.0  # such a familiar code below an otherwise positive column is one, however wide


@dataclass(frozen=True)
class Judgement:
    """`kind`: "variable", "hidden code" (with the value and count), "suspicious 0", "constant" (all
    the same), or "other"."""

    kind: Literal["variable", "hidden code", "suspicious 0", "constant", "other"]
    low: float = np.nan
    high: float = np.nan
    value: float = np.nan
    count: int = 0


def judge(answers: np.ndarray, *, zero_declared: bool = False) -> Judgement:
    """What the present numbers of a column look like.

    >>> judge(np.array([1, 4, 5, 2, -99.0])).kind, judge(np.array([1, 2, 5, 0.0, 4])).kind
    ('hidden code', 'suspicious 0')
    """
    distinct, counts = np.unique(answers[np.isfinite(answers)], return_counts=True)
    if len(distinct) == 1:
        return Judgement("constant", value=float(distinct[0]), count=int(counts[0]))
    if len(distinct) < 2:
        return Judgement("other")
    apart = _apart(distinct, counts)
    if apart is not None:
        value, count = apart
        return Judgement("hidden code", value=value, count=count)
    if len(distinct) > MOST_DISTINCT or np.any(distinct != np.round(distinct)):
        return Judgement("other")
    if not zero_declared and _zero_is_suspect(distinct):
        return Judgement("suspicious 0", value=0.0, count=int(counts[0]))
    low, high = usual_scale(distinct)
    return Judgement("variable", low, high)


def _apart(distinct: np.ndarray, counts: np.ndarray) -> tuple[float, int] | None:
    """The one value that stands apart from the rest by more than their range, and its count.

    In columns with many values (money, minutes) only the familiar codes are taken for codes.
    """
    for end, rest in ((0, distinct[1:]), (-1, distinct[:-1])):
        value = float(distinct[end])
        gap = abs(value - (rest[0] if end == 0 else rest[-1]))
        rating = len(distinct) <= MOST_DISTINCT + 2 and np.all(distinct == np.round(distinct))
        reach = CLEARLY if WITHIN_REACH[0] <= value <= WITHIN_REACH[1] else 1
        coded = value in FAMILIAR_CODES
        apart = gap > reach * np.ptp(rest) or (value <= FAR_BELOW and rest[0] >= 0)
        if len(rest) > 1 and apart and (rating or coded):
            return value, int(counts[end])
    return None


def _zero_is_suspect(distinct: np.ndarray) -> bool:
    low, high = ZERO_SUSPECT
    return distinct[0] == 0 and low <= distinct[-1] <= high and distinct[1] == 1


def usual_scale(distinct: np.ndarray) -> tuple[float, float]:
    """The usual scale that holds these answers, to be confirmed by a person.

    >>> usual_scale(np.array([2, 3, 5]))
    (1.0, 5.0)
    """
    low, high = float(distinct[0]), float(distinct[-1])
    if low >= 1:
        top = next((t for t in USUAL_TOPS if high <= t), high)
        return 1.0, float(top)
    if low == 0 and high > ZERO_SUSPECT[0]:
        return 0.0, max(high, 10.0) if high > 7 else high
    return low, high
