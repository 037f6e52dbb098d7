"""What is hidden of tables that are shown together: small groups, and their neighbours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from cxlib.release.neighbours import Neighbours
from cxlib.release.places import ROW, Place
from cxlib.release.rules import NAMELESS, NOT_GROUPS, base_of_rows, bases_of, rule_of
from cxlib.release.sums import Sums


def small_groups(name: str, frame: pd.DataFrame, least: int) -> Iterator[Place]:
    """The rows whose base is too small, and what rests on a second base that is."""
    rule = rule_of(name)
    if name in NOT_GROUPS or rule.base not in frame.columns:
        return
    bases = base_of_rows(frame, rule)
    small = (bases < least) & (bases > 0)  # of nobody there is nothing to tell
    yield from ((name, row, ROW) for row in frame.index[small])
    for base, rests in rule.beside:
        few = frame[base].astype(float).between(1, least - 1)
        yield from ((name, row, column) for row in frame.index[few] for column in (base, rests))


def protected(
    frames: Mapping[str, pd.DataFrame],
    drawn: Sums,
    blanked: set[Place],
    least: int,
    known: Collection[int] = (),
) -> set[Place]:
    """These places, and the neighbours by which they could be worked back.

    Parameters
    ----------
    known : counts that cannot be hidden any more, see `Neighbours`
    """
    return Neighbours(drawn, blanked, least, bases_of(frames), known, NAMELESS).protect()
