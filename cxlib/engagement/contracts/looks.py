"""What a column of times looks like: the one rule for what is a time, which the reader reads.

A look is what `read: {dates: ...}` would have to say; it is proved by reading the cells by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from cxlib.engagement.contracts.orders import FIRSTS, ORDERED, order
from cxlib.engagement.contracts.remedies import FORMS
from cxlib.engagement.contracts.times import SERIAL, UNIX, YEAR_FIRST, parse_times
from cxlib.engagement.contracts.zones import apart

MOSTLY = 0.9  # share of the cells that must be read
FIRST = 200  # distinct cells by which a form is chosen
UNCLEAR = "unclear"  # which of two orders, the cells do not say
SINCE, UNTIL = 2000, 2040  # years between which bare numbers are taken for times


@dataclass(frozen=True)
class Look:
    """How times are written: what `dates` must be declared as, and whether they have a clock."""

    dates: str
    timed: bool


def look_of(texts: Sequence[str], named: bool = False) -> Look | None:
    """How these distinct cells are written as times; None where they are none.

    `named`: the heading speaks of a date, without which a number of five digits is an amount.

    >>> look_of(["2026-01-05 10:00:00 UTC"]), look_of(["25.1.2026", "3.2.2026"]), look_of(["7"])
    (Look(dates='iso', timed=True), Look(dates='day-first', timed=False), None)
    """
    cells = pd.Series([str(t).strip() for t in texts], dtype="str")
    if cells.empty:
        return None
    for dates in _candidates(cells.head(FIRST), named):
        read = FIRSTS_OF.get(dates, dates)
        if _share(cells.head(FIRST), read) > MOSTLY and _share(cells, read) > MOSTLY:
            return Look(dates, dates == "unix" or bool(cells.str.contains(":").any()))
    return None


FIRSTS_OF = {UNCLEAR: "day-first"}


def _candidates(cells: pd.Series, named: bool) -> Iterator[str]:
    """Ways of writing that the cells could be of, by their shape alone."""
    plain = [apart(text)[0] for text in cells]
    few = MOSTLY * len(plain)
    if sum(bool(YEAR_FIRST.match(p)) or ("-" in p and p[:4].isdigit()) for p in plain) > few:
        yield "iso"
    ordered = [p for p in plain if ORDERED.match(p)]
    if len(ordered) > few:
        shown = order(ordered)
        yield shown if shown in FIRSTS else UNCLEAR
    if sum(bool(UNIX.match(p)) for p in plain) > few and _in_our_time(cells, "unix"):
        yield "unix"
    if named and sum(bool(SERIAL.match(p)) for p in plain) > few and _in_our_time(cells, "excel"):
        yield "excel"
    if any(char.isalpha() or char in "/.:" for char in plain[0]):
        yield from (form for form in FORMS if _share(cells.head(1), form) == 1)


def _share(cells: pd.Series, dates: str) -> float:
    return float(parse_times(cells, dates, "UTC").values.notna().mean())


def _in_our_time(cells: pd.Series, dates: str) -> bool:
    years = parse_times(cells, dates, "UTC").values.dt.year
    return bool(years.between(SINCE, UNTIL).all())
