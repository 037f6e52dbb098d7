"""Is it better, or do others answer? Each change that is to be told, looked at with an equal mix.

A mix that drifts for years moves hardly anything from one period to the next, and much against the
baseline that a chart remembers. So what a chart says of its newest periods is held against the same
baseline with the shares of each segment kept equal (Kitagawa 1955, JASA 50).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.monitoring.alerted import id_of
from cxlib.monitoring.alerts import WINDOWS
from cxlib.monitoring.charting import Charts
from cxlib.monitoring.measures import OVERALL
from cxlib.monitoring.measures.responses import unit_of
from cxlib.monitoring.mix import judged, split
from cxlib.monitoring.panel import FROZEN_AT, Panel
from cxlib.results.coded import variable
from cxlib.results.measured import change

REFUTER, SURVIVED, FAILED = "equal mix", "survived", "failed"
COLUMNS = ["finding_id", "segment", "mix_change", "within_change", "within_low", "within_high",
           "unit", "held"]  # fmt: skip
BEFORE, NOW = "before", "now"  # in the order that a split takes them
PLACE = "touchpoint"


def changes_of(raised: pd.DataFrame, panel: Panel, charts: Charts) -> pd.DataFrame:
    """What will be told: every alert, and the signals of what is measured over everybody.

    Returns
    -------
    DataFrame
        finding_id, kpi, scope, newest.
    """
    rows = [(id_of(a.kpi, a.scope, a.rule), a.kpi, a.scope, WINDOWS[a.rule])
            for a in raised.itertuples()]  # fmt: skip
    if panel.judged.any():
        newest = np.flatnonzero(panel.judged.any(axis=0))[-1]
        for key, words in zip(panel.keys.itertuples(), charts.fired.words[:, newest], strict=True):
            if words and key.scope == OVERALL:
                ran = next((n for rule, n in WINDOWS.items() if str(words).startswith(rule)), 1)
                rows.append((f"kpi:{key.kpi}:{key.scope}", key.kpi, key.scope, ran))
    return pd.DataFrame(rows, columns=["finding_id", "kpi", "scope", "newest"])


def at_equal_mix(
    engagement: Engagement, changes: pd.DataFrame, over: Sequence[str]
) -> pd.DataFrame:
    """What is left of each change when every segment keeps its share.

    Parameters
    ----------
    changes : finding_id, kpi, scope and newest (how many periods it speaks of together)
    over : labels of the periods that are over, in order

    Returns
    -------
    DataFrame
        finding_id; of the segment that leaves least of it: segment, mix_change, within_change with
        its interval, unit; held: whether it is a change within the segments, beyond chance. Only
        changes that come with a change of mix beyond chance, the same way, are there.
    """
    supplied = set(engagement.whole("kpis")["kpi"])
    asked = changes[changes["kpi"].isin(list(engagement.outcomes)) & ~changes["kpi"].isin(supplied)]
    level = (1 - engagement.policy.confidence) / max(len(asked), 1)  # each may be told as held
    rows = [
        found
        for one in asked.itertuples()
        for found in _least(one, engagement, _splits(engagement, one, over), level)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _splits(engagement: Engagement, one: object, over: Sequence[str]) -> list[pd.DataFrame]:
    """The change split by each column that may part those who answered."""
    rows = _in_scope(engagement.whole("responses"), str(one.scope))
    if one.kpi not in rows:
        return []
    periods = [p for p in over if p >= _since(engagement, one)]
    sides = {BEFORE: periods[: -one.newest][:FROZEN_AT], NOW: periods[-one.newest :]}
    side = rows["period"].map({label: name for name, of in sides.items() for label in of})
    rows = rows.assign(period=side).dropna(subset=["period", one.kpi])
    columns = dict.fromkeys((PLACE, *engagement.segments("responses")))
    own = str(one.scope).partition("=")[0]
    tried = [c for c in columns if c in rows and c != own and rows[c].nunique() > 1]
    return [split(rows, one.kpi, engagement.outcomes[one.kpi], column) for column in tried]


def _since(engagement: Engagement, one: object) -> str:
    """Where the newest baseline of a series begins."""
    mine = (new.since for new in engagement.policy.rebase
            if (new.kpi, new.scope) == (one.kpi, one.scope))  # fmt: skip
    return max(mine, default="")


def _in_scope(responses: pd.DataFrame, scope: str) -> pd.DataFrame:
    column, _, level = scope.partition("=")
    if scope == OVERALL:
        return responses
    if column not in responses:
        return responses.iloc[:0]
    return responses[responses[column].astype("str") == level]


def _least(
    one: object, engagement: Engagement, splits: Sequence[pd.DataFrame], level: float
) -> Iterator[tuple]:
    """By the segment that leaves least, of those whose mix moved beyond chance the same way.

    `level` is that of the test that something is left.
    """
    parts = [part for part in splits if len(part)]
    if not parts:
        return
    policy = engagement.policy
    told = judged(pd.concat(parts, ignore_index=True), policy.confidence)
    way = np.where(told["total_change"] > 0, 1.0, -1.0)
    by_chance = told["mix_p"] * len(told)  # the segment is chosen among so many
    told = told.assign(left=told["within_change"] * way)
    told = told[(by_chance <= policy.fdr) & (told["mix_change"] * way > 0)]
    if len(told):
        row = told.loc[told["left"].idxmin()]
        held = row["left"] > 0 and row["within_p"] < level
        yield (one.finding_id, row["segment"], row["mix_change"], row["within_change"],
               row["within_low"], row["within_high"], unit_of(engagement.outcomes[one.kpi]),
               bool(held))  # fmt: skip


def refutations(found: pd.DataFrame) -> pd.DataFrame:
    """What became of each change at an equal mix, as rows of `refutations`."""
    rows = [_refuted(row) for row in found.itertuples()]
    return pd.DataFrame(rows, columns=["finding_id", "refuter", "result", "figures"])


def _refuted(row: object) -> Mapping[str, object]:
    figures = {
        "segment": variable(row.segment),
        "part": change(row.unit, row.mix_change),
        "inside": change(row.unit, row.within_change, row.within_low, row.within_high),
    }
    told = json.dumps(figures, ensure_ascii=False)
    result = SURVIVED if row.held else FAILED
    return {"finding_id": row.finding_id, "refuter": REFUTER, "result": result, "figures": told}
