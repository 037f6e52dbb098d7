"""results.xlsx: every result table for a person, a sheet each, small groups hidden."""

from __future__ import annotations

import math
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.release.suppression import HIDDEN, LOW
from cxlib.release.view import View
from cxlib.report import escaping
from cxlib.report.methods import small_groups
from cxlib.results import REGISTRY, Kind, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# nothing in a cell is ever taken for a formula, a link or a number that it is not
STRICT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "in_memory": True,  # a run that is killed leaves no client's words in the temporary folder
}
BORN = datetime(2000, 1, 1)  # written into the file instead of the clock: the same bytes each time
WIDEST, NARROWEST = 60, 9  # characters
FORMATS = {"int": "#,##0", "float": "#,##0.00", "time": "yyyy-mm-dd"}
UNIT_FORMATS = {"share 0-1": "0.0%", "p-value": "0.0000", "seconds": "#,##0"}


def write_workbook(path: str | Path, shown: View) -> Path:
    """Write results.xlsx.

    Parameters
    ----------
    path : path
    shown : View
        What may be shown, as `cxlib.findings.released` gives it.
    """
    from xlsxwriter import Workbook

    config = shown.engagement.config
    written = BytesIO()
    with Workbook(written, STRICT) as book:
        book.set_properties({"created": BORN, "title": escaping.cell(config.client)})
        looks = _looks(book)
        contents = book.add_worksheet("contents")
        _columns_sheet(book.add_worksheet("columns"), looks)
        for name in REGISTRY:
            _table_sheet(book.add_worksheet(name), REGISTRY[name], shown[name], book, looks)
        _contents_sheet(contents, shown, looks)
    Path(path).write_bytes(written.getvalue())
    return Path(path)


def _looks(book: Workbook) -> dict[str, object]:
    head = {"bold": True, "bottom": 2, "valign": "top", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format(head),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": "#0173b2", "valign": "top"}),
        "quiet": book.add_format({"font_color": "#5b6673", "text_wrap": True}),
    }


def _contents_sheet(sheet: Worksheet, shown: View, looks: dict) -> None:
    config = shown.engagement.config
    period = shown.engagement.period or "all of the data"
    sheet.write_string(0, 0, escaping.cell(f"{config.client} · {period}"), looks["title"])
    sheet.write_string(1, 0, small_groups(shown), looks["quiet"])
    heads = ("sheet", "step", "question", "rows", "rows hidden", "rows of low base")
    for column, head in enumerate(heads):
        sheet.write_string(3, column, head, looks["head"])
    for row, (name, table) in enumerate(REGISTRY.items(), start=4):
        notes = shown[name]["base_note"]
        sheet.write_url(row, 0, f"internal:'{name}'!A1", looks["link"], name)
        sheet.write_string(row, 1, table.step, looks["wrap"])
        sheet.write_string(row, 2, shown.voice.say(f"question|{name}"), looks["wrap"])
        counts = (len(notes), int((notes == HIDDEN).sum()), int((notes == LOW).sum()))
        for column, count in enumerate(counts, start=3):
            sheet.write_number(row, column, count, looks["wrap"])
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 2, WIDEST)
    sheet.set_column(3, 5, 12)
    sheet.freeze_panes(4, 1)


def _columns_sheet(sheet: Worksheet, looks: dict) -> None:
    """What each column holds, and in which unit."""
    for column, head in enumerate(("sheet", "column", "holds", "unit", "lowest", "highest")):
        sheet.write_string(0, column, head, looks["head"])
    row = 0
    for name, table in REGISTRY.items():
        for field, kind in table.columns.items():
            row += 1
            for column, text in enumerate((name, field, kind.dtype, kind.unit)):
                sheet.write_string(row, column, text)
            for column, end in ((4, kind.low), (5, kind.high)):
                if end is not None:
                    sheet.write_number(row, column, end)
    sheet.set_column(0, 2, 18)
    sheet.set_column(3, 3, WIDEST)
    sheet.freeze_panes(1, 0)


def _table_sheet(
    sheet: Worksheet, table: Table, frame: pd.DataFrame, book: Workbook, looks: dict
) -> None:
    marked = bool((frame["base_note"] != "").any())
    fields = [*table.columns, *(["base_note"] if marked else [])]
    for column, field in enumerate(fields):
        kind = table.columns.get(field, Kind("text"))
        sheet.write_string(0, column, field, looks["head"])
        sheet.set_column(column, column, _width(field, frame[field], kind), _look(book, kind))
        for row, value in enumerate(frame[field].tolist(), start=1):
            _cell(sheet, row, column, value)
    sheet.freeze_panes(1, 1)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(fields) - 1)


def _look(book: Workbook, kind: Kind) -> object | None:
    """The number format of a column, from its unit."""
    shown = UNIT_FORMATS.get(kind.unit) or FORMATS.get(kind.dtype)
    return book.add_format({"num_format": shown}) if shown else None


def _width(field: str, values: pd.Series, kind: Kind) -> int:
    if kind.dtype != "text":
        return max(NARROWEST, len(field) + 3)
    longest = values.dropna().astype(str).str.len().quantile(0.9) if values.notna().any() else 0
    return int(min(WIDEST, max(NARROWEST, len(field) + 3, longest + 2)))


def _cell(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Text as text, numbers as numbers; missing and infinite stay empty."""
    if value is None or pd.isna(value):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        if math.isfinite(value):
            sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_string(row, column, escaping.cell(value))
