"""Faults of tracking: events that fire twice, touchpoints that were not recorded for a while."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.contracts.quality import OUTSIDE, note
from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import TELL, WARN, Seen, Suspicion

LOG = "interactions"
TWICE, STOPPED, BEGAN = (
    "fired twice",
    "a touchpoint falls silent",
    "a touchpoint appears late",
)
SECOND_RECORD = f"{OUTSIDE}second record of one event"  # a copy, no event that is lost
INSTANT = 1  # second: nobody acts twice at one touchpoint within it
DOUBLED = 0.05  # of a touchpoint's events
FEW = 10
LOOKED_INTO = 0.5  # of what is asked for, within one minute, from which every event is looked at
NAMED = 4  # touchpoints in a sentence
USED = 20  # events below which a silence may be chance
EMPTY = 1e-6  # probability of an empty run of days by chance, over the whole log
SILENT = 0.15  # of the log's span, for a touchpoint used at a steady rate before


def fired_twice(seen: Seen) -> Iterator[Suspicion]:
    """Events that follow another of the same customer and touchpoint within one second.

    Where they are a twentieth of a touchpoint's events the tracking fires twice; they are folded.
    `duplicates: keep` says that they are events of their own.
    """
    if seen.log is None or seen.config.tables[LOG].duplicates == "keep":
        return
    close = _within_a_minute(seen)
    if not close:
        return
    table = _with_repeats(seen)
    table = table.filter(table.touchpoint.isin(close))
    told = table.group_by("touchpoint").aggregate(n=table.again.sum(), of=table.count()).execute()
    found = told[_enough(told)]
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


def _enough(told: pd.DataFrame, part: float = 1.0) -> pd.Series:
    return (told["n"] >= part * FEW) & (told["n"] >= part * DOUBLED * told["of"])


def _within_a_minute(seen: Seen) -> list[str]:
    """Touchpoints at which enough events share their minute with another of the same customer.

    To count these no event has to be sorted. One in sixty of those a second apart lies on the edge
    of a minute and is missed; half of what is asked for is enough to look closely.
    """
    table = seen.log.table
    who = [table.customer, table.touchpoint]
    minutes = table.group_by(*who, minute=table.time.truncate("m")).aggregate(k=table.count())
    told = minutes.group_by("touchpoint").aggregate(
        n=minutes.k.sum() - minutes.count(), of=minutes.k.sum()
    )
    found = told.execute()
    return sorted(found.loc[_enough(found, LOOKED_INTO), "touchpoint"])


def listed(names: list[str]) -> str:
    """A few names, and how many more there are.

    >>> listed(["app", "web"]), listed(list("abcdef"))
    ("'app', 'web'", "'a', 'b', 'c', 'd' and 2 more")
    """
    shown = ", ".join(f"'{name}'" for name in names[:NAMED])
    return f"{shown} and {len(names) - NAMED} more" if len(names) > NAMED else shown


def _with_repeats(seen: Seen):
    """The log with `again`: whether the same customer was at the same touchpoint a second before.

    With the same outcome: a failure and the success after it are two events. Times that are whole
    hours are no instants, but days or hours.
    """
    import ibis

    table = seen.log.table
    who = [table.customer, table.touchpoint, table.completed]
    if seen.log.local:  # sorted by one number instead of texts
        who = [ibis.struct({column.get_name(): column for column in who}).hash()]
    order = [table.time, table.row] if "row" in table.columns else [table.time]
    before = table.time.lag().over(ibis.window(group_by=who, order_by=order))
    timed = (table.time.minute() > 0) | (table.time.second() > 0)
    gap = table.time.epoch_seconds() - before.epoch_seconds()  # in whole seconds, on every engine
    return table.mutate(again=((gap <= INSTANT) & timed).fill_null(False))


def _folded(seen: Seen, touchpoints: list[str]) -> Seen:
    table = _with_repeats(seen)
    twice = (table.again & table.touchpoint.isin(touchpoints)).fill_null(False)
    n = int(table.aggregate(n=twice.sum()).execute().n.fillna(0)[0])
    told = (*seen.log.notes, note(LOG, "touchpoint", SECOND_RECORD, n))
    kept = table.filter(~twice)[[*seen.log.table.columns]]
    return replace(seen, log=replace(seen.log, table=kept, notes=told))


def silent_touchpoints(seen: Seen) -> Iterator[Suspicion]:
    """Touchpoints that have events in one part of the log only, though used at a steady rate there.

    A new or a closed touchpoint looks the same: it is told, for a comparison of periods must know.
    """
    if seen.log is None:
        return
    told = _days_of(seen)
    first, last = told["first"].min(), told["last"].max()
    span = (last - first).days + 1
    if span < 60:
        return
    told = told[told["n"] >= USED]
    used = (told["last"] - told["first"]).dt.days + 1
    silences = {STOPPED: (last - told["last"]).dt.days, BEGAN: (told["first"] - first).dt.days}
    for kind, silence in silences.items():
        sure = told["n"] * silence / used > -np.log(EMPTY)
        found = told[sure & (silence >= SILENT * span)]
        if len(found):
            yield _silent(kind, found, silence[found.index])


def _days_of(seen: Seen) -> pd.DataFrame:
    """Of each touchpoint its events, and the first and the last day that has one."""
    grouped = rhythm.places(seen.log, seen.config).groupby("touchpoint")
    told = grouped.agg(n=("n", "sum"), first=("first", "min"), last=("last", "max"))
    zone = seen.config.timezone
    return told.assign(**{
        side: periods.to_local(told[side], zone).dt.normalize() for side in ("first", "last")
    })  # fmt: skip


def _silent(kind: str, found: pd.DataFrame, silence: pd.Series) -> Suspicion:
    side = "last" if kind == STOPPED else "first"
    words = (
        f"{listed(sorted(found.index))}: no event in {silence.max()} days, the {side} on "
        f"{found[side].iloc[0].date()}, though used at a steady rate otherwise"
    )
    remedy = "ask whether it was opened, closed or renamed then, or not recorded"
    return Suspicion(kind, LOG, "touchpoint", int(found["n"].sum()), TELL, words, remedy)


RULES = (fired_twice, silent_touchpoints)
