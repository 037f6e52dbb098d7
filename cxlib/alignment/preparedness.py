"""Are the departments aware, motivated and able? The tables `readiness` and `gates`."""

from __future__ import annotations

import pandas as pd

from cxlib.alignment.raci import names
from cxlib.engagement.model import Engagement
from cxlib.results.coded import count, note, notes
from cxlib.strategy.horizon import (
    MEASURES,
    gate,
    held_against_need,
    scores,
)


def preparedness(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Scores with interval and agreement, and what they allow.

    Scores of small groups stay in the table and are suppressed on showing; `gates` holds no score
    and judges no group below the privacy limit.
    """
    if engagement.table("readiness")[list(MEASURES)].isna().all(axis=None):
        return {"notes": notes(note("readiness", "not asked"))}
    policy = engagement.policy
    table = held_against_need(
        scores(engagement.table("readiness"), policy.confidence), policy.confidence
    )
    smallest = table.groupby("department").n.min().rename("n").reset_index()
    gates = gate(table, policy.privacy_n, policy.confidence).merge(smallest, on="department")
    few = gates.department[gates.n < policy.privacy_n].tolist()
    said = note("readiness", "too few", departments=names(few), least=count(policy.privacy_n))
    return {"readiness": table, "gates": gates, "notes": notes(*([said] if few else []))}
