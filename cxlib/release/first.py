"""What is told first stays told: how much was read is shown before any step has run.

A total that was shown cannot be hidden by a later step behind which a small group stands. So the
numbers of rows read are no neighbours to hide behind, and where the input itself shows that its
number of rows would lay open a department of few, it is told at no time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.release.places import Place
from cxlib.release.rules import limit
from cxlib.release.sums import Sums

TOLD_FIRST = "quality"
ROWS = ("rows in", "rows used")
BY = {"readiness": "department"}  # input tables of people, and the groups they are told in


def untold(engagement: Engagement) -> list[str]:
    """The input tables whose number of rows would tell, with those of the others, a small group."""
    least = limit(engagement.policy)
    groups = {name: engagement.table(name)[by].value_counts() for name, by in BY.items()}
    return [name for name, sizes in groups.items() if sizes.between(1, least - 1).any()]


def hidden_at_first(frames: Mapping[str, pd.DataFrame], untold: Collection[str]) -> Iterator[Place]:
    """The numbers of rows of these input tables."""
    if TOLD_FIRST not in frames:
        return
    told = frames[TOLD_FIRST]
    rows = told.index[told["table"].isin(untold) & told["check"].isin(ROWS)]
    yield from ((TOLD_FIRST, row, "n") for row in rows)


def told_at_first(drawn: Sums) -> set[int]:
    """The counts that have been shown before any other was there."""
    return {n for n, cell in enumerate(drawn.cells) if cell.table == TOLD_FIRST}
