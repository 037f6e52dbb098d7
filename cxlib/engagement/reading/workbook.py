"""Excel and its kin, after a look at what the reader will read: no workbook may end the process.

Small .xlsx files are parsed twice, by the guard (`package`) and by calamine (`cells`). Large ones,
and kinds that the guard cannot parse (.xls, .xlsb, .ods), are read in a child with limits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.problems import OTHERS, nearest
from cxlib.engagement.contracts.quality import Note, note
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.contracts.remedies import scalar
from cxlib.engagement.reading import cells, package
from cxlib.engagement.reading.child import Child, Died, started
from cxlib.engagement.reading.footer import parted, refuse_full
from cxlib.engagement.reading.grid import Grid
from cxlib.engagement.reading.layout import LOOKED_AT, as_raw, headers, left_out, places
from cxlib.errors import InputError, NoData, Problem

PARSED = (".xlsx", ".xlsm")  # of which the guard parses what the reader will read
ZIPPED = (*PARSED, ".xlsb", ".ods")
IN_PROCESS = 128 * 2**20  # bytes unpacked: below, a child would cost more than the reading
MEMORY_FROM = 2**29  # bytes for a child, with so many for each byte of the file, and never more
MEMORY_PER_BYTE = 60
MEMORY_MOST = 6 * 2**30
SECONDS = 180
EXACT = 1e15  # a cell keeps fifteen digits
MOST_SHEETS = 3  # named
MARKED = re.compile(r"^\s*[+-]?\d*[.,]\d")
UNREADABLE = "cannot be read as a workbook; it is damaged, protected or of another kind"
BELOW = "rows below the table left out (read: {footer_rows: ...})"
EMPTY = "name the sheet that holds the data: read: {sheet: ...}"
VALUES = (
    "open the workbook in Excel and save it, so that it holds the values, or paste the values over "
    "the formulas"
)


@dataclass(frozen=True)
class Workbook:
    """A workbook that has been looked at; its rows are read when they are asked for."""

    path: Path

    @cached_property
    def book(self) -> package.Book | None:
        """What the package says, of the kinds that are parsed."""
        kind = self.path.suffix.lower()
        if kind in PARSED:
            return package.opened(self.path)
        if kind in ZIPPED:
            package.check_sizes(self.path)
        return None

    @cached_property
    def sheets(self) -> dict[str, bool]:
        """Every sheet, and whether it is visible."""
        if self.book is not None:
            return dict(self.book.visible)
        return dict(self._in_child(None, 0)[0])

    @property
    def visible(self) -> list[str]:
        return [name for name, shown in self.sheets.items() if shown]

    def read(self, sheet: str, most: int | None = None) -> tuple[list[list], Grid | None]:
        """The rows of a sheet from A1 on, `most` at most, and the grid where it is parsed.

        Raises InputError where the grid is out of proportion or the reader does not survive.
        """
        if self.book is None:
            return self._in_child(sheet, most)[1:], None
        if self.book.bytes <= IN_PROCESS:
            grid = self._grid(sheet)
            with _legible(self.path):
                return list(cells.told(str(self.path), sheet, most))[1:], grid
        with self._child(sheet, most) as child:  # works while the guard looks
            grid = self._grid(sheet)
            return self._lines(child)[1:], grid

    def _grid(self, sheet: str) -> Grid:
        return package.grid(self.path, self.book.parts[sheet])

    def _in_child(self, sheet: str | None, most: int | None) -> list[list]:
        with self._child(sheet, most) as child:
            return self._lines(child)

    def _child(self, sheet: str | None, most: int | None) -> AbstractContextManager[Child]:
        memory = min(MEMORY_FROM + MEMORY_PER_BYTE * self.path.stat().st_size, MEMORY_MOST)
        library = Path(find_spec("python_calamine").origin).parent.parent
        wanted = (str(library), str(memory), str(self.path), json.dumps(sheet), json.dumps(most))
        return started(Path(cells.__file__), *wanted, memory=memory, seconds=SECONDS)

    def _lines(self, child: Child) -> list[list]:
        try:
            return [json.loads(line) for line in child.lines()]
        except (Died, ValueError):
            rule = f"{UNREADABLE}, or needs more memory or time than one may take"
            remedy = "save it again as .xlsx, or export the sheet as CSV"
            raise InputError(Problem(self.path.name, None, None, rule, remedy)) from None


@contextmanager
def _legible(path: Path) -> Iterator[None]:
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError):
        raise InputError(Problem(path.name, None, None, UNREADABLE, package.AGAIN)) from None


def read_workbook(path: Path, read: Read) -> Raw:
    """One sheet as a Raw of text cells, numbers written with the declared decimal mark.

    Raises
    ------
    InputError
        Where the workbook is unsound or out of proportion, there is no such sheet, or a formula
        has no saved value.
    NoData
        Where the sheet is empty.
    """
    book = Workbook(path)
    sheet = _sheet(book, read)
    rows, grid = book.read(sheet)
    file = f"{path.name}, sheet '{sheet}'"
    if grid is not None:
        _refuse_unsaved(file, grid, read)
    seen = grid.notes(read.skip_rows + read.header_rows) if grid is not None else ()
    told = [*_said(book, sheet, read), *seen]
    return _table(path.name, file, rows, read, told, _dates(book, read))


def _sheet(book: Workbook, read: Read) -> str:
    if read.sheet is None:
        if not book.visible:
            rule = "has no visible sheet"
            remedy = "name the sheet: read: {sheet: ...}"
            raise InputError(Problem(book.path.name, None, None, rule, remedy))
        return book.visible[0]
    if read.sheet not in book.sheets:
        rule = f"there is no sheet '{read.sheet}', which read: {{sheet: ...}} names"
        remedy = nearest(read.sheet, book.visible)
        raise InputError(Problem(book.path.name, None, None, rule, remedy))
    return read.sheet


def _dates(book: Workbook, read: Read) -> str:
    """How dates are read: serial ones from the day that the workbook says."""
    serial = read.dates == "excel" and book.book is not None and book.book.date1904
    return "excel-1904" if serial else read.dates


def _said(book: Workbook, sheet: str, read: Read) -> Iterator[Note]:
    if _dates(book, read) != read.dates:
        yield note("", "", "serial dates counted from 1904, as the workbook says", 1)
    hidden = len(book.sheets) - len(book.visible)
    if hidden and sheet in book.visible:
        remedy = "name it under read: {sheet: ...} if it is meant"
        yield note("", "", "hidden sheets not read", hidden, remedy)
    others = [name for name in book.visible if name != sheet]
    if others and read.sheet is None:
        choices = " or ".join(f"read: {{sheet: {scalar(name)}}}" for name in others[:MOST_SHEETS])
        yield note("", "", OTHERS, len(others), f"name the sheet that is meant: {choices}")


def _refuse_unsaved(file: str, grid: Grid, read: Read) -> None:
    """Formulas whose value nobody saved read as blank cells, which they are not."""
    cells = [(row, column) for row, column in grid.unsaved if row > read.skip_rows]
    more = grid.n_unsaved - len(grid.unsaved)
    problems = []
    for row, column in cells:
        rule = f"cell {column}{row} holds a formula without a saved value"
        last = (row, column) == cells[-1]
        rule += f" (and {more} more cells do)" if more and last else ""
        problems.append(Problem(file, None, row, rule, VALUES))
    if problems:
        raise InputError(problems)


def _table(
    name: str, file: str, rows: list[list], read: Read, notes: Iterable[Note], dates: str
) -> Raw:
    top = read.skip_rows + read.header_rows
    if not any(cell is not None for row in rows[:top] for cell in row):
        raise NoData(f"{file}: the sheet is empty. Nothing was written. Remedy: {EMPTY}.")
    heads = [["" if cell is None else _text(cell, ".") for cell in row] for row in rows[:top]]
    names, questions = headers(heads[read.skip_rows :], read)
    body, below = parted(rows[top:], read.footer_rows)
    refuse_full(file, below, top + len(body) + 1, len(names))
    if below:
        notes = [*notes, note("", "", BELOW, len(below))]
    columns = list(zip(*body, strict=True)) if body else [()] * len(names)
    filled = [any(cell is not None for cell in column) for column in columns]
    kept = places(file, names, filled, body[:LOOKED_AT], read)
    notes = [*notes, *left_out(kept, filled)]
    texts = {names[i]: _texts(columns[i], read.decimal) for i in kept}
    typed = [name for name, (_, plain) in texts.items() if plain]
    frame = pd.DataFrame({name: pd.array(text, dtype="str") for name, (text, _) in texts.items()})
    return as_raw(file, frame, read, None, questions, [*notes], frozenset(typed), dates)


def _texts(column: Sequence[object], decimal: str) -> tuple[list[str | None], bool]:
    """A column as it would stand in the client's CSV, and whether all its numbers were typed."""
    kinds = set(map(type, column))
    if kinds <= {str, type(None)}:
        return list(column), False
    written = str in kinds and any(type(c) is str and MARKED.match(c) for c in column)
    return [None if cell is None else _text(cell, decimal) for cell in column], not written


def _text(cell: object, decimal: str) -> str:
    kind = type(cell)
    if kind is str:
        return cell
    if kind is float:
        whole = cell.is_integer() and abs(cell) < EXACT  # beyond, digits are lost already
        return str(int(cell)) if whole else repr(cell).replace(".", decimal)
    if kind is bool:
        return "Yes" if cell else "No"
    return str(cell)
