"""The log of interactions in the engine, under canonical columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.config import Database, Rows, TableConfig
from cxlib.engagement.contracts.once import Once
from cxlib.engagement.contracts.problems import nearest
from cxlib.engagement.contracts.quality import OUTSIDE, Note, note, zones_told
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.contracts.values import NO, YES
from cxlib.engagement.log.engine import connect, legible
from cxlib.engagement.period.clock import has_offset, to_utc
from cxlib.engagement.reading.database import asked
from cxlib.engagement.reading.parquet import check_log
from cxlib.engagement.shaping.sources import Source
from cxlib.errors import InputError, Problem

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

NAME = "interactions"
COLUMNS = tuple(CONTRACTS[NAME].columns)
KEPT_IN_MEMORY = 5_000_000  # rows; larger logs are worked on where they lie
NO_TRY_CAST = ("postgres",)  # engines in which one unreadable text fails the whole query
EXACT_BELOW = 1 << 53  # whole numbers up to here are exact in a float
ENGINE_TYPES = {"text": "string", "touchpoint": "string", "flag": "boolean", "time": "timestamp"}


@dataclass(frozen=True)
class Log(Once):
    """Interactions in the engine under canonical columns, not yet windowed."""

    engine: Backend
    table: ir.Table
    notes: tuple[Note, ...] = ()
    local: bool = True  # False in a warehouse, where nothing is ever written
    file: str = NAME  # what it is called in messages
    files: tuple[Source, ...] = ()
    unused: tuple[str, ...] = ()  # columns of the files that nothing is made of


def from_prepared(frame: pd.DataFrame, notes: tuple[Note, ...] = (), file: str = NAME) -> Log:
    """A log whose cells were typed on reading (CSV, Excel, frames)."""
    import pyarrow as pa

    engine = connect()
    numbered = frame[list(COLUMNS)].assign(row=range(len(frame)))
    arrow = pa.Table.from_pandas(numbered, preserve_index=False).cast(_arrow_schema())
    return Log(engine, engine.create_table("typed", arrow), notes, file=file)


def _arrow_schema():
    import pyarrow as pa

    kinds = {"string": pa.string(), "boolean": pa.bool_(), "timestamp": pa.timestamp("us")}
    columns = CONTRACTS[NAME].columns
    fields = [(name, kinds[ENGINE_TYPES[rule.kind]]) for name, rule in columns.items()]
    return pa.schema([*fields, ("row", pa.int64())])


def from_parquet(paths: Sequence[Path], options: TableConfig, zone: str) -> Log:
    """A log read by the engine where it lies; several files keep their order."""
    engine = connect(paths)
    parts, notes, start, files, left = [], [], 0, [], []
    for path in paths:
        check_log(path)
        with legible(path.name):
            part = engine.read_parquet(str(path), file_row_number=True)
            wanted, told = _wanted(part, path.name, options)
            row = (wanted.file_row_number + start).cast("int64")
            parts.append(_typed(wanted.mutate(row=row), options, zone))
            notes += [*told, *_zones_told(wanted, options, zone)]
            n = int(part.count().execute())
            start += n
            files.append(Source(NAME, path.name, n, None))
            left += _unused(part, options)
    whole = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:])
    log = Log(engine, whole, tuple(notes), file=", ".join(path.name for path in paths))
    return replace(log, files=tuple(files), unused=tuple(dict.fromkeys(left)))


def from_database(source: Database, options: TableConfig, zone: str) -> Log:
    """A log in a warehouse: brought here where it is small, else worked on where it lies.

    Its rows have no order, so they get no `row`, wherever they are worked on.
    """

    def taken(table: ir.Table) -> Log:
        name = f"{source.url} table {source.table}"
        wanted, told = _wanted(table, name, options)
        local = int(wanted.count().execute()) <= KEPT_IN_MEMORY
        if local:
            wanted = _brought(wanted, options)
        else:
            _refuse_text(wanted, name, options)
        notes = (*told, *_zones_told(wanted, options, zone))
        log = Log(wanted.get_backend(), _typed(wanted, options, zone), notes, local, name)
        came = sum(int(n["n"]) for n in told if n["check"] == "rows in")
        return replace(
            log, files=(Source(NAME, name, came, None),), unused=tuple(_unused(table, options))
        )

    return asked(source, taken)


def _brought(wanted: ir.Table, options: TableConfig) -> ir.Table:
    """The columns that interactions are made of, in an engine of our own; odd types as text."""
    given = [options.columns.get(c, c) for c in COLUMNS if c not in options.set]
    cells = {c: wanted[c] for c in dict.fromkeys(given) if c in wanted.columns}
    kinds = {c: value.type() for c, value in cells.items()}
    usual = {c for c, k in kinds.items() if k.is_numeric() or k.is_temporal() or k.is_boolean()}
    cells = {c: value if c in usual else value.cast("string") for c, value in cells.items()}
    return connect().create_table("brought", wanted.select(**cells).to_pyarrow())


def _refuse_text(wanted: ir.Table, file: str, options: TableConfig) -> None:
    """Times as text need an engine that can say "unreadable" instead of failing."""
    column, engine = options.columns.get("time", "time"), wanted.get_backend()
    if column not in wanted.columns or not wanted[column].type().is_string():
        return
    if engine.name in NO_TRY_CAST:
        rule = f"holds times as text, which {engine.name} cannot read where they lie"
        remedy = "name a view in which the column is a timestamp"
        raise InputError(Problem(file, column, None, rule, remedy))


def _wanted(part: ir.Table, file: str, options: TableConfig) -> tuple[ir.Table, list[Note]]:
    """The rows that `where` asks for, with every column that is needed, and how many came in."""
    part = part.rename({_plain(c): c for c in part.columns if _plain(c) != c})
    given = {c: options.columns.get(c, c) for c in COLUMNS}
    _demand(part.columns, given, options, options.set, file)
    total = int(part.count().execute())
    told = [note(NAME, "", "rows in", total)]
    for column, rows in options.where.items():
        part = part.filter(_kept(part[column], rows))
    left_out = total - int(part.count().execute()) if options.where else 0
    return part, told + ([note(NAME, "", OUTSIDE + "where", left_out)] if left_out else [])


def _kept(cells: ir.Value, rows: Rows) -> ir.BooleanValue:
    """Which rows a column of `where` keeps, in the engine's terms."""
    text = (cells.cast("int8") if cells.type().is_boolean() else cells).cast("string")
    only, but = (
        text.isin([one for value in values for one in _spellings(value)]).fill_null(False)
        for values in (rows.only or [], rows.but)
    )
    return ~but if rows.only is None else only & ~but


