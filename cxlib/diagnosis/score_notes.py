"""What the scores cannot carry: thin bases, segments with one value."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.diagnosis.cells import EVERYONE, EVERYWHERE
from cxlib.engagement.model import Engagement
from cxlib.results.coded import Figure, count, note, number, of100, outcome, touchpoint, variable

NO_BASE = "one answer"
Note = dict[str, object]


def score_notes(
    engagement: Engagement, responses: pd.DataFrame, table: pd.DataFrame
) -> Iterator[Note]:
    """Notes on every touchpoint (all segments together) on a low base, and on idle segments."""
    whole = table[(table["segment"] == EVERYONE) & table["n"].le(engagement.policy.reliability_n)]
    for row in whole.drop_duplicates(["outcome", "touchpoint"]).itertuples():
        yield _thin(row)
    for column in engagement.segments("responses"):
        if column in responses and responses[column].nunique() <= 1:
            yield note(
                "scores", "one value", column, audience="consultant", segment=variable(column)
            )


def _thin(row: tuple) -> Note:
    """What so few answers would show, and how many more are needed."""
    known = pd.notna(row.detectable)
    at = {} if row.touchpoint == EVERYWHERE else {"place": touchpoint(row.touchpoint)}
    slots = {"outcome": outcome(row.outcome), "answers": count(row.n), **at}
    if known:
        slots |= {
            "change": _size(row.detectable, row.metric),
            "worth": _size(row.worth_seeing, row.metric),
            "missing": count(max(row.more_needed, 0)),
        }
    code = f"thin {_unit(row.metric)}" if known else NO_BASE
    subject = f"{row.outcome} @ {row.touchpoint}"
    return note("scores", f"{code} at" if at else code, subject, n=row.n, **slots)


def _size(change: float, metric: str) -> Figure:
    """A change without its sign, in the unit that the sentence names."""
    if metric == "nps":
        return count(round(change))
    return number(change) if metric == "mean" else of100(change)


def _unit(metric: str) -> str:
    return metric if metric in ("nps", "mean") else "share"
