"""What the last published report told and hid, beside which the next one is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from cxlib.engagement.config import Policy
from cxlib.release.hiding import protected, small_groups
from cxlib.release.places import ROW, Place
from cxlib.release.rules import NOT_GROUPS, limit, rule_of
from cxlib.release.sums import BEFORE, SERIES, Sums, same_rows, sums
from cxlib.results import REGISTRY
from cxlib.results.relations import RELATIONS, Adds


@dataclass(frozen=True)
class Earlier:
    """The last published results, and the periods that its steps 1-4 looked at.

    `growing`: nothing has dropped out of the window since, so that every table has only grown.
    """

    tables: Mapping[str, pd.DataFrame]
    window: Collection[str] | None = None
    growing: bool = False
    _known: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def hidden(self, policy: Policy, relations: tuple[Adds, ...]) -> tuple[set[Place], Sums]:
        """What it hid, and its sums; worked out once for all the views of a run."""
        least = limit(policy)
        if least not in self._known or self._known[least][0] is not relations:
            drawn = sums(self.tables, self.window, relations)
            self._known[least] = relations, self._alone(drawn, least), drawn
        return self._known[least][1:]

    def _alone(self, drawn: Sums, least: int) -> set[Place]:
        small = (p for name, frame in self.tables.items() for p in small_groups(name, frame, least))
        return protected(self.tables, drawn, set(small), least)


def beside(
    frames: Mapping[str, pd.DataFrame],
    drawn: Sums,
    earlier: Earlier,
    policy: Policy,
    blanked: set[Place],
    relations: tuple[Adds, ...] = RELATIONS,
) -> set[int]:
    """Blank what the last report tells and hid; the counts that cannot be hidden any more.

    Parameters
    ----------
    drawn : the sums of what is to be shown; those of the last report are taken in
    blanked : what is hidden so far; more is added
    """
    hidden, then = earlier.hidden(policy, relations)
    if earlier.growing:
        blanked |= set(_grown(frames, earlier.tables, hidden, limit(policy)))
    return _with_the_last(drawn, then, same_rows(frames, earlier.tables), hidden, blanked)


def _with_the_last(
    drawn: Sums,
    then: Sums,
    same: Mapping[int, int],
    hidden: Collection[Place],
    blanked: set[Place],
) -> set[int]:
    """Take in what the last report told and hid; the counts that cannot be hidden any more."""
    now = {old: new for new, old in same.items()}
    at = drawn.beside(then, same)
    for table, row, column in hidden:
        blanked.add((f"{table}{BEFORE}", row, column))
        if table == SERIES and row in now:  # what was hidden stays hidden
            blanked.add((table, now[row], column))
    return set(at.values())


def _grown(
    frames: Mapping[str, pd.DataFrame],
    before: Mapping[str, pd.DataFrame],
    hidden: Collection[Place],
    least: int,
) -> Iterator[Place]:
    """The rows that differ from the last report's by few people.

    This month's row minus last month's is the group of those who came since.
    """
    for name, frame in frames.items():
        rule, keys = rule_of(name), list(REGISTRY[name].key)
        if name in NOT_GROUPS or name not in before or rule.base not in frame.columns:
            continue
        told = before[name]
        kept = [(name, row, ROW) not in hidden for row in told.index]
        known = told.loc[kept, [*keys, rule.base]].rename(columns={rule.base: "earlier_base"})
        now = frame[keys].merge(known, on=keys, how="left")["earlier_base"].to_numpy()
        grown = (frame[rule.base] - now).abs()
        few = ((grown > 0) & (grown < least)).fillna(False).astype(bool)
        yield from ((name, row, ROW) for row in frame.index[few])
