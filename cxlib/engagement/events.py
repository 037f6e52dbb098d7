"""Interactions in the engine: typed, checked and cut to the window without leaving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.config import Config, TableConfig
from cxlib.engagement.contracts import CONTRACTS
from cxlib.engagement.engine import connect
from cxlib.engagement.problems import nearest
from cxlib.engagement.quality import EXCLUDED, Note, note, warn
from cxlib.engagement.times import EARLIEST, LATEST
from cxlib.engagement.window import AFTER, BEFORE, Window
from cxlib.errors import InputError, Problem

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

NAME = "interactions"
COLUMNS = tuple(CONTRACTS[NAME].columns)
MOST_TOUCHPOINTS = 65_000  # codes are packed into 16 bits where journeys are built
TOP_PREFIXES = 5
KEPT_IN_MEMORY = 5_000_000  # rows; larger Parquet files are read where they lie
ENGINE_TYPES = {"text": "string", "touchpoint": "string", "flag": "boolean", "time": "timestamp"}
CLOCKS = {"month": "%Y-%m", "week": "%G-W%V", "year": "%Y"}


@dataclass(frozen=True)
class Log:
    """Interactions in the engine under canonical columns, not yet windowed."""

    engine: Backend
    table: ir.Table
    notes: tuple[Note, ...] = ()


def from_prepared(frame: pd.DataFrame, notes: tuple[Note, ...] = ()) -> Log:
    """A log whose cells were typed on reading (CSV, Excel, frames)."""
    import pyarrow as pa

    engine = connect()
    numbered = frame[list(COLUMNS)].assign(row=range(len(frame)))
    arrow = pa.Table.from_pandas(numbered, preserve_index=False).cast(_arrow_schema())
    return Log(engine, engine.create_table("typed", arrow), notes)


def _arrow_schema():
    import pyarrow as pa

    kinds = {"string": pa.string(), "boolean": pa.bool_(), "timestamp": pa.timestamp("us")}
    columns = CONTRACTS[NAME].columns
    fields = [(name, kinds[ENGINE_TYPES[rule.kind]]) for name, rule in columns.items()]
    return pa.schema([*fields, ("row", pa.int64())])


def from_parquet(paths: Sequence[Path], options: TableConfig, zone: str) -> Log:
    """A log read by the engine where it lies; several files keep their order."""
    engine = connect(paths)
    parts, start = [], 0
    for path in paths:
        part = engine.read_parquet(str(path), file_row_number=True)
        parts.append(_typed(part, path.name, options, zone, start))
        start += int(part.count().execute())
    whole = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:])
    return _chosen(Log(engine, whole, (note(NAME, "", "rows in", start),)), parts)


def _typed(part: ir.Table, file: str, options: TableConfig, zone: str, start: int) -> ir.Table:
    """Canonical columns of one file, with `kept` false where `where` leaves a row out."""
    import ibis

    part = part.rename({_plain(c): c for c in part.columns if _plain(c) != c})
    given = {c: options.columns.get(c, c) for c in COLUMNS}
    constants = {k: ibis.literal(v) for k, v in options.set.items()}
    _demand(part.columns, given, options, constants, file)
    cells = {}
    for column, rule in CONTRACTS[NAME].columns.items():
        if column in constants:
            cells[column] = constants[column].cast(ENGINE_TYPES[rule.kind])
        elif given[column] in part.columns:
            cells[column] = _cell(part[given[column]], rule.kind, _codes(options, column), zone)
        else:
            cells[column] = ibis.null(ENGINE_TYPES[rule.kind])
    kept = ibis.literal(True)
    for column, allowed in options.where.items():
        kept = kept & part[column].cast("string").isin([str(a) for a in allowed]).fill_null(False)
    number = (part.file_row_number + start).cast("int64")
    return part.select(**cells, row=number, kept=kept)


def _plain(column: str) -> str:
    return column.strip() or column


def _demand(
    columns: Sequence[str],
    given: Mapping[str, str],
    options: TableConfig,
    constants: Mapping[str, object],
    file: str,
) -> None:
    """Every column that is needed or was named must be there."""
    contract = CONTRACTS[NAME].columns
    needed = [c for c, rule in contract.items() if rule.needed or c in options.columns]
    absent = [given[c] for c in needed if given[c] not in columns and c not in constants]
    absent += [c for c in options.where if c not in columns]
    rule = "there is no such column, and interactions need it"
    if absent:
        raise InputError(Problem(file, c, None, rule, nearest(c, columns)) for c in absent)


def _codes(options: TableConfig, column: str) -> list[str]:
    theirs = options.columns.get(column, column)
    return [str(code) for code in {*options.na.get(column, []), *options.na.get(theirs, [])}]


def _cell(value: ir.Value, kind: str, codes: list[str], zone: str) -> ir.Value:
    if codes:
        value = value.cast("string").isin(codes).ifelse(None, value)
    if kind == "time":
        return _to_utc(value, zone)
    if kind == "flag":
        return value if value.type().is_boolean() else value.try_cast("boolean")
    if value.type().is_floating():
        whole = value.try_cast("int64")
        value = (whole == value).ifelse(whole.cast("string"), value.cast("string"))
    text = value.cast("string").strip()
    return text.nullif("")


def _to_utc(value: ir.Value, zone: str) -> ir.Value:
    """Naive UTC: instants as they are, wall-clock times by the engagement's zone."""
    if value.type().is_timestamp() and value.type().timezone:
        return _wall_clock("UTC", value)
    if value.type().is_string():
        value = value.try_cast("timestamp")
    elif not value.type().is_timestamp():
        value = value.cast("timestamp")
    return value if zone == "UTC" else _wall_clock("UTC", _instant(zone, value))


