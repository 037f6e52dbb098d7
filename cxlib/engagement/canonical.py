"""From a table as read to the contract's columns: renamed, filtered, N/A and labels applied, typed.

Nothing here is guessed: every change follows `engagement.yml` or the contract, and is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from cxlib.engagement import values
from cxlib.engagement.config import TableConfig
from cxlib.engagement.contracts import CONTRACTS, Column
from cxlib.engagement.names import key
from cxlib.engagement.periods import parse
from cxlib.engagement.problems import missing_column, nearest, refused_cells
from cxlib.engagement.quality import MENDED, OUTSIDE, Note, note, warn
from cxlib.engagement.raw import Raw
from cxlib.engagement.times import parse_times, strays
from cxlib.errors import Problem

EVERY_COLUMN = "*"
STRAY = "lies further from all other times than those lie apart"
IDS = frozenset({"customer", "account", "journey_id"})  # N/A codes "for all" are not meant for ids
REMEDIES = {
    "number": "correct the cell, or declare it under na or labels of this table",
    "flag": "write yes or no, or declare the words under labels of this table",
    "time": "correct the cell, or declare read: {dates: day-first | month-first | a format}",
    "date": "correct the cell, or declare read: {dates: day-first | month-first | a format}",
    "period": "write the period as the engagement's period kind does",
}


@dataclass(frozen=True)
class Prepared:
    """A table on its way: the frame (index = position in `raw`), what was noted, what is wrong."""

    name: str
    raw: Raw
    options: TableConfig
    frame: pd.DataFrame
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    canonical: tuple[str, ...] = field(default=())

    def having(
        self,
        frame: pd.DataFrame | None = None,
        notes: Iterable[Note] = (),
        problems: Iterable[Problem] = (),
    ) -> Prepared:
        """The same with another frame and more notes and problems."""
        return replace(
            self,
            frame=self.frame if frame is None else frame,
            notes=(*self.notes, *notes),
            problems=(*self.problems, *problems),
        )

    def without(
        self, rows: pd.Series, reason: str, *, column: str = "", remedy: str = ""
    ) -> Prepared:
        """The same without some rows, counted; the reason says whether for a fault or not."""
        if not rows.any():
            return self
        told = note(self.name, column, reason, int(rows.sum()), remedy)
        return self.having(self.frame[~rows], [told])

    def client_name(self, column: str) -> str:
        """The column under the client's own name, for messages."""
        return self.options.columns.get(column, column)


def canonical(name: str, raw: Raw, options: TableConfig, period: str, zone: str) -> Prepared:
    """The table with its contract's columns typed; what else the file holds stays as read."""
    start = Prepared(name, raw, options, raw.frame, _reading_notes(name, raw))
    chosen = _without_blank(_where(_renamed(_declared_columns(start))))
    return _typed(_filled(chosen), period, zone)


def _reading_notes(name: str, raw: Raw) -> tuple[Note, ...]:
    told = [note(name, "", "rows in", len(raw.frame))]
    told += [
        warn(name, column, "column named twice in the file", 1, "name it apart in the file")
        for column in raw.repeated
    ]
    return tuple(told)


def _declared_columns(table: Prepared) -> Prepared:
    """What `na` and `labels` name must be there: a misspelt column would be passed over."""
    known = {*table.frame.columns, *table.options.columns, *CONTRACTS[table.name].columns}
    problems = [
        missing_column(table.raw, column, f"tables.{table.name}.{option}")
        for option in ("na", "labels")
        for column in getattr(table.options, option)
        if column not in known | {EVERY_COLUMN}
    ]
    return table.having(problems=problems)


def _renamed(table: Prepared) -> Prepared:
    """Client's names to canonical ones; a canonical name that stands for itself is taken too."""
    frame, given = table.frame, _sources(table)
    absent = {ours: theirs for ours, theirs in given.items() if theirs not in frame.columns}
    problems = [
        missing_column(table.raw, theirs, f"tables.{table.name}.columns.{ours}")
        for ours, theirs in absent.items()
    ]
    given = {ours: theirs for ours, theirs in given.items() if ours not in absent}
    options = table.options
    wanted = {*options.where, *options.segments, *options.comment}
    gone = [c for c in frame.columns if c in {*given, *given.values()} - wanted]
    named = {ours: frame[theirs] for ours, theirs in given.items()}
    return table.having(frame.drop(columns=gone).assign(**named), problems=problems)


