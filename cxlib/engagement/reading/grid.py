"""The grid that a sheet's cells span, and its formulas without a saved value, from its elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxlib.engagement.contracts.quality import Note, warn

COLUMN = re.compile(r"[A-Za-z]{1,3}$")
DIGITS = "0123456789"
LETTERS_OF = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TRUE = ("1", "true", "on")
NAMED = 3  # cells; the others are counted
LETTERS = 26


class Grid:
    """Gathers from a stream of elements; only cells that hold something count.

    Attributes
    ----------
    rows, columns : of the smallest grid from A1 that holds every cell.
    unsaved : the first cells, as (row, column letters), whose formula has no saved value.
    n_unsaved : how many there are.
    hidden : rows that a person or a filter has hidden.
    errors : cells that hold an error such as #DIV/0!, which are read as missing.
    merged : the cells that were merged, as A1:C3.
    """

    def __init__(self) -> None:
        self.rows = self.columns = self.n_unsaved = self.hidden = self.errors = 0
        self.merged: list[str] = []
        self.unsaved: list[tuple[int, str]] = []
        self._row = self._column = 0
        self._cell: list[str] = []
        self._formula = self._saved = self._in_value = False
        self._parser = None
        self._kinds: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._written = ""  # the row of the last reference, as written

    def attach(self, parser: object) -> None:
        """The parser, of which texts are asked only inside a formula's cell."""
        self._parser = parser

    def start(self, name: str, attributes: list[str]) -> None:
        """An element begins."""
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = name.rpartition(":")[2]
        if kind == "c":
            self.close()
            self._cell = attributes
            self._place(attributes)
        elif kind == "v" or kind == "is":  # the commonest but for cells
            self._holds(kind)
        elif kind == "row":
            self.close()
            said = _attribute(attributes, "r")
            self._row, self._column = int(said) if said else self._row + 1, 0
            self._written = said or ""
            if "hidden" in attributes and _attribute(attributes, "hidden") in TRUE:
                self.hidden += 1
        elif kind == "mergeCell":
            self.merged.append(_attribute(attributes, "ref") or "")
        elif kind == "f":
            self._formula = True
            self._parser.CharacterDataHandler = self._text

    def close(self) -> None:
        """A cell has ended: was there a value for its formula?"""
        if not self._formula:
            return
        self._parser.CharacterDataHandler = None
        if not self._saved:
            self.n_unsaved += 1
            if self.n_unsaved <= NAMED:
                self.unsaved.append((self._row, letters(self._column)))
        self._formula = self._saved = self._in_value = False

    def _place(self, attributes: list[str]) -> None:
        reference = attributes[1] if attributes[:1] == ["r"] else _attribute(attributes, "r")
        if not reference:  # one to the right of the last
            self._column += 1
            return
        said = reference.rstrip(DIGITS)
        column = self._columns.get(said)
        if column is None:
            if not COLUMN.match(said):
                raise ValueError("names a cell that there is not")
            column = self._columns[said] = number(said)
        self._column = column
        if reference[len(said) :] != self._written:
            self._written = reference[len(said) :]
            self._row = int(self._written)

    def _holds(self, kind: str) -> None:
        if self._row > self.rows:
            self.rows = self._row
        if self._column > self.columns:
            self.columns = self._column
        if "e" in self._cell and _attribute(self._cell, "t") == "e":
            self.errors += 1
        if self._formula:
            self._in_value = True
            self._saved = kind == "is" or _attribute(self._cell, "t") == "str"

    def _text(self, text: str) -> None:
        self._saved = self._saved or (self._in_value and bool(text.strip()))

    def notes(self, heading: int) -> Iterator[Note]:
        """What a person sees in the sheet and a reader does not; `heading` is its last row."""
        if self.hidden:
            words = "rows hidden in the sheet, by hand or by a filter, are read like all others"
            yield warn("", "", words, self.hidden, "delete them there, if they are not meant")
        if self.errors:
            words = "cells hold an error of the spreadsheet, and are read as missing"
            yield warn("", "", words, self.errors, "mend their formulas, and save it again")
        down = [ref for ref in self.merged if _reaches_down(ref, heading)]
        if down:
            words = f"cells merged over several rows ({down[0]}): only the first of them is filled"
            yield warn("", "", words, len(down), "take them apart, and fill every row")


def _reaches_down(ref: str, heading: int) -> bool:
    """Whether merged cells lie below the heading and span more than a row."""
    rows = [int(end.lstrip(LETTERS_OF) or 0) for end in ref.replace("$", "").split(":")]
    return len(rows) == 2 and rows[0] > heading and rows[1] > rows[0]


def _attribute(attributes: list[str], name: str) -> str | None:
    for place in range(0, len(attributes), 2):
        if attributes[place] == name:
            return attributes[place + 1]
    return None


def number(column: str) -> int:
    """The place of a column.

    >>> number("A"), number("XFD")
    (1, 16384)
    """
    place = 0
    for letter in column.upper():
        place = place * LETTERS + ord(letter) - ord("A") + 1
    return place


def letters(column: int) -> str:
    """The letters of a column.

    >>> letters(28)
    'AB'
    """
    said = ""
    while column > 0:
        column, rest = divmod(column - 1, LETTERS)
        said = chr(ord("A") + rest) + said
    return said
