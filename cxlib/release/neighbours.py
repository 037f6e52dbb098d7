"""Which further counts are hidden, so that no hidden one can be worked back by adding up.

A hidden count is laid open where it is the only hidden one of a sum; where the hidden ones of a
whole are together fewer than may be shown, because then their scores could be worked back as one
group; and where all the sums together leave it one value. Of such a sum one more count is hidden,
until there is none: a number in a row that stays rather than a row, a part rather than a total,
what lays open the fewest sums in turn, the smallest. What later steps made needless is shown
again. This is complementary cell suppression by a greedy rule (Hundepool et al., Statistical
Disclosure Control, 2012, ch. 4); linear programming audits it (`cxlib.release.audit`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from cxlib.release.elimination import determined
from cxlib.release.places import ROW, Bases, Place, is_hidden
from cxlib.release.sums import Sums

NUMBER = 0.25  # the loss of a number in a row that stays, where the loss of a row is 1


@dataclass(frozen=True)
class Step:
    """One more count hidden, and wherever else it is told."""

    places: frozenset[Place]
    cells: frozenset[int]


class Neighbours:
    """Sums, and what of their counts is hidden so far.

    Parameters
    ----------
    drawn : Sums
    blanked : places that are hidden whatever the sums say
    least : the smallest group that may be shown
    bases : how a cell is hidden
    known : cells that cannot be hidden any more, having been published before
    nameless : tables whose hidden rows have no name, so that nobody can ask for one
    """

    def __init__(
        self,
        drawn: Sums,
        blanked: Iterable[Place],
        least: int,
        bases: Bases,
        known: Collection[int] = (),
        nameless: Collection[str] = (),
    ):
        self.cells, self.values, self.least = drawn.cells, drawn.values, least
        self.bases = bases
        self.unasked = {n for n, cell in enumerate(drawn.cells) if cell.table in nameless}
        # a whole that holds many more than its parts says nothing of them
        telling = [line for line in drawn.lines if abs(line.gap) < least]
        # and nobody is hidden behind a nought
        self.lines = [{c: s for c, s in line.terms if self.values[c] > 0} for line in telling]
        self.parts_only = [line.parts_only for line in telling]
        self.exact = [line.gap == 0 for line in telling]
        self.totals = {
            c for line in self.lines for c, sign in line.items() if sign > 0 and self._inside(line)
        }
        self.lines_of = _places_of((c, n) for n, line in enumerate(self.lines) for c in line)
        self.cells_at = _places_of(
            ((cell.table, row), n) for n, cell in enumerate(self.cells) for row in cell.rows
        )
        self.blanked: set[Place] = set()
        self.hidden: set[int] = set()
        self.steps: list[Step] = []
        self.known = set(known)
        first = set(blanked)
        self._blank(Step(frozenset(first), frozenset(self._hides(first))))

    def protect(self) -> set[Place]:
        """Hide more until nothing is laid open that could be helped; all that is blanked then."""
        self._close(self._beside(self.hidden))
        for step in sorted(self.steps, key=self._size, reverse=True):
            self._take_back([step])
        told, helpless = self._show_what_is_known(self._told()), set(self.unasked)
        while told := {c: known for c, known in told.items() if c not in helpless}:
            broken: set[int] = set()
            for cell, known in told.items():
                able = [c for c in known if self._able(c)]
                if not able:
                    helpless.add(cell)
                elif not known & broken:
                    self._hide(min(able, key=self._loss))
                    broken |= self.steps[-1].cells
            self._close(self._beside(broken))
            told = self._told() if broken else {}
        return self.blanked

    def laid_open(self, line: int, more: Collection[int] = ()) -> bool:
        """Whether a sum tells a hidden count or a group of too few, with `more` hidden too."""
        terms = self.lines[line]
        hidden = [c for c in terms if c in self.hidden or c in more]
        if len(hidden) < 2:
            return bool(hidden)
        if len({terms[c] for c in hidden}) == 2:
            return False
        return sum(self.values[c] for c in hidden) < self.least

    def _close(self, waiting: list[int]) -> None:
        while waiting:
            touched: set[int] = set()
            for line in waiting:
                while self.laid_open(line) and (able := self._partners(line)):
                    self._hide(min(able, key=self._loss))
                    touched |= self.steps[-1].cells
            waiting = self._beside(touched)

    def _told(self) -> dict[int, set[int]]:
        """Hidden counts to which all sums together leave one value, and what tells it."""
        lines = [
            {c: float(sign) for c, sign in line.items()}
            for line, exact in zip(self.lines, self.exact, strict=True)
            if exact and not self.hidden.isdisjoint(line)
        ]
        return determined(lines, self.hidden)

    def _show_what_is_known(self, told: dict[int, set[int]]) -> dict[int, set[int]]:
        """To hide what can be worked back anyway protects nothing; what is still told then."""
        idle = [step for step in self.steps if step.cells <= set(told)]
        while idle:
            together = [idle.pop()]
            for step in together:
                near = set(self._beside(step.cells))
                more = [s for s in idle if near.intersection(self._beside(s.cells))]
                together += more
                idle = [s for s in idle if s not in more]
            self._take_back(together)
        return {c: known for c, known in told.items() if c in self.hidden}

    def _partners(self, line: int) -> list[int]:
        """The counts of a sum that can be hidden."""
        only = self.parts_only[line]
        return [
            c for c, sign in self.lines[line].items() if self._able(c) and not only * (sign > 0)
        ]

    def _able(self, cell: int) -> bool:
        free = cell not in self.hidden and cell not in self.known
        return free and bool(self.bases.places(self.cells[cell]))

    def _loss(self, cell: int) -> tuple:
        step = self._with_echoes(cell)
        opened = sum(
            self.laid_open(n, step.cells) - self.laid_open(n) for n in self._beside(step.cells)
        )
        rows = sum(column == ROW for _, _, column in step.places)
        numbers = len(step.places) - rows
        total = rows > 0 and cell in self.totals
        return total, rows + opened + NUMBER * numbers, self.values[cell], cell

    def _hide(self, cell: int) -> None:
        step = self._with_echoes(cell)
        self._blank(step)
        self.steps.append(step)

    def _with_echoes(self, cell: int) -> Step:
        """What is blanked to hide a cell wherever else it is told, and the cells hidden by it."""
        places: set[Place] = set()
        hidden: set[int] = set()
        waiting = [cell]
        while waiting:
            more = set(self.bases.places(self.cells[waiting.pop()])) - places - self.blanked
            places |= more
            new = self._hides(more) - hidden
            hidden |= new
            for line in self._beside(new):
                if len(self.lines[line]) == 2:
                    waiting += [c for c in self._partners(line) if c not in hidden]
        return Step(frozenset(places), frozenset(hidden))

    def _inside(self, line: Mapping[int, int]) -> bool:
        """Whether a sum stands in one table."""
        return len({self.cells[c].table for c in line}) == 1

    def _blank(self, step: Step) -> None:
        self.blanked |= step.places
        self.hidden |= step.cells

    def _take_back(self, steps: list[Step]) -> bool:
        """Show again what these steps hid, unless that lays something open."""
        places = set(chain.from_iterable(step.places for step in steps))
        self.blanked -= places
        cells = chain.from_iterable(step.cells for step in steps)
        shown = {c for c in cells if not is_hidden(self.cells[c], self.blanked)}
        self.hidden -= shown
        if any(self.laid_open(n) for n in self._beside(shown)):
            self.blanked |= places
            self.hidden |= shown
            return False
        self.steps = [step for step in self.steps if step not in steps]
        return True

    def _size(self, step: Step) -> tuple[int, float, list[Place]]:
        rows = sum(column == ROW for _, _, column in step.places)
        return rows, max((self.values[c] for c in step.cells), default=0), sorted(step.places)

    def _hides(self, places: Collection[Place]) -> set[int]:
        """Cells that are shown now and hidden once these places are blanked."""
        near = {c for table, row, _ in places for c in self.cells_at.get((table, row), ())}
        blanked = self.blanked.union(places) if near else ()
        return {c for c in near - self.hidden if is_hidden(self.cells[c], blanked)}

    def _beside(self, cells: Iterable[int]) -> list[int]:
        return sorted({line for cell in cells for line in self.lines_of.get(cell, ())})


def _places_of(pairs: Iterable[tuple]) -> dict:
    found: dict = defaultdict(list)
    for key, place in pairs:
        found[key].append(place)
    return found
