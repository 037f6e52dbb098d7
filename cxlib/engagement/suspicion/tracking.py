"""Faults of tracking: events that fire twice, days and touchpoints that were not recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.engagement.period.clock import local
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import TELL, WARN, Seen, Suspicion

LOG = "interactions"
TWICE, OUTAGE, BURST = "fired twice", "days without any event", "a day that holds far too much"
STOPPED, BEGAN = "a touchpoint falls silent", "a touchpoint appears late"
MIDNIGHT, MOVED = "times without a time of day", "the clock moved"
INSTANT = 1  # second: nobody acts twice at one touchpoint within it
DOUBLED = 0.05  # of a touchpoint's events
FEW = 10
NAMED = 4  # touchpoints in a sentence
USUAL = 20  # events a day below which an empty day may be chance
EMPTY = 1e-6  # probability of an empty run of days by chance, over the whole log
BURSTS = 8  # times the usual of the days around it, and a twentieth of all
HEAVY = 0.05
SILENT = 0.25  # of the log's span, for a touchpoint used at a steady rate before
AT_MIDNIGHT = 0.5
HOURS_MOVED = 3


def fired_twice(seen: Seen) -> Iterator[Suspicion]:
    """Events that follow another of the same customer and touchpoint within one second.

    Where they are a twentieth of a touchpoint's events the tracking fires twice; they are folded.
    `duplicates: keep` says that they are events of their own.
    """
    if seen.log is None or seen.config.tables[LOG].duplicates == "keep":
        return
    table = _with_repeats(seen)
    told = table.group_by("touchpoint").aggregate(n=table.again.sum(), of=table.count()).execute()
    found = told[(told["n"] >= FEW) & (told["n"] >= DOUBLED * told["of"])]
    if found.empty:
        return
    names, n = sorted(found["touchpoint"]), int(found["n"].sum())
    words = (
        f"{n:,} of {int(found['of'].sum()):,} events at {listed(names)} follow another of the same "
        "customer there within a second, which is more than a person can do; they were folded"
    )
    yield Suspicion(
        TWICE, LOG, "touchpoint", n, WARN, words,
        "mend the tracking; if they are events of their own: tables: {interactions: {duplicates: "
        "keep}}", measure=effects.rows(LOG), mended=True, removed=lambda s: _folded(s, names),
    )  # fmt: skip


def listed(names: list[str]) -> str:
    """A few names, and how many more there are.

    >>> listed(["app", "web"]), listed(list("abcdef"))
    ("'app', 'web'", "'a', 'b', 'c', 'd' and 2 more")
    """
    shown = ", ".join(f"'{name}'" for name in names[:NAMED])
    return f"{shown} and {len(names) - NAMED} more" if len(names) > NAMED else shown


def _with_repeats(seen: Seen):
    """The log with `again`: whether the same customer was at the same touchpoint a second before.

    Times that are whole hours are no instants, but days or hours.
    """
    import ibis

    table = seen.log.table
    order = [table.time, table.row] if "row" in table.columns else [table.time]
    own = ibis.window(group_by=[table.customer, table.touchpoint], order_by=order)
    before = table.time.lag().over(own)
    timed = (table.time.minute() > 0) | (table.time.second() > 0)
    gap = table.time.epoch_seconds() - before.epoch_seconds()  # in whole seconds, on every engine
    return table.mutate(again=((gap <= INSTANT) & timed).fill_null(False))


def _folded(seen: Seen, touchpoints: list[str]) -> Seen:
    table = _with_repeats(seen)
    kept = table.filter(~(table.again & table.touchpoint.isin(touchpoints)))
    return replace(seen, log=replace(seen.log, table=kept[[*seen.log.table.columns]]))


def by_day(seen: Seen) -> pd.DataFrame:
    """Events by local day and touchpoint, and how many of them at midnight sharp: day, touchpoint,
    n, midnight."""

    def work_out() -> pd.DataFrame:
        clock = local(seen.log.table.time, seen.config.timezone)
        table = seen.log.table.mutate(clock=clock)
        day = table.clock.truncate("D")
        grouped = table.group_by(day=day, touchpoint=table.touchpoint)
        return grouped.aggregate(
            n=lambda t: t.count(),
            midnight=lambda t: (t.clock == t.clock.truncate("D")).sum(),
        ).execute()

    return seen.once("events by day", work_out)


def days_missing(seen: Seen) -> Iterator[Suspicion]:
    """Runs of days without any event where twenty or more were to be expected.

    Expected is the least of what the weekday and the day of the month usually have and what the two
    days before and after the run had: weekends, holidays and the rhythm of a month are no outage.
    """
    if seen.log is None:
        return
    days = by_day(seen).groupby("day")["n"].sum().sort_index()
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
    days = by_day(seen).groupby("day")["n"].sum().sort_index()
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


def silent_touchpoints(seen: Seen) -> Iterator[Suspicion]:
    """Touchpoints that have events in one part of the log only, though used at a steady rate there.

    A new or a closed touchpoint looks the same: it is told, for a comparison of periods must know.
    """
    if seen.log is None:
        return
    days = by_day(seen)
    first, last = days["day"].min(), days["day"].max()
    span = (last - first).days + 1
    if span < 60:
        return
    told = days.groupby("touchpoint").agg(n=("n", "sum"), first=("day", "min"), last=("day", "max"))
    told = told[told["n"] >= USUAL]
    used = (told["last"] - told["first"]).dt.days + 1
    silences = {STOPPED: (last - told["last"]).dt.days, BEGAN: (told["first"] - first).dt.days}
    for kind, silence in silences.items():
        sure = told["n"] * silence / used > -np.log(EMPTY)
        found = told[sure & (silence >= SILENT * span)]
        if len(found):
            yield _silent(kind, found, silence[found.index])


def _silent(kind: str, found: pd.DataFrame, silence: pd.Series) -> Suspicion:
    side = "last" if kind == STOPPED else "first"
    words = (
        f"{listed(sorted(found.index))}: no event in {silence.max()} days, the {side} on "
        f"{found[side].iloc[0].date()}, though used at a steady rate otherwise"
    )
    remedy = "ask whether it was opened, closed or renamed then, or not recorded"
    return Suspicion(kind, LOG, "touchpoint", int(found["n"].sum()), TELL, words, remedy)


def no_time_of_day(seen: Seen) -> Iterator[Suspicion]:
    """Events whose times are days: the order within a day is that of the file, and gaps are whole
    days."""
    if seen.log is None:
        return
    days = by_day(seen)
    n, of = int(days["midnight"].sum()), int(days["n"].sum())
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
        own, rest = large.loc[month].to_numpy(), large.drop(month).sum().to_numpy()
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
    clock = local(seen.log.table.time, seen.config.timezone)
    table = seen.log.table.mutate(clock=clock)
    grouped = table.group_by(month=table.clock.truncate("M"), hour=table.clock.hour())
    counts = grouped.aggregate(n=lambda t: t.count()).execute()
    wide = counts.pivot_table(index="month", columns="hour", values="n", fill_value=0)
    return wide.reindex(columns=range(24), fill_value=0)


def _best_shift(own: np.ndarray, rest: np.ndarray) -> int:
    """By how many hours `own` lies later than `rest`; 0 unless it fits there far better than as is.

    >>> day = np.array([0.0] * 8 + [5, 20, 30, 30, 20, 10, 20, 30, 20, 10] + [2.0] * 6)
    >>> _best_shift(np.roll(day, 5), day), _best_shift(day, np.ones(24))
    (5, 0)
    """
    share, like = own / own.sum(), rest / rest.sum()
    apart = [np.abs(np.roll(share, -k) - like).sum() / 2 for k in range(24)]
    best = int(np.argmin(apart))
    if apart[best] > 0.5 * apart[0] or apart[0] < 0.15:
        return 0
    return best if best <= 12 else best - 24


RULES = (fired_twice, days_missing, bursts, silent_touchpoints, no_time_of_day, moved_clock)
