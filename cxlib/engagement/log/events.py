"""Interactions checked and cut to the window without leaving the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts.quality import EXCLUDED, OUTSIDE, Note, note, warn
from cxlib.engagement.contracts.times import EARLIEST, LATEST, stray_side
from cxlib.engagement.log.source import COLUMNS, KEPT_IN_MEMORY, NAME, Log
from cxlib.engagement.period.clock import local
from cxlib.engagement.period.window import AFTER, BEFORE, Window
from cxlib.errors import InputError, Problem

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_TOUCHPOINTS = 1_000  # journeys are packed with codes of ten bits; more is no map
MOST_NAMES = 100_000  # touchpoint, journey and channel together
NAMES = ("touchpoint", "journey", "channel")
TOP_PREFIXES = 5
CLOCKS = {"month": "%Y-%m", "year": "%Y"}


def complete(log: Log) -> Log:
    """The log without events that lack a customer, a time or a touchpoint, or lie outside time."""
    table = log.table
    early, late = table.time < EARLIEST, table.time >= LATEST
    faults = {
        ("customer", "no customer"): table.customer.isnull(),
        ("time", "no time"): table.time.isnull(),
        ("time", f"time before {EARLIEST.year} or after {LATEST.year - 1}"): early | late,
        ("time", "time far from all others"): _stray(table.filter(~(early | late)), table),
        ("touchpoint", "no touchpoint"): table.touchpoint.isnull(),
    }
    exclusive, usable = {}, None
    for (column, reason), fault in faults.items():
        fault = fault.fill_null(False)
        exclusive[reason] = (column, fault if usable is None else fault & usable)
        usable = ~fault if usable is None else usable & ~fault
    sums = {reason: fault.sum() for reason, (_, fault) in exclusive.items()}
    counts = table.aggregate(**sums).execute().iloc[0].fillna(0).astype(int)
    told = [
        note(NAME, exclusive[reason][0], EXCLUDED + reason, int(n), "mend it at the source")
        for reason, n in counts.items()
        if n
    ]
    kept = table.filter(usable) if told else table
    return replace(log, table=kept, notes=(*log.notes, *told))


def _stray(possible: ir.Table, table: ir.Table) -> ir.Value:
    """Which few events lie further from all others than those lie apart."""
    import ibis

    ends = possible.aggregate(low=possible.time.min(), high=possible.time.max()).execute().iloc[0]
    if pd.isna(ends.low):
        return ibis.literal(False)
    middle = ends.low + (ends.high - ends.low) / 2
    before = possible.time <= middle
    sides = possible.aggregate(
        below=possible.time.max(where=before),
        above=possible.time.min(where=~before),
        share=before.mean(),
    ).execute()
    below, above, share = (sides[c][0] for c in ("below", "above", "share"))
    side = stray_side(ends.low, below, above, ends.high, (share, 1 - share))
    if side is None:
        return ibis.literal(False)
    return table.time > middle if side == "above" else table.time <= middle


def names_in(log: Log) -> dict[str, dict[str, int]]:
    """How often each touchpoint, journey and channel occurs as written: column -> name -> events.

    Refuses touchpoints that must be web addresses.
    """
    counts = log.table.group_by(list(NAMES)).aggregate(n=lambda t: t.count())
    touchpoints = counts.select("touchpoint").distinct().limit(MOST_TOUCHPOINTS + 1).count()
    if int(touchpoints.execute()) > MOST_TOUCHPOINTS:
        raise InputError(_too_many(log))
    found = counts.limit(MOST_NAMES).execute()
    return {c: found.dropna(subset=[c]).groupby(c)["n"].sum().to_dict() for c in NAMES}


def _too_many(log: Log) -> Problem:
    table = log.table
    prefix = table.touchpoint.re_extract(r"^(?:[a-z]+://)?[^/?#]*/?[^/?#]*", 0)
    counts = table.select(prefix=prefix).group_by("prefix").aggregate(n=lambda t: t.count())
    top = counts.order_by([counts.n.desc(), counts.prefix]).limit(TOP_PREFIXES).execute()
    shown = ", ".join(f"'{p[:40]}' ({n} events)" for p, n in zip(top.prefix, top.n, strict=True))
    rule = f"there are more than {MOST_TOUCHPOINTS:,} different touchpoint names"
    remedy = (
        f"group them before loading (web addresses by page type); most frequent starts: {shown}"
    )
    return Problem(log.file, "touchpoint", None, rule, remedy)


def respelled(log: Log, column: str, spelling: Mapping[str, str]) -> Log:
    """A column of names under their one spelling, by joining the few names that change."""
    import ibis

    changes = {name: shown for name, shown in spelling.items() if name != shown}
    if not changes:
        return log
    table = log.table
    names = pd.DataFrame({"written": list(changes), "shown": list(changes.values())})
    kept = f"spelling_{column}"
    small = log.engine.create_table(kept, names) if log.local else ibis.memtable(names)
    joined = table.left_join(small, table[column] == small.written)
    shown = joined.shown.fill_null(joined[column])
    return replace(log, table=joined.mutate(**{column: shown})[[*table.columns]])


def settled(log: Log, duplicates: str) -> Log:
    """The log after duplicates: kept in the engine where it is small, read in place where not."""
    table = log.table
    total = int(table.count().execute())
    ties = total - _distinct(log, table.select("customer", "journey_id", "time"))
    repeats = total - _distinct(log, table.select(*COLUMNS)) if ties else 0
    told = list(_repeats_told(repeats, duplicates))
    if repeats and duplicates == "drop":
        table = _first_of_each(table)
        ties -= repeats
    if ties > 0:
        told.append(_ties_told(ties, "row" in table.columns))
    if log.local and (total <= KEPT_IN_MEMORY or (repeats and duplicates == "drop")):
        ordered = table.order_by("row") if "row" in table.columns else table
        table = log.engine.create_table("whole_log", ordered)
    return replace(log, table=table, notes=(*log.notes, *told))


def _ties_told(ties: int, numbered: bool) -> Note:
    words = "events of one customer at the same instant as another"
    if numbered:
        return note(NAME, "time", words, ties, "they keep the order of the file")
    remedy = "a warehouse keeps no order of rows: they take that of the map; use finer times"
    return warn(NAME, "time", words, ties, remedy)


def _distinct(log: Log, table: ir.Table) -> int:
    """How many distinct rows: here counted on 64-bit hashes, which are smaller than the rows."""
    import ibis

    if not log.local:
        return int(table.distinct().count().execute())
    hashed = ibis.struct({c: table[c] for c in table.columns}).hash()
    return int(table.aggregate(n=hashed.nunique()).execute().n[0])


def _first_of_each(table: ir.Table) -> ir.Table:
    if "row" not in table.columns:
        return table.distinct()
    by = [c for c in table.columns if c != "row"]
    return table.group_by(by).aggregate(row=table.row.min())[[*table.columns]]


def _repeats_told(repeats: int, duplicates: str) -> list[Note]:
    if not repeats:
        return []
    if duplicates == "keep":
        return [note(NAME, "", "exact duplicate events kept", repeats)]
    remedy = "duplicates: keep under tables.interactions if they are events of their own"
    return [warn(NAME, "", EXCLUDED + "exact duplicate event", repeats, remedy)]


def labelled(table: ir.Table, config: Config) -> ir.Table:
    """The table with its `period` labels, computed in the engine when they are asked for."""
    import ibis

    clock = local(table.time, config.timezone)
    if config.period in CLOCKS:
        return table.mutate(period=clock.strftime(CLOCKS[config.period]))
    if config.period == "quarter":
        quarter = ibis.literal("-Q") + clock.quarter().cast("string")
        return table.mutate(period=clock.strftime("%Y") + quarter)
    if config.period == "week":
        thursday = clock.truncate("W") + ibis.interval(days=3)  # an ISO week's year is that of it
        week = thursday.week_of_year().cast("string").lpad(2, "0")
        return table.mutate(period=thursday.strftime("%Y") + "-W" + week)
    return table.mutate(period=ibis.null("string"))


def windowed(
    log: Log | None, config: Config, window: Window
) -> tuple[ir.Table | None, ir.Table | None, list[Note]]:
    """Up to the period's end, and of that the window; and the count of what is left out."""
    if log is None:
        return None, None, []
    table = labelled(log.table, config)
    late = table.time >= window.end if window.end is not None else ibis_false()
    early = table.time < window.start if window.start is not None else ibis_false()
    n = table.aggregate(
        total=table.count(), late=table.time.count(where=late), early=table.time.count(where=early)
    ).execute()
    whole = table if window.end is None else table.filter(~late)
    cut = whole if window.start is None else whole.filter(whole.time >= window.start)
    total, after, before = (int(n[c][0]) for c in ("total", "late", "early"))
    told = [*log.notes, note(NAME, "", "rows used", total - after - before)]
    told += [note(NAME, "", OUTSIDE + AFTER, after)] if after else []
    told += [note(NAME, "", OUTSIDE + BEFORE, before)] if before else []
    there = whole if total > after else None
    return there, cut if total > after + before else None, told


def by_file(log: Log, table: ir.Table | None) -> list[int]:
    """How many events of a table came from each file of its log.

    Rows are numbered through the files in their order; of one source they need no number.
    """
    if table is None:
        return [0] * len(log.files)
    if len(log.files) == 1:
        return [int(table.count().execute())]
    lengths = [file.rows if file.used is None else file.used for file in log.files]
    ends = list(accumulate(lengths))
    inside = {
        f"file {i}": table.row.count(where=(table.row >= end - n) & (table.row < end))
        for i, (end, n) in enumerate(zip(ends, lengths, strict=True))
    }
    return [int(n) for n in table.aggregate(**inside).execute().iloc[0]] if inside else []


def ibis_false() -> ir.Value:
    import ibis

    return ibis.literal(False)


def touchpoints_of(table: ir.Table) -> list[str]:
    """The distinct touchpoints of a log, in the alphabet's order."""
    found = table.select("touchpoint").distinct().execute()
    return sorted(found["touchpoint"])  # here: ibis 12 does so wrongly on PostgreSQL and Spark
