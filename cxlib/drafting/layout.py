"""How a client's file is laid out: encoding, separator, and which rows come before the data."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from cxlib.drafting.sheets import LOOKED_AT, ends_of_sheet
from cxlib.engagement.config import Read
from cxlib.engagement.contracts.names import is_total
from cxlib.engagement.contracts.values import NUMBER
from cxlib.engagement.reading.dialect import separator_of
from cxlib.engagement.reading.kinds import kind_of
from cxlib.engagement.reading.look import MARKS
from cxlib.engagement.reading.packed import open_bytes
from cxlib.errors import InputError, Problem

SAMPLE_BYTES = 2_000_000
MARKED = frozenset(encoding for _, encoding in MARKS)
ENCODINGS = ("utf-8", "cp1252")  # cp1252 reads any bytes but five, so it comes last
FULL = 0.5  # share of a table's width that a row of headings fills
MERGED = 0.8  # below this share of filled cells a heading row spans columns
WORDING_LENGTH = 12  # characters; a question is longer than a name, and than what is below it
WORDING_RATIO = 2.0
IMPORT_IDS = '{"ImportId"'  # the third heading row of one widespread survey export

Grid = Sequence[Sequence[str]]


def guess_read(path: Path, sheet: str | None = None) -> tuple[Read, list[str]]:
    """How to read a file, and in words what was guessed."""
    name = path.name.lower()
    kind = kind_of(name)
    if kind not in ("delimited", "workbook", None):
        return Read(), []
    if kind == "workbook":
        found, told = _around(*ends_of_sheet(path, sheet))
        return Read(sheet=sheet, **found), told
    encoding, text = _decoded(path)
    separator = separator_of(text)
    found, told = _around(*_ends_of(path, encoding, separator))
    encoding = "utf-8" if encoding in MARKED else encoding  # a mark says it by itself
    how = {"separator": separator} if separator != "," else {}
    how |= {"encoding": encoding} if encoding != "utf-8" else {}
    return Read(**how, **found), [*(f"{k} {v!r}" for k, v in how.items()), *told]


def _ends_of(path: Path, encoding: str, separator: str) -> tuple[Grid, Grid]:
    """The first rows of a delimited file, and the last ones below them."""
    top: Grid = []
    with open_bytes(path) as stream, io.TextIOWrapper(stream, encoding, "replace", "") as lines:
        rows = csv.reader((line.replace("\0", "") for line in lines), delimiter=separator)
        try:
            top = list(islice(rows, LOOKED_AT))
            return top, list(deque(rows, LOOKED_AT))
        except csv.Error:  # the reader will say where
            return top, []


def _around(top: Grid, last: Grid) -> tuple[dict[str, int], list[str]]:
    """Options of `read` for what stands above and below a table."""
    found, told = _rows_before(top)
    before = found.get("skip_rows", 0) + found.get("header_rows", 1)
    below = _rows_below([*top[before:], *last], max(map(len, top), default=0))
    if below:
        found |= {"footer_rows": below}
        told.append(f"{below} rows below the table are notes or totals")
    return found, told


def _rows_below(rows: Grid, width: int) -> int:
    """How many of the last rows are none of the table: totals, and notes in a single cell."""
    usual = sorted(_filled(row) for row in rows)[len(rows) // 2 :][:1]
    n = 0
    for row in reversed(rows):
        cells = [str(cell).strip() for cell in row if str(cell).strip()]
        if not cells:
            continue
        noted = len(cells) == 1 and usual[0] > 2 and (len(row) < width or " " in cells[0])
        if not (noted or is_total(cells[0])):
            return n
        n += 1
    return 0  # of nothing but notes nobody knows where the table is


def _decoded(path: Path) -> tuple[str, str]:
    with open_bytes(path) as stream:
        start = stream.read(SAMPLE_BYTES)
    marked = next((name for mark, name in MARKS if start.startswith(mark)), None)
    for encoding in (marked,) if marked else ENCODINGS:
        try:
            text = start.decode(encoding)
            return encoding, text
        except UnicodeDecodeError as why:
            if why.start > len(start) - 8:  # a character cut by the end of the sample
                return encoding, start[: why.start].decode(encoding)
    rule = "is written in no encoding that is known here"
    raise InputError(Problem(path.name, None, None, rule, "save it as UTF-8"))


def _rows_before(grid: Grid) -> tuple[dict[str, int], list[str]]:
    """Options of `read` for titles, spanning headings and question wordings."""
    width = max((_filled(row) for row in grid), default=0)
    top = next((i for i, row in enumerate(grid) if _is_heading(row, width)), 0)
    below = grid[top + 1 :]
    found: dict[str, int] = {"skip_rows": top} if top else {}
    told = [f"the first {top} rows are titles"] if top else []
    if below and _is_wording(below[0], below[1:]):
        ids = len(below) > 1 and any(c.startswith(IMPORT_IDS) for c in map(str, below[1]))
        found |= {"header_rows": 3 if ids else 2, "label_row": 2}
        told.append("row 2 of the heading holds the wording of the questions")
    elif below and (_spans(grid[top], below, width) or _parted(grid[top], below)):
        found |= {"header_rows": 2}
        told.append("the heading spans two rows")
    return found, told


def _parted(heading: Sequence[str], below: Grid) -> bool:
    """A second row of headings under the gaps of the first: words where the rows below hold cells,
    and nothing else in most of it."""
    second, rest = below[0], below[1:6]
    gaps = [
        i for i, cell in enumerate(second)
        if str(cell).strip() and not (i < len(heading) and str(heading[i]).strip())
    ]  # fmt: skip
    words = not any(NUMBER.match(str(cell).strip()) for cell in second)
    fuller = rest and _filled(second) < min(_filled(row) for row in rest)
    return bool(gaps and words and fuller)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(str(cell).strip()) for cell in row)


def _is_heading(row: Sequence[str], width: int) -> bool:
    cells = [str(cell).strip() for cell in row if str(cell).strip()]
    return len(cells) >= max(FULL * width, min(2, width)) and not any(
        NUMBER.match(cell) for cell in cells
    )


def _is_wording(row: Sequence[str], below: Grid) -> bool:
    """Sentences where the rows below hold answers."""
    cells = [str(c) for c in row if str(c).strip()]
    if not cells or any(NUMBER.match(c.strip()) for c in cells):
        return False
    later = [len(str(c)) for r in below[:10] for c in r if str(c).strip()]
    mean = sum(map(len, cells)) / len(cells)
    usual = sum(later) / len(later) if later else 1
    return mean > WORDING_LENGTH and mean > WORDING_RATIO * usual


def _spans(heading: Sequence[str], below: Grid, width: int) -> bool:
    second = below[0]
    numbers = any(NUMBER.match(str(c).strip()) for row in below[1:6] for c in row)
    return _filled(heading) < MERGED * width and _is_heading(second, width) and numbers
