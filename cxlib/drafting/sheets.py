"""Which sheet of a workbook holds the data."""

from __future__ import annotations

from pathlib import Path

from cxlib.engagement.reading.workbook import Workbook

LOOKED_AT = 40  # rows from the top


def sheets_of(path: Path) -> list[str]:
    """The visible sheets that hold more than a heading, the largest first."""
    book = Workbook(path)
    sizes = {name: _cells(book.read(name)[0]) for name in book.visible}
    return [name for name, size in sorted(sizes.items(), key=lambda s: -s[1]) if size > 0]


def all_sheets(path: Path) -> list[str]:
    """Every sheet, hidden ones and those without data too."""
    return list(Workbook(path).sheets)


def _cells(rows: list[list]) -> int:
    return len(rows) * len(rows[0]) if len(rows) > 1 else 0


def ends_of_sheet(path: Path, sheet: str | None) -> tuple[list[list[str]], list[list[str]]]:
    """The first rows of a sheet as text, and the last ones below them."""
    book = Workbook(path)
    rows, _ = book.read(sheet or next(iter(book.sheets)))
    return _texts(rows[:LOOKED_AT]), _texts(rows[LOOKED_AT:][-LOOKED_AT:])


def _texts(rows: list[list]) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]
