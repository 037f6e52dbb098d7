"""CSV and its kin, gzipped or not: every cell as text, so that codes survive.

The file is looked at first (`look`), then parsed once, a batch of rows at a time, into columns. No
line is passed over: the ledger of the physical lines must balance (`ledger`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.contracts.values import NUMBER
from cxlib.engagement.reading import limits
from cxlib.engagement.reading.dialect import dialect, separator_of
from cxlib.engagement.reading.footer import refuse_full
from cxlib.engagement.reading.layout import (
    LOOKED_AT,
    NO_HEADINGS,
    as_raw,
    headers,
    left_out,
    places,
)
from cxlib.engagement.reading.ledger import Ledger, swallowed
from cxlib.engagement.reading.look import Look, look
from cxlib.engagement.reading.packed import open_bytes
from cxlib.engagement.reading.rows import Rows
from cxlib.errors import InputError, NoData, Problem

SNIFFED = 64 * 1024
LONGEST_CELL = 2**24
RETURN = re.compile("\r(?!\n)")
STAND_IN = "\0"  # for a carriage return inside a line; no file that gets here holds a NUL
END = "\0\0"  # a line of our own after the last one: an open quote would take it in
SIGN_LINE = re.compile(r'^"?sep=([,;|\t])"?\s*$')
UNCLOSED = "has a quote that is not closed, or one inside quoted text that is not doubled"
EMPTY = "export it again, or take it out of engagement.yml"
MEND_ENCODING = "declare the right one, such as read: {encoding: cp1252}"
MEND_QUOTE = "correct the quote, or export the file again"


def read_delimited(path: Path, read: Read) -> Raw:
    """A delimited text file as a Raw of text cells; empty cells are missing.

    Raises
    ------
    InputError
        Where a line cannot be explained, a row has another number of cells than the heading, a
        quote swallows rows, or the file is torn, of another kind or beyond the limits.
    NoData
        Where the file is empty.
    """
    with _legible(path, read):
        seen = look(path, read)
        read = _with_sign(path, seen, read)
        separator = read.separator or separator_of(_sample(path, seen, read))
        return _table(path, seen, separator, read)


def _with_sign(path: Path, seen: Look, read: Read) -> Read:
    """The layout with what a first line `sep=;` says, which spreadsheet programs write for others.

    It is no line of the table, and its sign is a declaration.
    """
    with io.TextIOWrapper(open_bytes(path), encoding=seen.encoding, newline=seen.ends) as lines:
        said = SIGN_LINE.match(lines.readline(SNIFFED))
    if said is None or read.skip_rows:
        return read
    return read.model_copy(update={"separator": read.separator or said[1], "skip_rows": 1})


@contextmanager
def _legible(path: Path, read: Read) -> Iterator[None]:
    encoding = read.encoding or "utf-8"
    try:
        yield
    except UnicodeError:
        rule, remedy = f"is not written in the encoding {encoding}", MEND_ENCODING
    except LookupError:
        rule = f"'{encoding}' is no known encoding"
        remedy = "declare read: {encoding: utf-8} or read: {encoding: cp1252}"
    except EOFError:
        rule = "is damaged: the packed data end before they are complete"
        remedy = "fetch or export the file again"
    except (OSError, csv.Error, TypeError):
        rule = "cannot be read as delimited text; the file is damaged or of another kind"
        remedy = "export it again as CSV"
    else:
        return
    raise InputError(Problem(path.name, None, None, rule, remedy)) from None


@contextmanager
def _lines(path: Path, seen: Look) -> Iterator[Iterable[str]]:
    """The physical lines, each with its end."""
    with io.TextIOWrapper(open_bytes(path), encoding=seen.encoding, newline=seen.ends) as lines:
        yield (RETURN.sub(STAND_IN, line) for line in lines) if seen.returns else lines


def _sample(path: Path, seen: Look, read: Read) -> str:
    """The first whole lines below those that are skipped."""
    with io.TextIOWrapper(open_bytes(path), encoding=seen.encoding, newline=seen.ends) as lines:
        text = lines.read(SNIFFED)
    whole = text if len(text) < SNIFFED else text[: text.rfind(seen.ends) + 1] or text
    return whole.split(seen.ends, read.skip_rows)[-1].replace("\r", "\n")


def _table(path: Path, seen: Look, separator: str, read: Read) -> Raw:
    try:
        heading, rows, counted = _parsed(path, seen, separator, read, strict=True)
    except _Stray as stray:
        heading, rows, counted = _forgiven(path, seen, separator, read, stray.row)
    names, questions = headers(heading[read.skip_rows :], read)
    frame = rows.frame(returns=bool(seen.returns))
    ledger = Ledger(
        seen.lines, len(heading), len(frame), rows.blank, counted - rows.last, len(rows.below)
    )
    if ledger.inside and not read.multiline:
        _refuse_swallowed(path, frame, rows, separator, heading)
    if rows.uneven:
        raise InputError(rows.problems(path.name))
    refuse_full(path.name, rows.below, rows.above + rows.seen + 1, rows.width)
    _refuse_heading_again(path.name, frame, heading[-1], rows)
    if not ledger.balanced:
        rule = f"holds {ledger.lines:,} lines, of which {counted:,} can be explained"
        raise InputError(Problem(path.name, None, counted + 1, rule, MEND_QUOTE))
    filled = [bool(name) or bool(frame[i].notna().any()) for i, name in enumerate(names)]
    kept = places(path.name, names, filled, frame.head(LOOKED_AT).to_numpy().tolist(), read)
    table = frame[kept].set_axis([names[i] for i in kept], axis=1)
    notes = [*ledger.notes(), *dialect(seen, separator, read), *rows.notes()]
    notes += left_out(kept, filled)
    return as_raw(path.name, table, read, rows.numbers, questions, notes)


class _Stray(Exception):
    """A quote that the strict reading does not allow, and the row in which it opens."""

    def __init__(self, row: int):
        self.row = row


def _parsed(
    path: Path, seen: Look, separator: str, read: Read, *, strict: bool
) -> tuple[list[list[str]], Rows, int]:
    """The heading, the rows below it, and how many physical lines the parser has seen.

    Raises _Stray where a quote is out of place; in a reading that is not strict, where one is open.
    """
    csv.field_size_limit(LONGEST_CELL)
    top = read.skip_rows + read.header_rows
    with _lines(path, seen) as lines:
        lines = lines if strict else chain(lines, [END])
        reader = csv.reader(lines, delimiter=separator, strict=strict)
        heading = _taken(reader, top, 0)
        if not any(any(cell.strip() for cell in row) for row in heading):
            raise NoData(f"{path.name}: the file is empty. Nothing was written. Remedy: {EMPTY}.")
        width = max(map(len, heading[read.skip_rows :]), default=0)
        limits.check_size(path.name, seen.lines, width)
        fill = read.short_rows == "fill"
        rows = Rows(width, len(heading), fill=fill, footer=read.footer_rows)
        closed = strict
        while batch := _taken(reader, rows.batch, rows.last):
            if not strict and batch[-1] == [END]:
                closed = bool(batch.pop())
            rows.add(batch)
    if not closed:
        raise _Stray(rows.last)
    return heading, rows, reader.line_num - (not strict)


def _taken(reader: Iterator[list[str]], most: int, before: int) -> list[list[str]]:
    batch: list[list[str]] = []
    try:
        batch.extend(islice(reader, most))
    except csv.Error:
        raise _Stray(before + len(batch) + 1) from None
    return batch


def _forgiven(path: Path, seen: Look, separator: str, read: Read, stray: int):
    """A stray quote is forgiven only where it swallows nothing: a row a line, and none is open."""
    try:
        heading, rows, counted = _parsed(path, seen, separator, read, strict=False)
    except _Stray:
        raise InputError(Problem(path.name, None, stray, UNCLOSED, MEND_QUOTE)) from None
    if counted != rows.last:
        raise InputError(Problem(path.name, None, stray, UNCLOSED, MEND_QUOTE))
    return heading, rows, counted


def _refuse_heading_again(file: str, frame: pd.DataFrame, heading: list[str], rows: Rows) -> None:
    """A row that is the heading once more: two exports were joined, one below the other."""
    if len(heading) < 2 or frame.empty:
        return
    again = frame[0].eq(heading[0]) & frame[1].eq(heading[1])
    for position in again.index[again]:
        if all(
            c == h or (h == "" and c != c)
            for c, h in zip(frame.loc[position], heading, strict=False)
        ):
            rule = "repeats the heading: two files were joined there"
            remedy = "name both files under source, one by one, or delete the line"
            if all(NUMBER.match(cell) for cell in heading):
                rule, remedy = "repeats the first row, which holds values: no headings", NO_HEADINGS
            raise InputError(Problem(file, None, int(rows.numbers[position]), rule, remedy))


def _refuse_swallowed(
    path: Path, frame: pd.DataFrame, rows: Rows, separator: str, heading: list[list[str]]
) -> None:
    first = sum(cell.count("\n") for row in heading for cell in row)
    found = swallowed(frame, rows.numbers, separator, first)
    if found is not None:
        rule = (
            f"opens a quote in line {found.opened} that closes in line {found.closed}; the lines "
            "between look like rows of the table, which it would swallow"
        )
        remedy = f"{MEND_QUOTE}; where cells do hold such lines, declare read: {{multiline: true}}"
        raise InputError(Problem(path.name, None, found.row, rule, remedy))
