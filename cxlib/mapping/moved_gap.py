"""What hangs on a guessed gap: completion and breakdowns with the guess a third and three times.

A breakdown that is there at one gap and not at another is none, and a completion that leaves its
interval is no level to be claimed: the range is told instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.mapping.instances import Instances
from cxlib.results.coded import Figure, listed, note, notes, share, text, touchpoint

FACTORS = (1 / 3, 3.0)
REFUTER, SURVIVED, FAILED = "gap moved", "survived", "failed"
TURNS = "turns with the gap"
Tables = Mapping[str, pd.DataFrame]


class Moved(NamedTuple):
    """The tables `journeys` and `breakdowns` under each of the other gaps."""

    tables: list[Tables]

    @property
    def completions(self) -> pd.DataFrame:
        """Each journey's least and most completion under the other gaps."""
        each = [found["journeys"].set_index("journey").completion for found in self.tables]
        both = pd.concat(each, axis=1)
        return pd.DataFrame({"least": both.min(axis=1), "most": both.max(axis=1)})

    def breaks_always(self, name: str) -> bool:
        """Whether a touchpoint breaks journeys under every other gap."""
        return all(name in _broken(found) for found in self.tables)

    @property
    def broken(self) -> set[str]:
        """Touchpoints that break journeys under any other gap."""
        return set().union(*(_broken(found) for found in self.tables))


def moved(made: Instances, answer: Callable[[Instances], Tables]) -> Moved | None:
    """The answers with every guessed gap moved; None where nothing is guessed."""
    if not made.guessed:
        return None
    return Moved([answer(made.moved(factor)) for factor in FACTORS])


def steady_journeys(table: pd.DataFrame, other: Moved | None, fewest: int) -> dict:
    """Refutations of each journey's completion, and notes on those that turn with the gap.

    `fewest` journeys are needed for a note: the range of a small group is not told.
    """
    if other is None:
        return {}
    both = table.merge(other.completions, left_on="journey", right_index=True)
    tried, said = [], []
    for row in both.dropna(subset=["completion", "least"]).itertuples():
        least, most = min(row.least, row.completion), max(row.most, row.completion)
        holds = row.low <= least and most <= row.high
        figures = {"least": share(least), "most": share(most)}
        tried.append(_refuted(f"journey:{row.journey}", holds, figures))
        if not holds and row.n >= fewest:
            told = {"journey": text(row.journey), "now": share(row.completion), **figures}
            said.append(note("journeys", TURNS, row.journey, **told))
    return {"refutations": pd.DataFrame(tried), "notes": notes(*said)}


def steady_breakdowns(table: pd.DataFrame, other: Moved | None) -> dict:
    """The breakdowns that are there under every gap; those that turn with it are named."""
    if table.empty:
        return {}
    if other is None:
        return {"breakdowns": table}
    held = table.breaks & np.array([other.breaks_always(name) for name in table.touchpoint])
    turning = table.touchpoint.isin(other.broken | set(table.touchpoint[table.breaks])) & ~held
    names = listed(map(touchpoint, table.touchpoint[turning]))
    said = [note("breakdowns", TURNS, names=names)] if turning.any() else []
    tried = [_refuted(f"breakdown:{name}", True, {}) for name in table.touchpoint[held]]
    steady = table.assign(
        breaks=held, kind=table.kind.where(held, None), judged=table.judged.mask(turning, TURNS)
    )
    found = {"breakdowns": steady, "notes": notes(*said)}
    return found | ({"refutations": pd.DataFrame(tried)} if tried else {})


def _broken(found: Tables) -> set[str]:
    table = found.get("breakdowns")
    return set() if table is None or table.empty else set(table.touchpoint[table.breaks])


def _refuted(finding_id: str, holds: bool, figures: dict[str, Figure]) -> dict[str, object]:
    told = json.dumps(figures, ensure_ascii=False)
    return {"finding_id": finding_id, "refuter": REFUTER,
            "result": SURVIVED if holds else FAILED, "figures": told}  # fmt: skip
