"""Excel through python-calamine, after a look at the zip: no workbook may blow up the process."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.problems import nearest
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.reading.layout import as_raw, headers
from cxlib.errors import InputError, NoData, Problem

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MOST_BYTES = 2 * 2**30  # declared size of all parts together
MOST_RATIO = 200  # honest sheets compress some 10 to 50 times
RATIO_FROM = 20 * 2**20  # small parts of repeated text may compress better than that
MOST_CELLS = 30_000_000  # the grid between a sheet's first and last cell is held in memory
SCANNED = 2**20
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')


def read_workbook(path: Path, read: Read) -> Raw:
    """One sheet as a Raw of text cells, numbers written with the declared decimal mark."""
    book = opened(path)
    name = _sheet(path, book, read)
    with _legible(path):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return _table(path, name, rows, read)


def opened(path: Path) -> CalamineWorkbook:
    """The workbook, after a look at its zip."""
    from python_calamine import CalamineWorkbook

    if path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods"):
        guard(path)
    with _legible(path):
        return CalamineWorkbook.from_path(str(path))


@contextmanager
def _legible(path: Path) -> Iterator[None]:
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError):
        rule = "cannot be read as a workbook; it is damaged, protected or of another kind"
        raise InputError(Problem(path.name, None, None, rule, "save it again as .xlsx")) from None


def guard(path: Path) -> None:
    """Refuse a workbook whose declared size, compression or cell extent is out of proportion."""
    try:
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
            if sum(i.file_size for i in infos) > MOST_BYTES or any(_squeezed(i) for i in infos):
                raise InputError(_refused(path, "unpacks to far more than its size allows"))
            for info in infos:
                if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
                    _check_extent(path, parts, info)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        rule = "is no workbook of the .xlsx kind, or a damaged or protected one"
        raise InputError(Problem(path.name, None, None, rule, "save it again as .xlsx")) from None


def _squeezed(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1)


def _refused(path: Path, rule: str) -> Problem:
    remedy = "copy the cells that hold data into a new workbook, or export them as CSV"
    return Problem(path.name, None, None, rule, remedy)


def _check_extent(path: Path, parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """The grid that the cells span, from the cells themselves: a declared extent may lie."""
    width = height = 0
    tail = b""
    with parts.open(info) as stream:
        while block := stream.read(SCANNED):
            text = tail + block
            for column, row in CELL.findall(text):
                width, height = max(width, _column(column)), max(height, int(row))
            if width * height > MOST_CELLS:
                raise InputError(
                    _refused(path, f"spans a grid of {height:,} rows by {width:,} columns")
                )
            tail = text[-200:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(path: Path, book, read: Read) -> str:
    visible = [s.name for s in book.sheets_metadata if str(s.visible).endswith("Visible")]
    if read.sheet is None:
        if not visible:
            rule = "has no visible sheet"
            raise InputError(Problem(path.name, None, None, rule, "name it: read: {sheet: ...}"))
        return visible[0]
    if read.sheet not in book.sheet_names:
        rule = f"there is no sheet '{read.sheet}'"
        raise InputError(Problem(path.name, None, None, rule, nearest(read.sheet, visible)))
    return read.sheet


def _table(path: Path, sheet: str, rows: list[list], read: Read) -> Raw:
    top = read.skip_rows + read.header_rows
    if not any(c not in (None, "") for row in rows[:top] for c in row):
        raise NoData(f"{path.name}: the sheet is empty. Nothing was written.")
    names, questions = headers(rows[read.skip_rows : top], read)
    width = max((i + 1 for i, name in enumerate(names) if name), default=0)
    columns = zip(*rows[top:], strict=True) if len(rows) > top else iter([()] * len(names))
    cells = {i: [_text(c, read.decimal) for c in column] for i, column in enumerate(columns)}
    used = [i for i in cells if i < width or any(c is not None for c in cells[i])]
    frame = pd.DataFrame({i: pd.array(cells[i], dtype="str") for i in used})
    file = f"{path.name}, sheet '{sheet}'"
    return as_raw(file, frame.set_axis([names[i] for i in used], axis=1), read, None, questions)


def _text(cell: object, decimal: str) -> str | None:
    """A cell as it would stand in the client's CSV."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", decimal)
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
