"""Can a hidden count be worked back? Its bounds by linear programming over all that is shown.

Independent of how it was decided what to hide: the auditor takes the figures as they stand in an
output, knows every sum that holds between them (`cxlib.results.relations`), and asks of each hidden
count for its least and its largest value. Where the two are one, it is told. That a hidden base is
one at least is known; that it is below the limit is not, as neighbours are hidden as well.

A figure that was computed from a hidden cell (`cxlib.results.resting`) is an equation for it that
no program of counts knows: it is named where it is shown more exactly than its interval bears.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from cxlib.release.counts import Cell
from cxlib.release.resting import too_exact
from cxlib.release.sums import Sums, same_rows, sums
from cxlib.results import REGISTRY
from cxlib.results.relations import RELATIONS, Adds
from cxlib.results.resting import RESTS, Rests

APART = 1 - 1e-6  # two whole numbers that differ
MOST_LOOKS = 20  # at all counts at once; those left over are looked at one by one
LARGEST = 1e6  # what a count can be where nothing limits it


@dataclass(frozen=True)
class Release:
    """What a report rests on and what it shows, row for row.

    Attributes
    ----------
    results : the result tables as the steps wrote them
    shown : the same rows as an output shows them; what it hides is missing
    window : the periods that steps 1-4 look at; None where that is all of them
    unasked : tables of whose hidden rows nobody asks: they lose their name, or count no group
    """

    results: Mapping[str, pd.DataFrame]
    shown: Mapping[str, pd.DataFrame]
    window: Collection[str] | None = None
    unasked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Told:
    """A hidden count that can be worked back, or a figure that tells of a hidden cell."""

    table: str
    count: str
    row: tuple[str, ...]
    value: object


@dataclass(frozen=True)
class Audit:
    """What an audit looked at and found.

    Attributes
    ----------
    hidden : how many hidden counts there are in the sums
    sums : how many sums with hidden counts were in the program
    told : those of the hidden that can be worked back
    resting : figures that rest on hidden cells and are shown too exactly
    """

    hidden: int
    sums: int
    told: tuple[Told, ...]
    resting: tuple[Told, ...] = ()


def audit(
    release: Release,
    earlier: Release | None = None,
    relations: tuple[Adds, ...] = RELATIONS,
    rests: tuple[Rests, ...] = RESTS,
) -> Audit:
    """Look for hidden counts that can be worked back from a report and the one before it, and for
    figures of the report that rest on what it hides.

    A sum is used where it holds in the results: the auditor is told which do.

    >>> asked = pd.DataFrame({"table": ["readiness"], "check": ["rows used"], "n": [34]})
    >>> held = pd.DataFrame({"department": ["IT", "HR"], "measure": "awareness", "n": [4, 30]})
    >>> results = {"readiness": held, "quality": asked}
    >>> shown = {**results, "readiness": held.assign(n=[None, 30])}
    >>> audit(Release(results, shown)).told
    (Told(table='readiness', count='n', row=('IT', 'awareness'), value=4.0),)
    """
    drawn = sums(release.results, release.window, relations)
    hidden = _hidden(drawn.cells, release)
    asked = [c for c in hidden if drawn.cells[c].table not in release.unasked]
    if earlier is not None:
        first, before = len(drawn.cells), sums(earlier.results, earlier.window, relations)
        told_then = set(range(len(before.cells))) - _hidden(before.cells, earlier)
        at = drawn.beside(before, same_rows(release.results, earlier.results))
        hidden |= set(range(first, len(drawn.cells)))
        hidden -= {at[c] for c in told_then}
    program = _Program(drawn, hidden)
    asked = [c for c in asked if drawn.values[c] > 0]
    told = tuple(
        Told(cell.table, cell.count, _key(release.results, cell), drawn.values[c])
        for c in asked
        for cell in (drawn.cells[c],)
        if c not in hidden or program.is_told(c)
    )
    exact = tuple(
        Told(table, column, _key(release.results, Cell(table, column, (row,))), value)
        for table, column, row, value in too_exact(release.results, release.shown, rests)
    )
    return Audit(len(asked), len(program.known), told, exact)


def _hidden(cells: list[Cell], release: Release) -> set[int]:
    """The counts that no row tells."""
    there: dict[tuple[str, str], np.ndarray] = {}
    for cell in cells:
        for column in cell.columns:
            if (cell.table, column) not in there:
                there[cell.table, column] = release.shown[cell.table][column].notna().to_numpy()
    return {
        n
        for n, cell in enumerate(cells)
        if not any(all(there[cell.table, c][row] for c in cell.columns) for row in cell.rows)
    }


def _key(results: Mapping[str, pd.DataFrame], cell: Cell) -> tuple[str, ...]:
    frame = results[cell.table]
    keys = [c for c in REGISTRY[cell.table].key if c in frame]
    return tuple(str(said) for said in frame.iloc[cell.rows[0]][keys])


class _Program:
    """The sums that hold, as equations of what is hidden; and what each hidden count can be."""

    def __init__(self, drawn: Sums, hidden: Collection[int]):
        lines = [line for line in drawn.lines if line.gap == 0]
        lines = [line for line in lines if any(c in hidden for c, _ in line.terms)]
        cells = sorted({c for line in lines for c, _ in line.terms if c in hidden})
        self.places = {c: k for k, c in enumerate(cells)}
        entries = [
            (n, self.places[c], sign)
            for n, line in enumerate(lines)
            for c, sign in line.terms
            if c in hidden
        ]
        row, column, sign = (
            (np.array(e) for e in zip(*entries, strict=True)) if entries else [[]] * 3
        )
        self.equations = csr_array(
            (sign, (row, column)), shape=(len(lines), len(cells)), dtype=float
        )
        self.known = -np.array(
            [sum(drawn.values[c] * s for c, s in line.terms if c not in hidden) for line in lines]
        )
        self.true = np.array([drawn.values[c] for c in cells])
        self.lowest = np.minimum(self.true, 1.0)
        self.least, self.most = self.true.copy(), self.true.copy()
        self._look_at_all()

    def _look_at_all(self) -> None:
        """Values that counts can have, many at a time: what is seen to differ is not told."""
        rng = np.random.default_rng(0)
        for _ in range(MOST_LOOKS):
            alike = self.most - self.least < APART
            if not alike.any():
                return
            towards = np.where(alike, rng.integers(1, 9, len(alike)), 0)
            for sign in (1, -1):
                wanted = towards * sign * rng.choice([1, -1], len(alike))
                found = linprog(
                    wanted, A_eq=self.equations, b_eq=self.known, method="highs",
                    bounds=np.stack([self.lowest, np.full(len(alike), LARGEST)], axis=1),
                )  # fmt: skip
                if found.x is not None and np.allclose(found.x, np.round(found.x), atol=1e-6):
                    self.least = np.minimum(self.least, found.x)
                    self.most = np.maximum(self.most, found.x)

    def is_told(self, cell: int) -> bool:
        """Whether a count can have one value only."""
        if cell not in self.places:
            return False  # no sum that holds speaks of it
        place = self.places[cell]
        if self.most[place] - self.least[place] >= APART:
            return False
        least, most = (self._end(place, sign) for sign in (1, -1))
        return most - least < APART

    def _end(self, place: int, sign: int) -> float:
        wanted = np.zeros(len(self.true))
        wanted[place] = sign
        found = milp(
            wanted,
            constraints=LinearConstraint(self.equations, self.known, self.known),
            bounds=Bounds(self.lowest, np.full(len(wanted), LARGEST)),
            integrality=np.ones(len(wanted)),
        )
        return float(found.x[place])
