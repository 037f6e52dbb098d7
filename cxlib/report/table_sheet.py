"""A sheet of the workbook for one result table: its heads, its words, its numbers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language import Voice, missing
from cxlib.release.view import View
from cxlib.report import escaping, number_formats
from cxlib.report.cell_words import head, worded
from cxlib.results import Kind, Table
from cxlib.results.kinds import FIGURES, TERM, WORDS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

WIDEST, NARROWEST = 60, 9  # characters
LONGEST_TAB = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")  # in the name of a sheet
BASE = "base_note"
NOTE = "note"  # what a note says, worded when the view is made
# ids and codes that a sentence of the same row words: they stay in the files
CODES = {"findings": ("finding_id", "kind", "subject", "direction"), "notes": ("code", "subject")}


@dataclass(frozen=True)
class Book:
    """A workbook in the making: who words it, and its looks."""

    file: Workbook
    shown: View
    looks: dict[str, object] = field(default_factory=dict)

    @property
    def voice(self) -> Voice:
        return self.shown.voice

    def look(self, number_format: str | None) -> object | None:
        """The look of a number, made once."""
        if number_format is None:
            return None
        if number_format not in self.looks:
            self.looks[number_format] = self.file.add_format({"num_format": number_format})
        return self.looks[number_format]

    def tab(self, name: str) -> Worksheet:
        """A sheet with a name in the engagement's language."""
        told = FORBIDDEN.sub(" ", self.voice.say(f"workbook|{name}"))[:LONGEST_TAB].strip()
        return self.file.add_worksheet(told)


def table_sheet(sheet: Worksheet, table: Table, frame: pd.DataFrame, book: Book) -> None:
    """A result table: heads and words in the engagement's language, numbers in native formats."""
    marked = bool((frame[BASE] != "").any())
    data = fields_of(table)
    fields = [*data, *(c for c in (NOTE,) if c in frame), *([BASE] if marked else [])]
    units = frame.get(number_formats.UNIT, pd.Series(pd.NA, index=frame.index, dtype="string"))
    for column, name in enumerate(fields):
        kind = table.columns.get(name, WORDS if name == NOTE else TERM)  # as is the base's note
        title = head(book.voice, table.name, name)
        values = worded(book.shown, table.name, frame, name, kind)
        sheet.write_string(0, column, title, book.looks["head"])
        look = book.look(number_formats.of_column(kind, values, book.voice))
        sheet.set_column(column, column, _width(title, values, kind), look)
        own = number_formats.by_unit(name, kind, units, values, book.voice)
        looks = units.map(
            {unit: book.look(shown) for unit, shown in own.items()}, na_action="ignore"
        )
        rows = np.flatnonzero(values.notna())
        told = zip(rows.tolist(), *(s.iloc[rows].tolist() for s in (values, looks)), strict=True)
        for row, value, mine in told:
            _cell(sheet, row + 1, column, value, None if missing(mine) else mine)
    sheet.freeze_panes(1, 1)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(fields) - 1)


def fields_of(table: Table) -> list[str]:
    """The columns of a table that a person is shown."""
    codes = CODES.get(table.name, ())
    return [name for name, kind in table.columns.items()
            if kind is not FIGURES and name not in codes]  # fmt: skip


def _width(told: str, values: pd.Series, kind: Kind) -> int:
    if kind.dtype != "text":
        return max(NARROWEST, min(len(told), 2 * NARROWEST) + 3)
    longest = values.dropna().astype(str).str.len().quantile(0.9) if values.notna().any() else 0
    return int(min(WIDEST, max(NARROWEST, min(len(told), 2 * NARROWEST) + 3, longest + 2)))


def _cell(
    sheet: Worksheet, row: int, column: int, value: object, look: object | None = None
) -> None:
    """Text as text, numbers as numbers; infinite stays empty."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        if math.isfinite(value):
            sheet.write_number(row, column, value, look)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_string(row, column, escaping.cell(value))
