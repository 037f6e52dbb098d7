"""A workbook's cells through python-calamine, as plain values.

A script too: `cxlib.engagement.reading.child` runs this very file in a process of its own, so it
imports nothing of the kit. Its lines are JSON: the sheets, then a row each.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

TIMED = ("datetime", "date", "time")


def told(path: str, sheet: str | None, most: int | None = None) -> Iterator[list]:
    """The sheets as [name, visible], then the rows of one: the named, else the first visible.

    Cells are text, numbers, flags or nothing; dates are ISO text. `most` rows at most.
    """
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    sheets = [[s.name, str(s.visible).endswith("Visible")] for s in book.sheets_metadata]
    yield sheets
    shown = [name for name, visible in sheets if visible]
    if sheet is None and shown:
        sheet = shown[0]
    if sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=most)
        for row in rows:
            yield [_plain(cell) for cell in row]


def _plain(cell: object) -> object:
    kind = type(cell)
    if kind is str:
        return cell or None
    if kind is float or cell is None or kind is bool or kind is int:
        return cell
    return cell.isoformat() if kind.__name__ in TIMED else str(cell)


def _limited(most: int) -> None:
    """No more memory than this, where the system can hold a process to it."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ImportError, ValueError, OSError):
        pass  # the parent watches instead


def main(library: str, memory: str, path: str, sheet: str, most: str) -> None:
    sys.path.insert(0, library)
    _limited(int(memory))
    wanted, rows = json.loads(sheet), json.loads(most)
    for line in told(path, wanted, rows):
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
