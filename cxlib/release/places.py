"""Places in tables that are blanked, and what is hidden by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from cxlib.release.counts import WHOLE, Cell

ROW = ""  # in a place: the whole row rather than one of its columns
Place = tuple[str, int, str]  # table, row, column


@dataclass(frozen=True)
class Bases:
    """Which column of a table is its rows' base, and which rows share one.

    Attributes
    ----------
    column : by table; to hide it is to hide the row
    mates : by table and row, the rows that share its base; absent where it has its own
    """

    column: Mapping[str, str]
    mates: Mapping[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)

    def places(self, cell: Cell) -> tuple[Place, ...]:
        """What is blanked to hide a cell; nothing where it cannot be."""
        first, last = cell.columns[0], cell.columns[-1]
        if WHOLE in cell.count:  # a whole that shares tell is hidden by hiding the shares
            alone = (cell.table, cell.rows[0]) not in self.mates
            return tuple((cell.table, row, last) for row in cell.rows) if alone else ()
        (row,) = cell.rows
        if self.column.get(cell.table) == first:
            rows = self.mates.get((cell.table, row), (row,))
            return tuple((cell.table, r, ROW) for r in rows)
        return ((cell.table, row, last),)


def is_hidden(cell: Cell, blanked: Collection[Place]) -> bool:
    """Whether no row tells a count any more."""
    return all(
        (cell.table, row, ROW) in blanked
        or any((cell.table, row, column) in blanked for column in cell.columns)
        for row in cell.rows
    )
