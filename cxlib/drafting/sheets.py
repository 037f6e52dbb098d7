"""Which sheet of a workbook holds the data."""

from __future__ import annotations

from pathlib import Path

from cxlib.engagement.reading.workbook import opened

LOOKED_AT = 40  # rows from the top


def sheets_of(path: Path) -> list[str]:
    """The visible sheets that hold more than a heading, the largest first."""
    book = opened(path)
    sizes = {
        sheet.name: _cells(book.get_sheet_by_name(sheet.name))
        for sheet in book.sheets_metadata
        if str(sheet.visible).endswith("Visible")
    }
    return [name for name, size in sorted(sizes.items(), key=lambda s: -s[1]) if size > 0]


def all_sheets(path: Path) -> list[str]:
    """Every sheet, hidden ones and those without data too."""
    return opened(path).sheet_names


def _cells(sheet) -> int:
    return sheet.total_height * sheet.total_width if sheet.total_height > 1 else 0


def grid_of(path: Path, sheet: str | None) -> list[list[str]]:
    """The first rows of a sheet as text."""
    book = opened(path)
    rows = book.get_sheet_by_name(sheet or book.sheet_names[0])
    return [
        ["" if cell is None else str(cell) for cell in row]
        for row in rows.to_python(skip_empty_area=False, nrows=LOOKED_AT)
    ]