def _wall_clock(zone: str, instant: ir.Value) -> ir.Value:
    import ibis

    timezone = ibis.udf.scalar.builtin(
        lambda zone, instant: None,
        name="timezone",
        signature=(("string", "timestamp('UTC')"), "timestamp"),
    )
    return timezone(zone, instant)


def _instant(zone: str, wall_clock: ir.Value) -> ir.Value:
    import ibis

    timezone = ibis.udf.scalar.builtin(
        lambda zone, wall_clock: None,
        name="timezone",
        signature=(("string", "timestamp"), "timestamp('UTC')"),
    )
    return timezone(zone, wall_clock)


def _chosen(log: Log, parts: Sequence[ir.Table]) -> Log:
    left_out = int((~log.table.kept).sum().execute() or 0)
    told = [note(NAME, "", EXCLUDED + "where", left_out)] if left_out else []
    return Log(log.engine, log.table.filter(log.table.kept).drop("kept"), (*log.notes, *told))


def complete(log: Log) -> Log:
    """The log without events that lack a customer, a time or a touchpoint, or lie outside time."""
    table = log.table
    early, late = table.time < EARLIEST, table.time >= LATEST
    faults = {
        ("customer", "no customer"): table.customer.isnull(),
        ("time", "no time"): table.time.isnull(),
        ("time", f"time before {EARLIEST.year} or after {LATEST.year - 1}"): early | late,
        ("touchpoint", "no touchpoint"): table.touchpoint.isnull(),
    }
    told, usable = [], None
    for (column, reason), fault in faults.items():
        fault = fault.fill_null(False)
        first = fault if usable is None else fault & usable
        count = int(table.aggregate(n=first.sum()).execute().n[0] or 0)
        usable = ~fault if usable is None else usable & ~fault
        if count:
            told.append(warn(NAME, column, EXCLUDED + reason, count, "mend it at the source"))
    kept = table.filter(usable) if told else table
    return Log(log.engine, kept, (*log.notes, *told))


def names_in(log: Log) -> dict[str, int]:
    """How often each touchpoint name occurs as written. Refuses what must be web addresses."""
    counts = log.table.group_by("touchpoint").aggregate(n=lambda t: t.count())
    found = counts.order_by("touchpoint").limit(MOST_TOUCHPOINTS + 1).execute()
    if len(found) > MOST_TOUCHPOINTS:
        raise InputError(_too_many(log.table))
    return dict(zip(found["touchpoint"], found["n"], strict=True))


def _too_many(table: ir.Table) -> Problem:
    prefix = table.touchpoint.re_extract(r"^(?:[a-z]+://)?[^/?#]*/?[^/?#]*", 0)
    counts = table.select(prefix=prefix).group_by("prefix").aggregate(n=lambda t: t.count())
    top = counts.order_by([counts.n.desc(), counts.prefix]).limit(TOP_PREFIXES).execute()
    shown = ", ".join(f"'{p[:40]}' ({n} events)" for p, n in zip(top.prefix, top.n, strict=True))
    rule = f"there are more than {MOST_TOUCHPOINTS:,} different touchpoint names"
    remedy = (
        f"group them before loading (web addresses by page type); most frequent starts: {shown}"
    )
    return Problem(NAME, "touchpoint", None, rule, remedy)


