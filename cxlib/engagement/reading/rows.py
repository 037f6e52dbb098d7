"""The rows of a delimited file, gathered batch by batch into columns of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.problems import ROWS_NAMED
from cxlib.engagement.contracts.quality import MENDED, Note, note
from cxlib.engagement.reading.footer import parted
from cxlib.errors import Problem

CELLS_AT_ONCE = 200_000  # held as Python objects before they go into columns
MEND_CELLS = "put quotes around text that holds the separator, or declare read: {separator: ...}"
MEND_SHORT = (
    "export it again with all its cells; where the last ones are blank by design, declare read: "
    "{short_rows: fill}"
)


class Rows:
    """Rows by columns. Uneven ones are kept aside; blank ones are counted.

    `seen` counts the parser's rows, blank ones included; `numbers` are those of the rows kept, as a
    spreadsheet counts them. The last rows are held back in `below`, until `footer` of them hold
    anything: they are no rows of the table.
    """

    def __init__(self, width: int, above: int, *, fill: bool, footer: int = 0):
        self.width, self.above, self.fill, self.footer = width, above, fill, footer
        self.below: Sequence[Sequence[str]] = []
        self.batch = max(1, CELLS_AT_ONCE // max(width, 1))
        self.seen = self.blank = self.filled = self.cut = 0
        self.uneven: list[tuple[int, list[str]]] = []
        self._uneven_rows = Counter()
        self._chunks: list[list] = []
        self._numbers: list[np.ndarray] = []

    def add(self, batch: Sequence[Sequence[str]]) -> None:
        """The next rows of the file."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self.footer:
            batch, self.below = parted([*self.below, *batch], self.footer)
        start = self.above + self.seen + 1
        self.seen += len(batch)
        numbers = np.arange(start, start + len(batch))
        if set(map(len, batch)) != {self.width}:
            kept = [self._fitted(row, int(n)) for row, n in zip(batch, numbers, strict=True)]
            numbers = numbers[[row is not None for row in kept]]
            batch = [row for row in kept if row is not None]
        if batch:
            nothing, text = pa.scalar(None, pa.large_string()), pa.large_string()
            cells = [pa.array(column, text) for column in zip(*batch, strict=True)]
            self._chunks.append([pc.if_else(pc.equal(c, ""), nothing, c) for c in cells])
            self._numbers.append(numbers)

    def _fitted(self, row: list[str], number: int) -> list[str] | None:
        """A row of the heading's width, or nothing where it is blank or uneven."""
        if not row:
            self.blank += 1
            return None
        if len(row) > self.width and not any(cell.strip() for cell in row[self.width :]):
            self.cut += 1
            return row[: self.width]
        if len(row) < self.width and self.fill and not any("\n" in cell for cell in row):
            self.filled += 1
            return [*row, *[""] * (self.width - len(row))]
        if len(row) != self.width:
            self._uneven_rows[len(row)] += 1
            if len(self.uneven) < ROWS_NAMED:
                self.uneven.append((number, row))
            return None
        return row

    @property
    def last(self) -> int:
        """The number of the last row that the parser has seen."""
        return self.above + self.seen + len(self.below)

    @property
    def numbers(self) -> np.ndarray:
        return np.concatenate([np.zeros(0, dtype=np.int64), *self._numbers])

    def frame(self, *, returns: bool) -> pd.DataFrame:
        """The columns by position. `returns`: carriage returns were put by as NUL."""
        import pyarrow as pa
        import pyarrow.compute as pc

        columns = {}
        for place in range(self.width):
            chunks = [chunk[place] for chunk in self._chunks]
            cells = pa.chunked_array(chunks, pa.large_string()).combine_chunks()
            if returns:
                cells = pc.replace_substring(cells, "\0", "\r")
            columns[place] = pd.array(cells, dtype="str")
        return pd.DataFrame(columns, index=range(len(self.numbers)))

    def notes(self) -> list[Note]:
        """What was mended in the rows."""
        told = {
            "rows that end early, filled with blanks (read: {short_rows: fill})": self.filled,
            "blank cells beyond the last heading left out of rows": self.cut,
        }
        return [note("", "", MENDED + words, n) for words, n in told.items() if n]

    def problems(self, file: str) -> list[Problem]:
        """The first rows that have another number of cells than the heading, the others counted."""
        more = sum(self._uneven_rows.values()) - len(self.uneven)
        found = []
        for number, row in self.uneven:
            rule = f"has {len(row)} cells where the header has {self.width}"
            if any("\n" in cell for cell in row):
                rule += "; a quote that it opens closes some lines further down"
            if more and number == self.uneven[-1][0]:
                rule += f" (and {more} more rows break this rule)"
            found.append(Problem(file, None, number, rule, self._remedy(row)))
        return found

    def _remedy(self, row: list[str]) -> str:
        usual = max(self._uneven_rows, key=lambda n: self._uneven_rows[n])
        titled = self.width < usual and self._uneven_rows[usual] > self.seen / 2
        if titled and self.width == 1:
            above = self.uneven[0][0] - 1
            return f"where titles stand above the headings, declare read: {{skip_rows: {above}}}"
        if titled and self._words(self.uneven[0][1]) and not self._words(self.uneven[-1][1]):
            above = self.uneven[0][0] - 1
            return f"where titles stand above the headings, declare read: {{skip_rows: {above}}}"
        if self.width < usual and self._uneven_rows[usual] == self.seen - self.blank:
            lacks = usual - self.width
            missing = f"{lacks} missing cell{'s' * (lacks > 1)}"
            return f"give the heading its {missing}: every row has {usual}"
        uneven = self._uneven_rows.total()
        if len(row) < self.width and self.uneven[0][0] > max(self.numbers, default=0):
            return f"where this is no row of the table, declare read: {{footer_rows: {uneven}}}"
        if len(row) == 1 and self.width > 2:
            return f"delete the line, if it is a note beside the table, or {MEND_SHORT}"
        return MEND_SHORT if len(row) < self.width else MEND_CELLS

    @staticmethod
    def _words(row: list[str]) -> bool:
        """Whether a row could be headings: words in every cell, and no number."""
        return all(cell.strip() and not any(c.isdigit() for c in cell[:1]) for cell in row)
