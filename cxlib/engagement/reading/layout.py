"""Rows of cells into a table: skipped rows, several header rows, a row of question wordings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.raw import FIRST_DATA_ROW, Raw, unique_names

JOIN = " / "  # between the cells of a header that spans several rows


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
    unique, _ = unique_names(names)
    return names, {n: w for n, w in zip(unique, wording, strict=True) if w}


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
    file: str, frame: pd.DataFrame, read: Read, rows: np.ndarray | None, questions: dict[str, str]
) -> Raw:
    """The table with its places: which row of the client's sheet each position is."""
    names, repeated = unique_names([str(c) for c in frame.columns])
    first = read.skip_rows + read.header_rows + 1
    rows = np.arange(len(frame)) + max(first, FIRST_DATA_ROW) if rows is None else rows
    return Raw(
        frame.set_axis(names, axis=1),
        (file,),
        np.zeros(len(frame), dtype=np.int64),
        rows,
        read.decimal,
        read.thousands,
        read.dates,
        questions,
        repeated,
    )