def respelled(log: Log, spelling: Mapping[str, str]) -> Log:
    """Touchpoints under their one spelling, by joining the few names that change."""
    changes = {name: shown for name, shown in spelling.items() if name != shown}
    if not changes:
        return log
    table = log.table
    names = pd.DataFrame({"written": list(changes), "shown": list(changes.values())})
    small = log.engine.create_table("spelling", names)
    joined = table.left_join(small, table.touchpoint == small.written)
    touchpoint = joined.shown.fill_null(joined.touchpoint)
    return Log(log.engine, joined.mutate(touchpoint=touchpoint)[[*table.columns]], log.notes)


def settled(log: Log, duplicates: str) -> Log:
    """The log after duplicates: kept in the engine where it is small, read in place where not."""
    table = log.table
    identical = table.drop("row")
    total = int(table.count().execute())
    repeats = total - int(identical.aggregate(n=_hash(identical).nunique()).execute().n[0])
    instants = table.select("customer", "journey_id", "time")
    ties = total - int(instants.aggregate(n=_hash(instants).nunique()).execute().n[0])
    told = list(_repeats_told(repeats, duplicates))
    if repeats and duplicates == "drop":
        table = _first_of_each(table)
        ties -= repeats
    if ties > 0:
        words = "events of one customer at the same instant as another"
        told.append(note(NAME, "time", words, ties, "they keep the order of the file"))
    if total <= KEPT_IN_MEMORY or (repeats and duplicates == "drop"):
        table = log.engine.create_table("whole_log", table.order_by("row"))
    return Log(log.engine, table, (*log.notes, *told))


def _hash(table: ir.Table) -> ir.Value:
    import ibis

    return ibis.struct({c: table[c] for c in table.columns}).hash()


def _first_of_each(table: ir.Table) -> ir.Table:
    by = [c for c in table.columns if c != "row"]
    return table.group_by(by).aggregate(row=table.row.min())[[*table.columns]]


def _repeats_told(repeats: int, duplicates: str) -> list[Note]:
    if not repeats:
        return []
    if duplicates == "keep":
        return [note(NAME, "", "exact duplicate events kept", repeats)]
    remedy = "duplicates: keep under tables.interactions if they are events of their own"
    return [warn(NAME, "", EXCLUDED + "exact duplicate event", repeats, remedy)]


def active_days(log: Log, zone: str) -> pd.DatetimeIndex:
    """The local days on which something happened."""
    days = log.table.select(day=local(log.table.time, zone).truncate("D")).distinct().execute()
    return pd.DatetimeIndex(days["day"]).sort_values()


def local(time: ir.Value, zone: str) -> ir.Value:
    """Naive UTC times on the wall clock of `zone`."""
    return time if zone == "UTC" else _wall_clock(zone, _instant("UTC", time))


def labelled(table: ir.Table, config: Config) -> ir.Table:
    """The table with its `period` labels, computed in the engine when they are asked for."""
    import ibis

    clock = local(table.time, config.timezone)
    if config.period in CLOCKS:
        return table.mutate(period=clock.strftime(CLOCKS[config.period]))
    if config.period == "quarter":
        quarter = ibis.literal("-Q") + clock.quarter().cast("string")
        return table.mutate(period=clock.strftime("%Y") + quarter)
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
        total=table.count(), late=late.sum().fill_null(0), early=early.sum().fill_null(0)
    ).execute()
    whole = table if window.end is None else table.filter(~late)
    cut = whole if window.start is None else whole.filter(whole.time >= window.start)
    total, after, before = (int(n[c][0]) for c in ("total", "late", "early"))
    told = [*log.notes, note(NAME, "", "rows used", total - after - before)]
    told += [note(NAME, "", EXCLUDED + AFTER, after)] if after else []
    told += [note(NAME, "", EXCLUDED + BEFORE, before)] if before else []
    return whole, cut, told


def ibis_false() -> ir.Value:
    import ibis

    return ibis.literal(False)


def touchpoints_of(table: ir.Table) -> list[str]:
    """The distinct touchpoints of a log, in the alphabet's order."""
    found = table.select("touchpoint").distinct().order_by("touchpoint").execute()
    return found["touchpoint"].tolist()
