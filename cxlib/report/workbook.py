"""results.xlsx: every result table for a person, a sheet each, small groups hidden.

Heads, names and words are the reader's, in the engagement's language; no cell holds an id. A sheet
is called as its table, and the sheet of columns says how each column is called in the files. The
crosstabs are there twice: as their table, and as people read them (`banner_sheet`).
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cxlib.release.suppression import HIDDEN, LOW
from cxlib.release.view import View
from cxlib.report import escaping
from cxlib.report.banner_sheet import banner_sheet
from cxlib.report.cell_words import head
from cxlib.report.methods import small_groups
from cxlib.report.table_sheet import BASE, Book, table_sheet
from cxlib.results import REGISTRY
from cxlib.results.registry import CONSULTANTS

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
WIDEST = 60  # characters
CONTENTS = ("sheet", "step", "question", "rows", "hidden", "low")
COLUMNS = ("sheet", "column", "field", "holds", "unit", "lowest", "highest")
FIRST = 4  # row of the contents

SHEETS = {name: table for name, table in REGISTRY.items() if name not in CONSULTANTS}


def write_workbook(path: str | Path, shown: View) -> Path:
    """Write results.xlsx.

    Parameters
    ----------
    path : path
    shown : View
        What may be shown, as `cxlib.findings.released` gives it.
    """
    from xlsxwriter import Workbook

    written = BytesIO()
    with Workbook(written, STRICT) as file:
        file.set_properties({"created": BORN, "title": escaping.property_text(shown.client)})
        book = Book(file, shown, _looks(file))
        contents = book.tab("contents")
        _columns_sheet(book.tab("columns"), book)
        banner_sheet(book.tab("banner"), book)
        for name in SHEETS:
            table_sheet(file.add_worksheet(name), SHEETS[name], shown[name], book)
        _contents_sheet(contents, book)
    Path(path).write_bytes(written.getvalue())
    return Path(path)


def _looks(file: Workbook) -> dict[str, object]:
    heads = {"bold": True, "bottom": 2, "valign": "top", "text_wrap": True}
    return {
        "title": file.add_format({"bold": True, "font_size": 16}),
        "head": file.add_format(heads),
        "wrap": file.add_format({"text_wrap": True, "valign": "top"}),
        "link": file.add_format({"font_color": "#0173b2", "valign": "top"}),
        "quiet": file.add_format({"font_color": "#5b6673", "text_wrap": True}),
    }


def _heads(sheet: Worksheet, book: Book, row: int, heads: tuple[str, ...]) -> None:
    for column, name in enumerate(heads):
        told = book.voice.say(f"workbook|head {name}")
        sheet.write_string(row, column, told, book.looks["head"])


def _contents_sheet(sheet: Worksheet, book: Book) -> None:
    voice, shown, looks = book.voice, book.shown, book.looks
    period = shown.engagement.period
    when = voice.period(period) if period else voice.say("page|all data")
    title = voice.say("workbook|title", client=shown.client, period=when)
    sheet.write_string(0, 0, escaping.cell(title), looks["title"])
    sheet.write_string(1, 0, small_groups(shown), looks["quiet"])
    _heads(sheet, book, FIRST - 1, CONTENTS)
    for row, (name, table) in enumerate(SHEETS.items(), start=FIRST):
        notes = shown[name][BASE]
        sheet.write_url(row, 0, f"internal:'{name}'!A1", looks["link"], name)
        sheet.write_string(row, 1, voice.say(f"step|{table.step}"), looks["wrap"])
        sheet.write_string(row, 2, voice.say(f"question|{name}"), looks["wrap"])
        counts = (len(notes), int((notes == HIDDEN).sum()), int((notes == LOW).sum()))
        for column, count in enumerate(counts, start=3):
            sheet.write_number(row, column, count, looks["wrap"])
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 2, WIDEST)
    sheet.set_column(3, 5, 12)
    sheet.freeze_panes(FIRST, 1)


def _columns_sheet(sheet: Worksheet, book: Book) -> None:
    """What each column is called here and in the files, what it holds, and in which unit."""
    voice, row = book.voice, 0
    _heads(sheet, book, 0, COLUMNS)
    for name, table in SHEETS.items():
        for column, kind in table.columns.items():
            row += 1
            unit = voice.say(f"unit|{kind.unit}") if kind.unit else ""
            told = (name, head(voice, name, column), column, voice.say(f"holds|{kind.dtype}"), unit)
            for place, text in enumerate(told):
                sheet.write_string(row, place, text)
            for place, end in ((5, kind.low), (6, kind.high)):
                if end is not None:
                    sheet.write_number(row, place, end)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 36)
    sheet.set_column(2, 3, 22)
    sheet.set_column(4, 4, WIDEST)
    sheet.freeze_panes(1, 0)