def _sources(table: Prepared) -> dict[str, str]:
    """For each canonical column, the client's column it is taken from."""
    declared = dict(table.options.columns)
    own = {key(column).replace(" ", "_"): column for column in reversed(list(table.frame.columns))}
    spoken_for = set(declared.values())
    for column in CONTRACTS[table.name].columns:
        if column not in declared and own.get(column) not in {None, *spoken_for}:
            declared[column] = own[column]
    return declared


def _where(table: Prepared) -> Prepared:
    """Only the rows that `where` asks for."""
    for column, allowed in table.options.where.items():
        if column not in table.frame.columns:
            missing = missing_column(table.raw, column, f"tables.{table.name}.where")
            table = table.having(problems=[missing])
            continue
        outside = ~values.matching(table.frame[column], allowed)
        table = table.without(outside, f"{OUTSIDE}where", column=column)
    return table


def _without_blank(table: Prepared) -> Prepared:
    blank = pd.Series(True, index=table.frame.index)
    for column in table.frame.columns:
        if not blank.any():
            return table
        cells = table.frame[column]
        blank &= cells.isna() | (cells.astype("str").str.strip() == "").fillna(True)
    return table.without(blank, OUTSIDE + "blank row")


def _filled(table: Prepared) -> Prepared:
    """Constants for what the file lacks."""
    known = CONTRACTS[table.name].columns
    constants = dict(table.options.set)
    problems = [
        Problem(
            "engagement.yml",
            f"tables.{table.name}.set.{column}",
            None,
            "is no column of this table",
            nearest(column, known),
        )
        for column in constants
        if column not in known and column not in table.frame.columns
    ]
    return table.having(table.frame.assign(**constants), problems=problems)


def _typed(table: Prepared, period: str, zone: str) -> Prepared:
    contract = CONTRACTS[table.name]
    for column, rule in contract.columns.items():
        if column in table.frame.columns:
            table = typed_column(table, column, rule, period, zone)
        elif rule.needed and table.client_name(column) == column:
            wanted = f"the table needs a column '{column}' ({rule.words})"
            seen = ", ".join(f"'{c}'" for c in list(table.raw.frame.columns)[:12])
            remedy = f"name yours under tables.{table.name}.columns.{column} (the file has {seen})"
            table = table.having(problems=[Problem(table.raw.file, column, None, wanted, remedy)])
    return _completed(table)


def _completed(table: Prepared) -> Prepared:
    """Optional columns that the client has not, as missing; defaults where they are declared."""
    frame = table.frame
    added = {
        column: pd.Series(index=frame.index, dtype=rule.dtype)
        for column, rule in CONTRACTS[table.name].columns.items()
        if column not in frame.columns
    }
    frame = frame.assign(**added)
    defaults = {
        column: frame[column].fillna(rule.default)
        for column, rule in CONTRACTS[table.name].columns.items()
        if rule.default is not None
    }
    return replace(
        table.having(frame.assign(**defaults)), canonical=tuple(CONTRACTS[table.name].columns)
    )


def na_codes(table: Prepared, column: str) -> list:
    """What `na` declares for a column, under either of its names, or for all."""
    declared = table.options.na
    theirs = table.client_name(column)
    own = [*declared.get(column, []), *(declared.get(theirs, []) if theirs != column else [])]
    return own if column in IDS else [*own, *declared.get(EVERY_COLUMN, [])]


def without_na(table: Prepared, column: str) -> tuple[pd.Series, list[Note]]:
    """A column's cells with its N/A codes missing, and how many there were."""
    cells = table.frame[column]
    missing = values.matching(cells, na_codes(table, column))
    if not missing.any():
        return cells, []
    told = note(table.name, column, MENDED + "N/A codes read as missing", int(missing.sum()))
    return cells.mask(missing), [told]


