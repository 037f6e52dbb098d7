"""A hidden count that can be worked back is found, for every sum that is declared."""

from __future__ import annotations

import pytest

from cxlib.release.audit import Release, audit
from cxlib.release.neighbours import Neighbours
from cxlib.release.rules import bases_of
from cxlib.release.sums import sums
from cxlib.release.suppression import as_shown
from cxlib.results.relations import RELATIONS

SMALL, PERIODS = 4, ("2026-07", "2026-08", "2026-09")  # as planted


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_a_planted_leak_is_named_and_a_neighbour_stops_it(relation, planted):
    tables = planted(relation)
    drawn = sums(tables, PERIODS, (relation,))
    (line,) = drawn.lines
    assert line.gap == 0
    small = next(c for c, sign in line.terms if sign < 0 and drawn.values[c] == SMALL)
    bases = bases_of(tables)
    first = set(bases.places(drawn.cells[small]))
    alone, helped = (
        audit(
            Release(tables, {n: as_shown(n, f, places, 10) for n, f in tables.items()}, PERIODS),
            relations=(relation,),
        )
        for places in (first, Neighbours(drawn, first, 10, bases).protect())
    )
    cell = drawn.cells[small]
    assert (cell.table, cell.count, SMALL) in {(t.table, t.count, t.value) for t in alone.told}
    assert helped.told == ()
