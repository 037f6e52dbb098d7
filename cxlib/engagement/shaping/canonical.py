"""From a table as read to the contract's columns: renamed, filtered, N/A and labels applied, typed.

Nothing here is guessed: every change follows `engagement.yml` or the contract, and is counted.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.engagement.config import DATA_TABLES, TableConfig
from cxlib.engagement.contracts.columns import Column
from cxlib.engagement.contracts.names import is_total, key
from cxlib.engagement.contracts.problems import missing_column, nearest
from cxlib.engagement.contracts.quality import OUTSIDE, Note, note, warn
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.shaping.cells import typed_column
from cxlib.engagement.shaping.prepared import EVERY_COLUMN, IDS, Prepared
from cxlib.errors import Problem

A_TOTAL = "is a row of totals, which would be counted as one more"
ANOTHER_TABLE = "begins another table, below a blank row"
OTHER_ROWS = (A_TOTAL, ANOTHER_TABLE)


def canonical(name: str, raw: Raw, options: TableConfig, period: str, zone: str) -> Prepared:
    """The table with its contract's columns typed; what else the file holds stays as read."""
    start = Prepared(name, raw, options, raw.frame, _reading_notes(name, raw))
    chosen = _no_totals(_without_blank(_where(_renamed(_declared_columns(start)))))
    if name in DATA_TABLES and any(problem.rule in OTHER_ROWS for problem in chosen.problems):
        return chosen  # its rows are not of one kind: what they hold says nothing more
    return _typed(_filled(chosen), period, zone)


def _reading_notes(name: str, raw: Raw) -> tuple[Note, ...]:
    came = [note(name, "", "rows in", len(raw.frame))]
    if raw.frame.empty and name in DATA_TABLES:
        came.append(warn(name, "", "a heading and no rows", 0, "fill it, or leave the table out"))
    return (*came, *(found | {"table": name} for found in raw.notes))


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
    wanted = {*options.where, *options.segments, *options.texts}
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
    """Only the rows that `where` asks for, the table's or their own source's."""
    if table.raw.left_out is not None:
        outside = pd.Series(table.raw.left_out[table.frame.index.to_numpy()], table.frame.index)
        return table.without(outside, f"{OUTSIDE}where")
    for column, rows in table.options.where.items():
        if column not in table.frame.columns:
            missing = missing_column(table.raw, column, f"tables.{table.name}.where")
            table = table.having(problems=[missing])
            continue
        table = table.without(~rows.kept(table.frame[column]), f"{OUTSIDE}where", column=column)
    return table


def _without_blank(table: Prepared) -> Prepared:
    blank = pd.Series(True, index=table.frame.index)
    for column in table.frame.columns:
        if not blank.any():
            return table
        cells = table.frame[column]
        blank &= cells.isna() | (cells.astype("str").str.strip() == "").fillna(True)
    return _one_table(table, blank).without(blank, OUTSIDE + "blank row")


def _one_table(table: Prepared, blank: pd.Series) -> Prepared:
    """Another table below a blank row: it fills fewer columns, and begins with words alone."""
    gap = blank.index[blank]
    below = table.frame.loc[gap[-1] + 1 :] if len(gap) else table.frame.head(0)
    if below.empty or len(below) > len(table.frame) / 2:
        return table
    filled = table.frame.notna().sum(axis=1)
    first = [str(cell).strip() for cell in below.iloc[0].dropna()]
    words = len(first) > 1 and not any(char.isdigit() for cell in first for char in cell)
    if not words or filled[below.index].max() > filled[: gap[0]].median() / 2:
        return table
    file, row = table.raw.place(int(below.index[0]))
    rule = ANOTHER_TABLE
    remedy = "give it a sheet or a file of its own"
    return table.having(problems=[Problem(file, None, row, rule, remedy)])


def _no_totals(table: Prepared) -> Prepared:
    """A file's last row of sums is refused: it would be counted as one more customer or answer.

    A word that other rows hold too is a group's name: the stage of suspicion looks at it.
    """
    if table.name not in DATA_TABLES or table.frame.empty:
        return table
    files = table.raw.file_of[table.frame.index.to_numpy()]
    ends = table.frame.index[np.flatnonzero(np.diff(files, append=-1))]
    problems = []
    for end in ends:
        column = _summed(table, end)
        if column is not None:
            file, row = table.raw.place(int(end))
            above = table.frame.index[table.frame.index <= end][::-1]
            n = next((n for n, at in enumerate(above) if _summed(table, at) is None), len(above))
            remedy = f"declare read: {{footer_rows: {n}}} for that file, or delete it there"
            problems.append(Problem(file, table.client_name(column), row, A_TOTAL, remedy))
    return table.having(problems=problems)


def _summed(table: Prepared, at: int) -> str | None:
    """The column in which a row says that it is a sum of the others; None where none does."""
    row = table.frame.loc[at]
    said = (c for c, cell in row.items() if isinstance(cell, str) and is_total(cell))
    alone = (c for c in said if table.frame[c].eq(row[c]).sum() == 1)
    return next(alone, None) if row.isna().any() else None


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
            table = _nobodys(typed_column(table, column, rule, period, zone), column, rule)
        elif rule.needed and table.client_name(column) == column:
            wanted = f"the table needs a column '{column}' ({rule.words})"
            seen = ", ".join(f"'{c}'" for c in list(table.raw.frame.columns)[:12])
            remedy = f"name yours under tables.{table.name}.columns.{column} (the file has {seen})"
            table = table.having(problems=[Problem(table.raw.file, column, None, wanted, remedy)])
    return _completed(table)


def _nobodys(table: Prepared, column: str, rule: Column) -> Prepared:
    """Rows that lack an id where others have one: counted, and used all the same."""
    missing = table.frame[column].isna()
    if column not in IDS or rule.needed or missing.all() or not missing.any():
        return table
    words = f"no {column}: used all the same, and joined with nobody"
    rows = table.frame.index[missing]
    example = f"row {table.raw.place(int(rows[0]))[1]}"
    told = note(table.name, column, words, len(rows), example=example)
    return table.having(notes=[told])


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
