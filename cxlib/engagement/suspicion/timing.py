"""When events happened: days that hold none or far too many, days without hours, moved clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.engagement.log import rhythm
from cxlib.engagement.period.clock import local
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import TELL, WARN, Seen, Suspicion

LOG = "interactions"
OUTAGE, BURST = "days without any event", "a day that holds far too much"
MIDNIGHT, MOVED = "times without a time of day", "the clock moved"
USUAL = 20  # events a day below which an empty day may be chance
BURSTS = 8  # times the usual of the days around it, and a twentieth of all
HEAVY = 0.05
AT_MIDNIGHT = 0.5
HOURS_MOVED = 3
APART = 0.15  # of a month's events that lie at other hours than those of the other months
BETTER = 0.5  # of them, that do so where the month fits best


def days_missing(seen: Seen) -> Iterator[Suspicion]:
    """Runs of days without any event where twenty or more were to be expected.

    Expected is the least of what the weekday and the day of the month usually have and what the two
    days before and after the run had: weekends, holidays and the rhythm of a month are no outage.
    """
    if seen.log is None:
        return
    days = rhythm.days(seen.log, seen.config.timezone)
    if len(days) < 4 * 7:
        return
    whole = days.reindex(pd.date_range(days.index[0], days.index[-1]), fill_value=0)
    rhythms = (whole.index.day_of_week, whole.index.day)
    usual = np.min([whole.groupby(r).transform("median") for r in rhythms], axis=0)
    runs = [run for run in _empty_runs(whole.to_numpy()) if _expected(whole, usual, run) >= USUAL]
    n = sum(len(run) for run in runs)
    if 0 < n <= len(whole) / 4:
        first = whole.index[runs[0][0]].date()
        words = (
            f"{n} day{'s' * (n > 1)} without any event, the first {first}, where "
            f"{np.median(usual):,.0f} events a day are usual"
        )
        remedy = "ask for the missing days, or say in the report that they were not recorded"
        yield Suspicion(OUTAGE, LOG, "time", n, WARN, words, remedy)


def _empty_runs(counts: np.ndarray) -> list[np.ndarray]:
    """The runs of zeros, by their places."""
    empty = np.flatnonzero(counts == 0)
    return np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1) if len(empty) else []


def _expected(whole: pd.Series, usual: np.ndarray, run: np.ndarray) -> float:
    counts = whole.to_numpy()
    near = np.r_[counts[max(run[0] - 2, 0) : run[0]], counts[run[-1] + 1 : run[-1] + 3]]
    return float(np.minimum(usual[run], near.min()).sum())


def bursts(seen: Seen) -> Iterator[Suspicion]:
    """A day that holds far more events than those around it: the day on which they were loaded."""
    if seen.log is None:
        return
    days = rhythm.days(seen.log, seen.config.timezone)
    if len(days) < 4 * 7:
        return
    around = days.rolling(29, center=True, min_periods=8).median()
    for day in days.index[(days >= BURSTS * around) & (days >= HEAVY * days.sum())]:
        n = int(days[day])
        times = n / around[day]
        words = f"{day.date()} holds {n:,} of {days.sum():,} events, {times:.0f} times the usual"
        remedy = "see whether events carry the day they were loaded on; leave that day out if so"
        yield Suspicion(
            BURST, LOG, "time", n, WARN, words, remedy, measure=effects.rows(LOG),
            removed=lambda s, day=day: _without_day(s, day),
        )  # fmt: skip


def _without_day(seen: Seen, day: pd.Timestamp) -> Seen:
    import ibis

    clock = local(seen.log.table.time, seen.config.timezone)
    kept = seen.log.table.filter(clock.truncate("D") != ibis.timestamp(day))
    return replace(seen, log=replace(seen.log, table=kept))


def no_time_of_day(seen: Seen) -> Iterator[Suspicion]:
    """Events whose times are days: the order within a day is that of the file, and gaps are whole
    days."""
    if seen.log is None:
        return
    hours = rhythm.hours(seen.log, seen.config.timezone)
    n, of = int(hours["midnight"].sum()), int(hours["n"].sum())
    if of >= USUAL and n >= AT_MIDNIGHT * of:
        words = f"{n:,} of {of:,} events happened at midnight sharp: the export holds days only"
        remedy = (
            "ask for times with hours and minutes; or set policy: {journey_gap: ...} in whole days"
        )
        severity = WARN if n < of else TELL
        yield Suspicion(MIDNIGHT, LOG, "time", n, severity, words, remedy)


def moved_clock(seen: Seen) -> Iterator[Suspicion]:
    """A month whose events lie hours away from where they lie in all others: another time zone.

    For each month the shift of its hours of the day that fits those of the other months best; three
    hours or more (summer time and seasons move people by one or two) in a month that fits there
    much better than where it stands.
    """
    if seen.log is None:
        return
    hours = _hours(seen)
    large = hours[hours.sum(axis=1) >= 10 * USUAL]
    for month in large.index if len(large) >= 3 else ():
        own = large.loc[month].to_numpy()
        rest = large.sum().to_numpy() - own
        shift = _best_shift(own, rest)
        if abs(shift) >= HOURS_MOVED:
            words = (
                f"the {own.sum():,.0f} events of {month:%Y-%m} lie {abs(shift)} hours "
                f"{'later' if shift > 0 else 'earlier'} in the day than those of the other months"
            )
            remedy = (
                "see in which time zone that month was exported; write the offset into the times"
            )
            yield Suspicion(MOVED, LOG, "time", int(own.sum()), WARN, words, remedy)


def _hours(seen: Seen) -> pd.DataFrame:
    """Events of each month (rows) at each hour of the day (columns)."""
    found = rhythm.hours(seen.log, seen.config.timezone)
    months = found["begins"].dt.to_period("M").dt.start_time
    wide = found["n"].groupby([months, found["begins"].dt.hour]).sum().unstack(fill_value=0)
    return wide.reindex(columns=range(24), fill_value=0)


def _best_shift(own: np.ndarray, rest: np.ndarray) -> int:
    """By how many hours `own` lies later than `rest`; 0 unless it fits there far better than as is.

    >>> day = np.array([0.0] * 8 + [5, 20, 30, 30, 20, 10, 20, 30, 20, 10] + [2.0] * 6)
    >>> _best_shift(np.roll(day, 5), day), _best_shift(day, np.ones(24))
    (5, 0)
    """
    share, like = own / own.sum(), rest / rest.sum()
    as_is = np.abs(share - like).sum() / 2
    if as_is < APART:
        return 0
    apart = [np.abs(np.roll(share, -k) - like).sum() / 2 for k in range(24)]
    best = int(np.argmin(apart))
    if apart[best] > BETTER * as_is:
        return 0
    return best if best <= 12 else best - 24


RULES = (days_missing, bursts, no_time_of_day, moved_clock)
