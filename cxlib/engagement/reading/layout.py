"""Rows of cells into a table: skipped rows, several header rows, a row of question wordings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import numpy as np
import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.quality import Note, note
from cxlib.engagement.contracts.raw import FIRST_DATA_ROW, Raw, told_apart
from cxlib.engagement.contracts.values import NUMBER
from cxlib.errors import InputError, Problem

JOIN = " / "  # between the cells of a header that spans several rows
NO_HEADINGS = "write a row of headings above the values, in the file"
LOOKED_AT = 20  # rows in which headings are looked for
MOST_NAMED = 5


def headers(rows: Sequence[Sequence[object]], read: Read) -> tuple[list[str], dict[str, str]]:
    """Column names and question wordings out of a table's first rows.

    `header_rows` counts every row before the data, the row of labels included. `label_row` (1 = the
    first of them) holds the wording; the names come from the remaining header rows, of which the
    first is used for exports (three rows with a label row) and all are joined where a heading
    spans several columns.

    >>> headers([["Q1", "Q2"], ["Fast?", "Kind?"]], Read(header_rows=2, label_row=2))
    (['Q1', 'Q2'], {'Q1': 'Fast?', 'Q2': 'Kind?'})
    """
    top = [[_cell(c) for c in row] for row in rows[: read.header_rows]]
    width = max((len(row) for row in top), default=0)
    top = [[*row, *[""] * (width - len(row))] for row in top]
    if read.label_row is None:
        return _joined(top), {}
    wording = top[read.label_row - 1] if read.label_row <= len(top) else [""] * width
    names = top[1 if read.label_row == 1 and len(top) > 1 else 0]
    return names, {n: w for n, w in zip(names, wording, strict=True) if n and w}


def _joined(top: list[list[str]]) -> list[str]:
    """Headings over several rows; a merged heading stands for the cells to its right."""
    spread = [_to_the_right(row) for row in top[:-1]] + top[-1:]
    return [
        JOIN.join(dict.fromkeys(part for part in parts if part))
        for parts in zip_longest(*spread, fillvalue="")
    ]


def _to_the_right(row: list[str]) -> list[str]:
    filled, last = [], ""
    for cell in row:
        last = cell or last
        filled.append(last)
    return filled


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def as_raw(
    file: str,
    frame: pd.DataFrame,
    read: Read,
    rows: np.ndarray | None = None,
    questions: dict[str, str] | None = None,
    notes: Sequence[Note] = (),
    typed: frozenset[str] = frozenset(),
    dates: str | None = None,
) -> Raw:
    """The table, named, with its places: which row of the client's sheet each position is."""
    last = read.skip_rows + read.header_rows
    rows = np.arange(len(frame)) + max(last + 1, FIRST_DATA_ROW) if rows is None else rows
    return Raw(
        frame,
        (file,),
        np.zeros(len(frame), dtype=np.int64),
        rows,
        read.decimal,
        read.thousands,
        dates or read.dates,
        questions or {},
        tuple(notes),
        typed,
    )


def places(
    file: str, names: Sequence[str], filled: Sequence[bool], top: Sequence[Sequence], read: Read
) -> list[int]:
    """Which columns make the table: those with a heading.

    A column without one is left out where it is empty or the first and numbers the rows, and
    refused where it holds anything else (its place is `filled`); headings that cannot be told apart
    are refused. `top` are the first rows.
    """
    used = [i for i, holds in enumerate(filled) if holds or names[i]]
    if used[:1] == [0] and not names[0] and numbers_rows([row[0] for row in top]):
        used = used[1:]
    nameless = [i + 1 for i in used if not names[i]]
    last, n = read.skip_rows + read.header_rows, len(used)
    if not nameless:
        told_apart(file, names, last)
        return used
    above = _titles([[row[i] for i in used] for row in top[:LOOKED_AT]])
    if above is not None and len(nameless) > n / 2:
        skip = last + above
        rule = f"no row of headings found: row {last} names {n - len(nameless)} of {n} columns"
        remedy = f"declare read: {{skip_rows: {skip}}}, if row {skip + 1} holds the headings"
    else:
        listed = ", ".join(map(str, nameless[:MOST_NAMED]))
        rule = f"column {listed} holds cells and has no heading"
        remedy = (
            "give it a heading in the file; where the headings stand elsewhere, declare read: "
            "{header_rows: 2} or read: {skip_rows: 1}"
        )
    raise InputError(Problem(file, None, last, rule, remedy))


def left_out(kept: Sequence[int], filled: Sequence[bool]) -> Iterator[Note]:
    """That a column without a heading, which numbers the rows, is not read."""
    if filled and filled[0] and 0 not in kept:
        yield note("", "", "a first column without a heading numbers the rows, and is not read")


def numbers_rows(cells: Sequence[object]) -> bool:
    """Whether cells count the rows, from 0 or from 1: what a program writes before the columns.

    >>> numbers_rows(["0", "1", "2"]), numbers_rows(["7", "8", "9"]), numbers_rows([1, 2, 4])
    (True, False, False)
    """
    told = [f"{c:g}" if isinstance(c, (int, float)) else str(c).strip() for c in cells]
    return len(told) > 1 and any(
        told == [str(k) for k in range(start, start + len(told))] for start in (0, 1)
    )


def _titles(top: Sequence[Sequence[object]]) -> int | None:
    """How many of the first rows are titles above the headings, which fill every column with words.

    >>> _titles([["Report", None], ["id", "score"], ["7", "9"]])
    1
    """
    for above, cells in enumerate(top):
        if all(isinstance(cell, str) and not NUMBER.match(cell.strip()) for cell in cells):
            return above
    return None
