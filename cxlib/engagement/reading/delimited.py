"""CSV and its kin, gzipped or not: every cell as text, so that codes survive."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.reading.layout import as_raw, headers
from cxlib.errors import InputError, NoData, Problem

MOST_BYTES = 2 * 2**30  # unpacked; text of this size belongs into Parquet
SEPARATORS = ",;\t|"
SNIFFED = 64 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(path: Path, read: Read) -> Raw:
    """A delimited text file as a Raw of text cells; empty cells are missing."""
    encoding = read.encoding or "utf-8"
    try:
        encoding = read.encoding or marked_encoding(path) or encoding
        with _opened(path, encoding) as lines:
            return _table(path, lines, read)
    except (UnicodeDecodeError, UnicodeError):
        rule = f"is not written in the encoding {encoding}"
        remedy = "declare the right one, such as read: {encoding: cp1252}"
        raise InputError(Problem(path.name, None, None, rule, remedy)) from None
    except LookupError:
        rule = f"'{encoding}' is no known encoding"
        raise InputError(Problem(path.name, None, None, rule, "try utf-8 or cp1252")) from None
    except (OSError, EOFError, csv.Error):
        rule = "cannot be read as delimited text; the file is damaged or of another kind"
        raise InputError(Problem(path.name, None, None, rule, "export it again as CSV")) from None


def marked_encoding(path: Path) -> str | None:
    """The encoding that a byte-order mark declares, if there is one."""
    with open_bytes(path) as stream:
        start = stream.read(4)
    return next((name for mark, name in MARKS if start.startswith(mark)), None)


def open_bytes(path: Path) -> BinaryIO:
    """The file's bytes, unpacked where it is gzipped."""
    if path.suffix == ".gz":
        return _Bounded(path)
    if path.stat().st_size > MOST_BYTES:
        raise InputError(_too_large(path.name))
    return path.open("rb")


class _Bounded(gzip.GzipFile):
    """A gzip that stops unpacking where no honest file goes on."""

    def read1(self, size: int = -1) -> bytes:
        data = super().read1(size)
        if self.tell() > MOST_BYTES:
            raise InputError(_too_large(Path(str(self.name)).name))
        return data


def _too_large(file: str) -> Problem:
    rule = f"unpacks to more than {MOST_BYTES // 2**30} GB of text"
    return Problem(file, None, None, rule, "save it as Parquet, which is read where it lies")


def _opened(path: Path, encoding: str) -> io.TextIOWrapper:
    codecs.lookup(encoding)
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, newline="")


def separator_of(sample: str) -> str:
    """The separator that cuts the first lines into the most columns, the same in each.

    >>> separator_of("a;b;c\\n1;2,5;3\\n")
    ';'
    """
    lines = [line for line in sample.splitlines() if line.strip()][:20]
    counts = {s: [len(row) for row in csv.reader(lines, delimiter=s)] for s in SEPARATORS}
    steady = {s: min(c) for s, c in counts.items() if c and min(c) > 1}
    return max(steady, key=lambda s: steady[s]) if steady else ","


def _table(path: Path, lines: io.TextIOWrapper, read: Read) -> Raw:
    sample = lines.read(SNIFFED)
    lines.seek(0)
    body = sample.split("\n", read.skip_rows)[-1]
    csv.field_size_limit(2**24)
    return _shaped(path, _rows(path, lines, read.separator or separator_of(body)), read)


def _rows(path: Path, lines: io.TextIOWrapper, separator: str) -> list[list[str]]:
    """The file's rows; a stray quote is forgiven only where it swallows no row.

    A quote that opens a cell and is not closed takes everything up to the next quote, or to the
    end of the file, into that one cell.
    """
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        stray = len(rows) + 1
    else:
        return rows
    lines.seek(0)
    reader = csv.reader(lines, delimiter=separator)
    rows = list(reader)
    if reader.line_num == len(rows):
        return rows
    rule = "has a quote that is not closed, or one inside quoted text that is not doubled"
    raise InputError(Problem(path.name, None, stray, rule, "correct it, or export the file again"))


def _shaped(path: Path, rows: list[list[str]], read: Read) -> Raw:
    top = read.skip_rows + read.header_rows
    if not any(any(cell.strip() for cell in row) for row in rows[:top]):
        raise NoData(f"{path.name}: the file is empty. Nothing was written.")
    names, questions = headers(rows[read.skip_rows : top], read)
    width = len(names)
    numbers = np.arange(1, len(rows) + 1)[top:]
    body = rows[top:]
    empty = np.array([len(row) == 0 for row in body], dtype=bool)
    body = [row for row in body if row]
    ragged = [position for position, row in enumerate(body) if len(row) != width]
    for position in ragged:
        body[position] = _fitted(path, body[position], width, int(numbers[~empty][position]))
    columns = list(zip(*body, strict=True)) if body else [()] * width
    frame = pd.DataFrame({i: pd.array(c, dtype="str") for i, c in enumerate(columns)})
    frame = frame.set_axis(names, axis=1)
    return as_raw(path.name, frame.mask(frame == ""), read, numbers[~empty], questions)


def _fitted(path: Path, row: list[str], width: int, number: int) -> list[str]:
    """Short rows lack their last cells; long ones are refused unless the surplus is blank."""
    if len(row) < width:
        return [*row, *[""] * (width - len(row))]
    if not any(cell.strip() for cell in row[width:]):
        return row[:width]
    rule = f"has {len(row)} cells where the header has {width}"
    remedy = "put quotes around text that holds the separator, or declare read: {separator: ...}"
    raise InputError(Problem(path.name, None, number, rule, remedy))
