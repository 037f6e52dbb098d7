"""Counts as the tables tell them, grouped by the sums that they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

import pandas as pd

from cxlib.results.relations import IN_WINDOW, Cells

WHOLE, PART = "/", "*"  # in the name of a count that two columns tell
STEP = " → "  # in a path
LOOKED_UP = {"stage": "touchpoint_map", "owner": "blueprint"}

Key = tuple[str, ...]


class Cell(NamedTuple):
    """A count that a row tells; where shares tell a whole, any of `rows` does."""

    table: str
    count: str
    rows: tuple[int, ...]

    @property
    def columns(self) -> list[str]:
        return self.count.replace(PART, WHOLE).split(WHOLE)


class Counts:
    """The counts of some result tables; each column is read once.

    Parameters
    ----------
    tables : result tables by name; a row is known by its place
    window : labels of the periods that steps 1-4 look at; None where that is all of them
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], window: Collection[str] | None):
        self.tables = tables
        self.window = None if window is None else set(window)
        self.known: dict[tuple[str, str], list] = {}

    def grouped(self, cells: Cells) -> dict[Key, list[tuple[Cell, float]]]:
        """The counts of every sum that they belong to; none where the table lacks a column."""
        if not self._has(cells):
            return {}
        read = [self._reading(cells.table, reading) for _, reading in cells.by]
        values, rows = self._values(cells.table, cells.count), self._rows(cells)
        whole = WHOLE in cells.count
        of_row = rows if whole else self._cells(cells.table, cells.count)
        found = defaultdict(list)
        for row, *key in zip(rows, *([said[r] for r in rows] for said in read), strict=True):
            if values[row] is not None and None not in key:
                found[tuple(key)].append((row if whole else of_row[row], values[row]))
        if whole:  # the whole is one count, whichever row tells it
            return {
                key: [(Cell(cells.table, cells.count, tuple(r for r, _ in told)), told[0][1])]
                for key, told in found.items()
            }
        return dict(found)

    def _cells(self, table: str, count: str) -> list[Cell]:
        """The cell of every row, made once."""
        key = (table, f"cells of {count}")
        if key not in self.known:
            rows = range(len(self.tables[table]))
            self.known[key] = [Cell(table, count, (row,)) for row in rows]
        return self.known[key]

    def _has(self, cells: Cells) -> bool:
        frame = self.tables.get(cells.table, ())
        read = [reading.split(">")[0].split("[")[0] for _, reading in cells.by]
        counts = Cell(cells.table, cells.count, ()).columns
        return len(frame) > 0 and not {*read, *counts, *cells.where} - set(frame.columns)

    def _column(self, table: str, name: str) -> list:
        if (table, name) not in self.known:
            cells = self.tables[table][name].astype(object)
            self.known[table, name] = cells.where(cells.notna(), None).tolist()
        return self.known[table, name]

    def _values(self, table: str, count: str) -> list[float | None]:
        key = (table, f"value of {count}")
        if key not in self.known:
            self.known[key] = self._valued(table, count)
        return self.known[key]

    def _valued(self, table: str, count: str) -> list[float | None]:
        first, *second = (self._column(table, c) for c in Cell(table, count, ()).columns)
        if not second:
            return [None if v is None else float(v) for v in first]
        pairs = zip(first, second[0], strict=True)
        if PART in count:
            return [None if None in (a, b) else float(round(a * b)) for a, b in pairs]
        return [None if None in (a, b) or b == 0 else float(round(a / b)) for a, b in pairs]

    def _rows(self, cells: Cells) -> list[int]:
        rows = list(range(len(self.tables[cells.table])))
        for column, wanted in cells.where.items():
            said = [str(s) if isinstance(s, bool) else s for s in self._column(cells.table, column)]
            if wanted == IN_WINDOW:
                rows = [r for r in rows if self.window is None or said[r] in self.window]
            elif wanted.endswith("*"):
                rows = [r for r in rows if said[r] and said[r].startswith(wanted[:-1])]
            else:
                other, wanted = wanted.startswith("!"), wanted.removeprefix("!")
                column = wanted.removeprefix("=")
                against = [wanted] * len(said)
                if column != wanted:
                    against = self._column(cells.table, column)
                rows = [r for r in rows if (said[r] == against[r]) != other]
        return rows

    def _reading(self, table: str, reading: str) -> list[str | None]:
        """What each row says by a reading, see `relations.Cells`; None where it says nothing."""
        key = (table, f"reading of {reading}")
        if key not in self.known:
            self.known[key] = self._read(table, reading)
        return self.known[key]

    def _read(self, table: str, reading: str) -> list[str | None]:
        reading, _, looked_up = reading.partition(">")
        column, _, tag = reading.rstrip("]").partition("[")
        said = self._column(table, column)
        if tag in ("first", "last"):
            said = [path and path.split(STEP)[0 if tag == "first" else -1] for path in said]
        elif tag:
            pairs = [(s or "").partition("=") for s in said]
            said = [
                (name if tag == "*" else value if name == tag else None) if equal else None
                for name, equal, value in pairs
            ]
        if looked_up:
            elsewhere = self._lookup(looked_up)
            said = [elsewhere.get(s) for s in said]
        return said

    def _lookup(self, column: str) -> dict[str, str]:
        """What is said elsewhere of a touchpoint: its stage, its owner."""
        frame = self.tables.get(LOOKED_UP[column], pd.DataFrame())
        if not {"touchpoint", column} <= set(frame.columns):
            return {}
        names = (self._column(LOOKED_UP[column], c) for c in ("touchpoint", column))
        return dict(zip(*names, strict=True))
