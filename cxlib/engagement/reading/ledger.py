"""The ledger of a delimited file's physical lines, and rows that a quote has swallowed.

    lines = lines of the heading + rows + blank lines + lines inside quoted cells

A quote that opens a cell and finds its end only some rows further down makes one cell of them, and
no parser complains. What tells such a cell from a comment of several lines is whether its lines are
rows of this table. The rule, line by line after the first one of a cell:

1. it has as many cells as the heading;
2. each of its cells is built as the cells of its column are (digits, words, signs between them),
   in every column whose cells are built in a few ways only;
3. a column that has digits is among those. Where there is none, all lines of the cell must obey 1
   and 2, and there must be at least three: words alone are built like words.

`read: {multiline: true}` declares that cells hold such lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cxlib.engagement.contracts.quality import Note, note

SAMPLE = 2_000  # cells of a column whose make is learnt
FEW = 4  # makes of a column of codes, numbers or dates; prose has more
ENOUGH_WORDS = 3  # lines that agree, where no column has digits
LETTERS = re.compile(r"[^\W\d_]+")
DIGITS = re.compile(r"\d+")
KIND = "lines: "  # how the ledger's rows in the quality table begin


@dataclass(frozen=True)
class Ledger:
    """Physical lines of one file, and what each of them is."""

    lines: int
    heading: int
    rows: int
    blank: int
    inside: int
    below: int = 0

    @property
    def balanced(self) -> bool:
        return self.lines == self.heading + self.rows + self.blank + self.inside + self.below

    def notes(self) -> list[Note]:
        """The ledger as rows of the quality table; the table is named where it is known."""
        parts = {"of the heading": self.heading, "of rows": self.rows, "blank": self.blank}
        parts |= {"inside quoted cells": self.inside, "below the table": self.below}
        told = [note("", "", f"{KIND}in the file", self.lines)]
        return told + [note("", "", KIND + what, n) for what, n in parts.items() if n]


@dataclass(frozen=True)
class Swallowed:
    """A quote that took rows for text: its row, and the physical lines of its two ends."""

    row: int
    opened: int
    closed: int


def make(cell: str) -> str:
    """How a cell is built: digits as 9, words as a.

    >>> make("2026-04-03"), make("north west"), make("A-17")
    ('9-9-9', 'a a', 'a-9')
    """
    return DIGITS.sub("9", LETTERS.sub("a", cell.strip()))


def makes(column: pd.Series) -> frozenset[str] | None:
    """How a column's cells are built, where they are built in a few ways; None for prose."""
    cells = column.dropna()
    cells = cells[~cells.str.contains("\n", regex=False)].head(SAMPLE)
    found = frozenset(cells.map(make))
    return found if 0 < len(found) <= FEW else None


def swallowed(
    frame: pd.DataFrame, rows: Sequence[int], separator: str, first: int
) -> Swallowed | None:
    """The first cell of several lines that are rows of this table; None where there is none.

    Parameters
    ----------
    frame : cells as text, one row a record.
    rows : the number of each row as a spreadsheet counts it.
    separator : between the cells of a line.
    first : the physical lines above those that the row numbers count, in headings of several lines.
    """
    lines = sum(frame[c].str.count("\n").fillna(0) for c in frame.columns).astype("int64")
    above = first + lines.cumsum().shift(fill_value=0)
    known = None
    for position in lines.index[lines > 0]:
        known = [makes(frame[c]) for c in frame.columns] if known is None else known
        cells = ["" if cell is None or cell != cell else cell for cell in frame.loc[position]]
        place = next(i for i, cell in enumerate(cells) if "\n" in cell)
        if _are_rows(cells, place, separator, known):
            opened = int(rows[position] + above[position])
            return Swallowed(int(rows[position]), opened, opened + int(lines[position]))
    return None


def _are_rows(
    cells: list[str], place: int, separator: str, known: list[frozenset[str] | None]
) -> bool:
    known = [None if i == place else made for i, made in enumerate(known)]  # text, of any make
    inner = [line.rstrip("\r").split(separator) for line in cells[place].split("\n")[1:]]
    inner[-1] = [*inner[-1], *cells[place + 1 :]]  # what follows the quote in its last line
    verdicts = [_fits(line, known) for line in inner if line != [""]]
    digits = any(known_as and any("9" in m for m in known_as) for known_as in known)
    if digits:
        return any(verdicts)
    return len(verdicts) >= ENOUGH_WORDS and all(verdicts)


def _fits(line: list[str], known: list[frozenset[str] | None]) -> bool:
    """Whether a line of a cell would be a row of the table."""
    if len(line) != len(known) or len(known) < 2:
        return False
    cells = [cell.strip(' "') for cell in line]
    fits = [k is None or not c or make(c) in k for c, k in zip(cells, known, strict=True)]
    return all(fits) and sum(map(bool, cells)) > len(cells) / 2
