"""Workbooks: sheets, titles, formulas, dates in two ways, and files that are made to harm."""

from __future__ import annotations

import datetime as dt
import io
import pickle
import zipfile

import xlsxwriter

from mishaps.case import Case
from mishaps.client import Folder

BOOK = "survey.xlsx"
SHEET = "xl/worksheets/sheet1.xml"


def book(rows, before=(), prepare=lambda book, sheet: None, name: str = "Answers") -> bytes:
    """A workbook of the answers; numbers are numbers and days are days."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    sheet = made.add_worksheet(name)
    for r, line in enumerate(before):
        sheet.write_row(r, 0, line)
    sheet.write_row(len(before), 0, list(rows[0]))
    for r, row in enumerate(rows, start=len(before) + 1):
        for c, (column, cell) in enumerate(row.items()):
            if column == "answered":
                sheet.write_datetime(r, c, dt.datetime.fromisoformat(cell), day)
            elif column in ("recommend", "speed", "price"):
                sheet.write_number(r, c, float(cell))
            else:
                sheet.write_string(r, c, cell)
    prepare(made, sheet)
    made.close()
    return out.getvalue()


def altered(content: bytes, part: str, change) -> bytes:
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            held = old.read(name)
            new.writestr(name, change(held) if name == part else held)
    return out.getvalue()


def brought(content, name: str = BOOK, **options):
    """A folder whose responses come from this file."""

    def spoil(folder: Folder) -> None:
        folder.write(name, content(folder) if callable(content) else content)
        folder.responses(source=name, **options)

    return spoil


def sound(folder: Folder) -> None:
    folder.write(BOOK, book(Folder(folder.path).rows))


def _far(folder: Folder) -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    end = b"</sheetData>"
    return altered(book(folder.rows), SHEET, lambda part: part.replace(end, cell + end))


def _bomb(folder: Folder) -> bytes:
    out = io.BytesIO(book(folder.rows))
    packed = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(out, "a", packed) as package,
        package.open("xl/media/big.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(128):
            part.write(bytes(2**23))
    return out.getvalue()


def _hidden(made, sheet) -> None:
    other = made.add_worksheet("Old")
    other.write_row(0, 0, ["cust", "recommend"])
    other.hide()


def _formulas(made, sheet) -> None:
    for row in range(5, 85):
        sheet.write_formula(row, 3, "=1+1", None, "")


def _without_values(part: bytes) -> bytes:
    return part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f>").replace(
        b' t="str"><f>1+1</f>', b"><f>1+1</f>"
    )


def _texts_among_days(made, sheet) -> None:
    for row in range(7, 240, 40):
        sheet.write_string(row, 1, "03/04/2026")


TITLES = (["Customer survey 2026"], ["as of", "April"], [])
CASES = (
    Case("xlsx-far-cell-XFD1048576", "refuse before load", brought(_far), 2,
         [BOOK, "grid of 1,048,576 rows by 16,384 columns"], by_hand=sound),
    Case("xlsx-bomb-1GB", "refuse on declared uncompressed size/ratio", brought(_bomb), 2,
         [BOOK, "unpacks to far more"], by_hand=sound),
    Case("xlsx-hidden-sheet", "not read unless named; say",
         brought(lambda f: book(f.rows, prepare=_hidden)), 0,
         ["hidden sheets not read", r"n = 1\b", "read: {sheet: "]),
    Case("xlsx-merged-title-rows", "refuse: header row not found, mend=header_row",
         brought(lambda f: book(f.rows, TITLES)), 2, [BOOK, "sheet 'Answers', row 1"],
         "read: {skip_rows: 3}"),
    Case("xlsx-formula-no-cached", "refuse: cell has formula with no saved value",
         brought(lambda f: altered(book(f.rows, prepare=_formulas), SHEET, _without_values)), 2,
         [BOOK, "row 6", "cell D6 holds a formula without a saved value"], by_hand=sound),
    Case("xlsx-mixed-date-serial-text", "refuse: rows",
         brought(lambda f: book(f.rows, prepare=_texts_among_days)), 2,
         [BOOK, "column 'answered', row 8", "'03/04/2026' is a date whose order"],
         "read: {dates: day-first}"),
    Case("pickle", "refuse always",
         brought(lambda f: pickle.dumps(f.rows), "survey.pkl"), 2,
         ["survey.pkl", "of no kind that can be read"],
         by_hand=lambda f: (f.survey(), f.responses(source="survey.csv"))[0]),
)  # fmt: skip
