"""The log of interactions in the engine, under canonical columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.clock import to_utc
from cxlib.engagement.config import Database, TableConfig
from cxlib.engagement.contracts import CONTRACTS
from cxlib.engagement.engine import connect, legible
from cxlib.engagement.problems import nearest
from cxlib.engagement.quality import OUTSIDE, Note, note
from cxlib.engagement.reading.database import asked
from cxlib.engagement.values import NO, YES
from cxlib.errors import InputError, Problem

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

NAME = "interactions"
COLUMNS = tuple(CONTRACTS[NAME].columns)
KEPT_IN_MEMORY = 5_000_000  # rows; larger logs are worked on where they lie
ENGINE_TYPES = {"text": "string", "touchpoint": "string", "flag": "boolean", "time": "timestamp"}


@dataclass(frozen=True)
class Log:
    """Interactions in the engine under canonical columns, not yet windowed."""

    engine: Backend
    table: ir.Table
    notes: tuple[Note, ...] = ()
    local: bool = True  # False in a warehouse, where nothing is ever written


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
        with legible(path.name):
            part = engine.read_parquet(str(path), file_row_number=True)
            typed = _typed(part, path.name, options, zone)
            row = (typed.file_row_number + start).cast("int64")
            parts.append(typed.mutate(row=row).drop("file_row_number"))
            start += int(part.count().execute())
    whole = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:])
    return _chosen(Log(engine, whole, (note(NAME, "", "rows in", start),)))


def from_database(source: Database, options: TableConfig, zone: str) -> Log:
    """A log in a warehouse: brought here where it is small, else worked on where it lies."""

    def taken(table: ir.Table) -> Log:
        typed = _typed(table, f"{source.url} table {source.table}", options, zone)
        total = int(typed.count().execute())
        told = (note(NAME, "", "rows in", total),)
        there = _chosen(Log(table.get_backend(), typed, told, local=False))
        return _brought(there) if total <= KEPT_IN_MEMORY else there

    return asked(source, taken)


def _brought(log: Log) -> Log:
    import pyarrow as pa

    engine, arrow = connect(), log.table.to_pyarrow()
    numbered = arrow.append_column("row", pa.array(range(arrow.num_rows), pa.int64()))
    return Log(engine, engine.create_table("typed", numbered.cast(_arrow_schema())), log.notes)


def _typed(part: ir.Table, file: str, options: TableConfig, zone: str) -> ir.Table:
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
        tested = part[column].cast("int8") if part[column].type().is_boolean() else part[column]
        written = [text for value in allowed for text in _spellings(value)]
        kept = kept & tested.cast("string").isin(written).fill_null(False)
    return part.mutate(**cells, kept=kept)[[*cells, "kept", *_numbered(part)]]


def _numbered(part: ir.Table) -> list[str]:
    return ["file_row_number"] if "file_row_number" in part.columns else []


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
    if value.type().is_floating():
        whole = value.try_cast("int64")
        value = (whole == value).ifelse(whole.cast("string"), value.cast("string"))
    return value.cast("string").nullif("")


def _chosen(log: Log) -> Log:
    left_out = int((~log.table.kept).sum().execute() or 0)
    told = [note(NAME, "", OUTSIDE + "where", left_out)] if left_out else []
    chosen = log.table.filter(log.table.kept).drop("kept")
    return replace(log, table=chosen, notes=(*log.notes, *told))
