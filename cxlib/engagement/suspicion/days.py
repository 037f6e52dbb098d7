"""Days and hours of a calendar: ends of months that are lost, a clock that was moved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

LOG = "interactions"
ENDS, CLOCK = "ends of months without a row", "the clock stands otherwise from one month on"
FEWEST = 300  # rows
MONTHS = 3  # whole ones
LATE_DAY, LAST_DAY = 25, 31  # what ends before is asked in the first weeks of a month
EXPECTED = 30.0  # rows, of which there is none
USUAL = 30  # rows of a month
HOURS = 24
FITS, BETTER = 0.97, 0.15  # of the cosine of two days: once put back, and by how much


def month_ends(seen: Seen) -> Iterator[Suspicion]:
    """Whole months in none of which a row stands after one and the same day, though many were to be
    expected there: a query that ends on the 28th."""
    for name, days in _days(seen):
        whole = days.reindex(pd.date_range(days.index[0], days.index[-1]), fill_value=0)
        month = whole.index.to_period("M")
        whole = whole[(month > month[0]) & (month < month[-1])]
        filled = whole.index.day[whole.to_numpy() > 0]
        if not len(filled) or not LATE_DAY <= filled.max() < LAST_DAY:
            continue
        last = int(filled.max())
        a_day = whole[whole.index.day <= last].mean()
        left = int((whole.index.day > last).sum())
        if whole.index.to_period("M").nunique() >= MONTHS and a_day * left >= EXPECTED:
            words = (
                f"no month has a row after its {last}th day, where about {a_day * left:,.0f} were "
                "to be expected in all"
            )
            remedy = "see by which days the query asks for a month"
            yield Suspicion(ENDS, name, "time", left, WARN, words, remedy)


def _days(seen: Seen) -> Iterator[tuple[str, pd.Series]]:
    """Answers and events by day; bills are dated to days that every month has."""
    if "responses" in seen.tables and "time" in seen.frame("responses"):
        times = periods.to_local(seen.frame("responses")["time"].dropna(), seen.config.timezone)
        if len(times) >= FEWEST:
            yield "responses", times.dt.normalize().value_counts().sort_index()
    if seen.log is not None:
        days = rhythm.days(seen.log, seen.config.timezone)
        if days.sum() >= FEWEST:
            yield LOG, days


def clock_moved(seen: Seen) -> Iterator[Suspicion]:
    """The day of the customers begins some hours earlier or later from one month on: another
    server's clock. Judged where the hours of the day differ enough to tell."""
    if seen.log is None:
        return
    hours = rhythm.hours(seen.log, seen.config.timezone)
    months = hours["begins"].dt.to_period("M")
    table = hours.groupby([months, hours["begins"].dt.hour])["n"].sum().unstack(fill_value=0)
    table = table.reindex(columns=range(HOURS), fill_value=0)
    table = table[table.sum(axis=1) >= USUAL]
    found = max((_shift(table, at) for at in range(1, len(table))), default=None)
    if found is None or found[0] < BETTER:
        return
    _, shift, at = found
    late = shift if shift <= 12 else shift - HOURS
    n = int(table.iloc[at:].to_numpy().sum())
    words = (
        f"from {table.index[at]} on the hours of the day are those of before, {abs(late)} hours "
        f"{'later' if late > 0 else 'earlier'}"
    )
    remedy = "ask by which clock the later times were written, and bring both to that of timezone"
    yield Suspicion(CLOCK, LOG, "time", n, WARN, words, remedy)


def _shift(table: pd.DataFrame, at: int) -> tuple[float, int, int]:
    """By how much better the hours from a month on fit those before it once they are put back, by
    how many hours, and that month; nothing where they do not fit then."""
    before, after = (part.sum().to_numpy(float) for part in (table.iloc[:at], table.iloc[at:]))
    before, after = before / np.linalg.norm(before), after / np.linalg.norm(after)
    fits = np.array([before @ np.roll(after, -k) for k in range(HOURS)])
    best = int(fits.argmax())
    moved = 2 <= best <= 22 and fits[best] >= FITS
    return (float(fits[best] - fits[0]) if moved else 0.0), best, at


RULES = (month_ends, clock_moved)
