"""Which unknowns a system of sums leaves one value: Gauss–Jordan elimination on sparse rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

ZERO = 1e-9

Row = dict[int, float]


def determined(rows: Iterable[Row], unknown: Collection[int]) -> dict[int, set[int]]:
    """The unknowns that the equations determine, and the known ones that each follows from.

    Parameters
    ----------
    rows : the equations, each a coefficient by cell, that sum to something known
    unknown : which of the cells are not known

    >>> determined([{1: 1, 2: 1, 7: -1}, {2: 1, 3: 1, 8: -1}, {1: 1, 2: 1, 3: 1, 9: -1}], {1, 2, 3})
    {1: {8, 9}, 2: {7, 8, 9}, 3: {7, 9}}
    >>> determined([{1: 1, 2: 1}, {2: 1, 3: 1}], {1, 2, 3})
    {}
    """
    solved: dict[int, Row] = {}  # by its pivot, which stands in no other of them
    holding: dict[int, set[int]] = defaultdict(set)  # by unknown, the pivots of the rows with it
    for row in rows:
        rest = dict(row)
        for pivot in [c for c in row if c in solved]:
            _subtract(rest, solved[pivot], rest[pivot])
        open_ = [c for c in rest if c in unknown]
        if not open_:
            continue
        pivot = min(open_, key=lambda c: (len(holding[c]), c))
        scale = rest[pivot]
        rest = {c: v / scale for c, v in rest.items()}
        for other in list(holding[pivot]):
            _subtract(solved[other], rest, solved[other][pivot])
            for c in open_:
                (holding[c].add if c in solved[other] else holding[c].discard)(other)
        solved[pivot] = rest
        for c in open_:
            holding[c].add(pivot)
    return {
        pivot: {c for c in row if c not in unknown}
        for pivot, row in sorted(solved.items())
        if sum(c in unknown for c in row) == 1
    }


def _subtract(row: Row, other: Row, times: float) -> None:
    """Take a multiple of another row off a row."""
    for c, value in other.items():
        left = row.get(c, 0.0) - times * value
        if abs(left) < ZERO:
            row.pop(c, None)
        else:
            row[c] = left
