"""Dates written as three numbers: which is the day and which the month, is declared, never guessed.

What the numbers themselves tell serves the remedy alone: 13 can be no month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

ORDERED = re.compile(
    r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})"
    r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$"
)
UNDECLARED = "is a date whose order of day and month is not declared"
CENTURY = 2000
LAST_MONTH = 12
FIRSTS = {"day-first": "day", "month-first": "month"}
Order = Literal["day-first", "month-first", "unclear", "mixed"]


def order(texts: Iterable[str]) -> Order:
    """The order that dates show by numbers that can be no month; "mixed" where some contradict.

    >>> order(["03/04/2026", "13/04/2026"]), order(["03/04/2026"]), order(["1/13/26", "13/1/26"])
    ('day-first', 'unclear', 'mixed')
    """
    shown = {own for text in texts if (own := _shown(text)) is not None}
    return shown.pop() if len(shown) == 1 else "mixed" if shown else "unclear"


def contradicting(texts: Iterable[str]) -> dict[str, str]:
    """The dates that show another order than more of the others do, each with the rule it breaks.

    >>> contradicting(["13/04/2026", "14/04/2026", "04/25/2026"])
    {'04/25/2026': 'has the month first, while others in the column have the day first'}
    """
    shown = {text: own for text in texts if (own := _shown(text)) is not None}
    kinds = list(shown.values())
    usual = max(FIRSTS, key=kinds.count)
    other = next(kind for kind in FIRSTS if kind != usual)
    rule = (
        f"has the {FIRSTS[other]} first, while others in the column have the {FIRSTS[usual]} first"
    )
    return {text: rule for text, own in shown.items() if own == other}


def _shown(text: str) -> Literal["day-first", "month-first"] | None:
    found = ORDERED.match(text.strip())
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if first > LAST_MONTH >= second:
        return "day-first"
    return "month-first" if second > LAST_MONTH >= first else None


def in_order(text: str, dates: str) -> datetime:
    """A date by the declared order. Raises ValueError with the rule it breaks.

    >>> in_order("03/04/2026", "day-first").month
    4
    """
    if dates not in FIRSTS:
        raise ValueError(UNDECLARED)
    if _shown(text) not in (dates, None):
        raise ValueError(f"does not have the {FIRSTS[dates]} first, as is declared")
    first, second, year, hour, minute, seconds, half = ORDERED.match(text).groups()
    day, month = (first, second) if dates == "day-first" else (second, first)
    full = int(year) + (CENTURY if len(year) == 2 else 0)
    clock = int(hour or 0)
    if half:
        clock = clock % 12 + (12 if half.lower() == "pm" else 0)
    return datetime(full, int(month), int(day), clock, int(minute or 0), int(seconds or 0))