def labelled(table: Prepared, column: str, cells: pd.Series) -> pd.Series:
    """Text scales as their numbers, where `labels` declares them."""
    declared = table.options.labels
    labels = declared.get(column) or declared.get(table.client_name(column))
    if not labels or values.is_number(cells):
        return cells
    by_code = {values.code(text): number for text, number in labels.items()}
    known = {
        v: by_code[values.code(v)] for v in values.distinct(cells) if values.code(v) in by_code
    }
    numbers = cells.map(known)
    return cells.astype(object).where(numbers.isna(), numbers)


def typed_column(table: Prepared, column: str, rule: Column, period: str, zone: str) -> Prepared:
    """One column by its contract's kind; refused cells become problems."""
    cells, notes = without_na(table, column)
    cells = labelled(table, column, cells)
    if rule.kind in ("time", "date"):
        typed, refused, more = _as_time(table, column, cells, zone, rule.kind == "date")
        notes += more
    else:
        typed, refused = _as_kind(table, cells, rule, period)
    if rule.choices:
        typed = _folded(typed, rule.choices)
    remedy = REMEDIES.get(rule.kind, "correct the cell")
    problems = refused_cells(
        table.raw, cells.rename(column), refused, table.client_name(column), remedy
    )
    return table.having(table.frame.assign(**{column: typed}), notes, problems)


def _as_kind(
    table: Prepared, cells: pd.Series, rule: Column, period: str
) -> tuple[pd.Series, dict]:
    if rule.kind == "number":
        return as_number(table, cells)
    if rule.kind == "flag":
        return values.translate(values.as_text(cells), values.parse_flag, "boolean")
    text = values.as_text(cells)
    if rule.kind == "period":
        if pd.api.types.is_datetime64_any_dtype(cells.dtype):
            text = cells.dt.strftime("%Y-%m-%d")
        return values.translate(text, lambda t: parse(t, period), "str")
    return text, {}


def as_number(table: Prepared, cells: pd.Series) -> tuple[pd.Series, dict[str, str]]:
    """Cells as numbers; those typed as numbers already stay what they are."""
    if values.is_number(cells) or pd.api.types.is_bool_dtype(cells.dtype):
        numbers = cells.astype("float64")
        return numbers.mask(np.isinf(numbers)), {}
    text = values.as_text(cells)
    raw = table.raw
    return values.translate(
        text, lambda t: values.parse_number(t, raw.decimal, raw.thousands), "float64"
    )


def _as_time(
    table: Prepared, column: str, cells: pd.Series, zone: str, calendar: bool
) -> tuple[pd.Series, dict, list[Note]]:
    if not values.is_number(cells) and not pd.api.types.is_datetime64_any_dtype(cells.dtype):
        cells = cells.map(lambda c: c.strip() or np.nan if isinstance(c, str) else c)
    read = parse_times(cells, table.raw.dates, zone, calendar)
    refused = dict(read.broken)
    if not calendar:
        far = strays(read.values)
        refused |= dict.fromkeys(cells[far], STRAY)
    if table.name == "interactions":  # in a log such events are left out and counted
        refused = {cell: rule for cell, rule in refused.items() if not rule.startswith("lies")}
    return read.values, refused, _time_notes(table.name, column, read, zone)


def _time_notes(name: str, column: str, read, zone: str) -> list[Note]:
    told = []
    if read.aware and read.local:
        words = f"{MENDED}times without a zone, read as {zone}, among times with one"
        told.append(note(name, column, words, read.local))
    if read.clock_changes:
        words = MENDED + "local times that occur twice or never when clocks change"
        told.append(note(name, column, words, read.clock_changes, "read as standard time"))
    return told


def _folded(cells: pd.Series, choices: tuple[str, ...]) -> pd.Series:
    by_fold = {choice.casefold(): choice for choice in choices}
    known = {v: by_fold.get(v.casefold(), v) for v in values.distinct(cells)}
    return cells.map(known).astype("str")
