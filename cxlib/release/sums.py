"""The declared sums, drawn up over the rows of result tables: which counts add up to which.

`cxlib.results.relations` says what adds up to what; here each such sum becomes a line of signed
terms over cells. Who decides what may be shown works on these lines, and who audits it too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from cxlib.release.counts import Cell, Counts, Key
from cxlib.results.relations import RELATIONS, Adds

SERIES = "kpis"
BEFORE = ", before"  # after the name of a table of the last report


class Line(NamedTuple):
    """A sum: its cells by their place in `Sums.cells`, 1 for the whole and -1 for the parts."""

    relation: str
    of: Key
    terms: tuple[tuple[int, int], ...]
    gap: float  # what the whole holds beyond its parts
    parts_only: bool = False


@dataclass
class Sums:
    """Every declared sum over some tables.

    Attributes
    ----------
    cells, values : the counts, and how large they are
    lines : the sums
    """

    cells: list[Cell] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def beside(self, earlier: Sums, same: Mapping[int, int]) -> dict[int, int]:
        """Take in the sums of the last report; where its cells are now.

        `same`: the rows of `kpis` that are of the same series and period, earlier by now. Where
        their counts are equal they are one cell: the past is the same in both reports.
        """
        place = {cell: n for n, cell in enumerate(self.cells)}
        now = {old: new for new, old in same.items()}
        at: dict[int, int] = {}
        for n, (cell, value) in enumerate(zip(earlier.cells, earlier.values, strict=True)):
            rows = tuple(now.get(row, -1) for row in cell.rows)
            one = place.get(cell._replace(rows=rows)) if cell.table == SERIES else None
            if one is None or self.values[one] != value:
                one = len(self.cells)
                self.cells.append(cell._replace(table=cell.table + BEFORE))
                self.values.append(value)
            at[n] = one
        known = {frozenset(line.terms) for line in self.lines}
        for line in earlier.lines:
            terms = tuple((at[cell], sign) for cell, sign in line.terms)
            if frozenset(terms) not in known:
                self.lines.append(line._replace(terms=terms))
        return at


def same_rows(
    now: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame]
) -> dict[int, int]:
    """The rows of `kpis` that are of the same series and period: the earlier one by that of now."""
    if SERIES not in now or SERIES not in before:
        return {}
    keys = ["kpi", "scope", "period"]
    one, other = (frames[SERIES][keys].reset_index() for frames in (now, before))
    pairs = one.merge(other, on=keys)
    return dict(zip(pairs["index_x"].tolist(), pairs["index_y"].tolist(), strict=True))


def sums(
    tables: Mapping[str, pd.DataFrame],
    window: Collection[str] | None = None,
    relations: tuple[Adds, ...] = RELATIONS,
) -> Sums:
    """Every declared sum over these tables.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        Result tables; a row is known by its place. Missing ones count as empty.
    window : labels of the periods that steps 1-4 look at; None where that is all of them
    relations : the declared ones by default

    >>> rows = {"department": ["IT", "HR"], "measure": "awareness", "n": [12, 30]}
    >>> asked = {"table": ["readiness"], "check": "rows used", "n": [42]}
    >>> drawn = sums({"readiness": pd.DataFrame(rows), "quality": pd.DataFrame(asked)})
    >>> [(line.relation, line.gap) for line in drawn.lines], drawn.values
    ([('readiness: rows', 0.0)], [42.0, 12.0, 30.0])
    """
    counts, found, places = Counts(tables, window), Sums(), {}
    for relation in relations:
        for key, terms in _drawn(relation, counts):
            line = []
            for cell, value, sign in terms:
                place = places.setdefault(cell, len(places))
                if place == len(found.cells):
                    found.cells.append(cell)
                    found.values.append(value)
                line.append((place, sign))
            gap = sum(value * sign for _, value, sign in terms)
            found.lines.append(Line(relation.name, key, tuple(line), gap, relation.parts_only))
    return found


def _drawn(relation: Adds, counts: Counts) -> Iterator[tuple[Key, list[tuple[Cell, float, int]]]]:
    """Each sum of a relation that has both sides: what it is of, and its terms."""
    sides = [(1, relation.whole), *((-1, cells) for cells in relation.parts)]
    names = [tuple(name for name, _ in cells.by) for _, cells in sides]
    widest = max(names, key=len)
    told = [counts.grouped(cells) for _, cells in sides]
    keys = {k: None for n, groups in zip(names, told, strict=True) if n == widest for k in groups}
    picks = [[widest.index(name) for name in n] for n in names]
    for key in keys:
        terms = [
            (cell, value, sign)
            for (sign, _), groups, pick in zip(sides, told, picks, strict=True)
            for cell, value in groups.get(tuple(key[i] for i in pick), ())
        ]
        if len({sign for _, _, sign in terms}) == 2:
            yield key, terms
