"""How is each variable rated, by everybody and by segment?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE, cells, design, numbered, segment_columns
from cxlib.diagnosis.drivers.explain import RATED
from cxlib.engagement.model import Engagement
from cxlib.results.coded import listed, note, notes, variable
from cxlib.stats import grouped

SCORED = ["variable", "touchpoint", "segment", "n", "score", "low", "high"]


def variable_scores(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """The mean of every variable in its own scale's units, with a t interval (`variable_scores`).

    A variable stands at the touchpoint it belongs to ("overall" where it belongs to none). N/A is
    left out, never counted as a score.
    """
    responses, variables = engagement.table("responses"), engagement.table("variables")
    rated = variables[variables["kind"].isin(RATED)]
    known = rated[rated["variable"].isin(responses.columns)]
    if known.empty or responses.empty:
        return {"notes": notes(note("variable_scores", "no variables"))}
    rows = responses.reset_index(drop=True)
    parts = cells(rows, segment_columns(engagement, rows), by_touchpoint=False)
    each = [
        _rated(rows, parts, row.variable, row.touchpoint, engagement.policy.confidence)
        for row in known.drop_duplicates("variable").itertuples()
        if rows[row.variable].notna().any()
    ]
    empty = [v for v in known["variable"].unique() if responses[v].isna().all()]
    told = {"notes": notes(*_unanswered(empty))}
    return told | ({"variable_scores": pd.concat(each, ignore_index=True)} if each else {})


def _rated(
    rows: pd.DataFrame, parts: pd.DataFrame, name: str, touchpoint: object, confidence: float
) -> pd.DataFrame:
    every = rows[name].to_numpy(float)[parts["row"]]
    parts, values = parts[np.isfinite(every)], every[np.isfinite(every)]
    code, labels = numbered(parts)
    weights, accounts = (None if d is None else d[parts["row"]] for d in design(rows))
    cell = grouped.means(values, code, len(labels), weights, accounts)
    low, high = cell.interval(confidence)
    return labels.assign(
        variable=name,
        touchpoint=EVERYWHERE if pd.isna(touchpoint) else touchpoint,
        n=cell.n,
        score=cell.value,
        low=low,
        high=high,
    )[SCORED]


def _unanswered(names: list[str]) -> list[dict]:
    if not names:
        return []
    asked = listed(map(variable, names))
    return [note("variable_scores", "nobody answered", audience="consultant", names=asked)]