def _unused(part: ir.Table, options: TableConfig) -> list[str]:
    """Columns that nothing is made of."""
    used = {options.columns.get(c, c) for c in COLUMNS} | {*options.where, "file_row_number"}
    return [c for c in part.columns if _plain(c) not in used]


def _zones_told(part: ir.Table, options: TableConfig, zone: str) -> list[Note]:
    """How many times name their own offset from UTC, and how many among them do not."""
    column = options.columns.get("time", "time")
    if column not in part.columns or "time" in options.set:
        return []
    time = part[column]
    n = part.aggregate(own=time.count(where=has_offset(time)), known=time.count()).execute()
    own, known = int(n.own[0]), int(n.known[0])
    return zones_told(NAME, "time", own, known - own, zone)


def _typed(part: ir.Table, options: TableConfig, zone: str) -> ir.Table:
    """Canonical columns of one file, and the `row` where it has one."""
    import ibis

    given = {c: options.columns.get(c, c) for c in COLUMNS}
    constants = {k: ibis.literal(v) for k, v in options.set.items()}
    cells = {}
    for column, rule in CONTRACTS[NAME].columns.items():
        if column in constants:
            cells[column] = constants[column].cast(ENGINE_TYPES[rule.kind])
        elif given[column] in part.columns:
            cells[column] = _cell(part[given[column]], rule.kind, _codes(options, column), zone)
        else:
            cells[column] = ibis.null(ENGINE_TYPES[rule.kind])
    numbered = ["row"] if "file_row_number" in part.columns else []
    return part.select(**cells, **{c: part[c] for c in numbered})


def _spellings(value: object) -> list[str]:
    """A code as engines write it: 1 also as 1.0, a flag also as a number."""
    if isinstance(value, bool):
        return [str(value).lower(), str(value), str(int(value))]
    if isinstance(value, (int, float)) and float(value).is_integer():
        return [f"{int(value)}", f"{int(value)}.0"]
    return [str(value)]


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
    codes = [*options.na.get(column, []), *options.na.get(theirs, [])]
    return [text for code in codes for text in _spellings(code)]


def _cell(value: ir.Value, kind: str, codes: list[str], zone: str) -> ir.Value:
    import ibis

    if codes:
        value = value.cast("string").isin(codes).ifelse(None, value)
    if kind == "time":
        return to_utc(value, zone)
    if kind == "flag":
        text = value.cast("string").lower()
        known = ibis.cases((text.isin(sorted(YES)), True), (text.isin(sorted(NO)), False))
        return value if value.type().is_boolean() else known
    if value.type().is_floating() or value.type().is_decimal():
        whole = (value == value.floor()) & (value.abs() < EXACT_BELOW)
        value = whole.ifelse(value.cast("int64").cast("string"), value.cast("string"))
    return value.cast("string").nullif("")
