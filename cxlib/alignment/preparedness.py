"""Are the departments aware, motivated and able? The tables `readiness` and `gates`."""

from __future__ import annotations

import pandas as pd
from scipy.stats import chi2

from cxlib.alignment.raci import names
from cxlib.engagement.model import Engagement
from cxlib.results.coded import count, note, notes
from cxlib.strategy.horizon import (
    AGREED,
    MEASURES,
    NO_AGREEMENT_VARIANCE,
    READY,
    gate,
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
    gates = gate(table, policy.privacy_n).merge(smallest, on="department")
    few = gates.department[gates.n < policy.privacy_n].tolist()
    said = note("readiness", "too few", departments=names(few), least=count(policy.privacy_n))
    return {"readiness": table, "gates": gates, "notes": notes(*([said] if few else []))}


def held_against_need(scores: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The scores with what is needed, and whether they fall short of it beyond chance.

    Returns
    -------
    DataFrame
        the scores and `needed`; `short`: the whole interval lies below it; `divided`: the members
        disagree more than is taken for agreement (chi-square test of their variance).

    >>> row = {"score": 2.0, "low": 1.6, "high": 2.4, "n": 9, "agreement": 0.9}
    >>> held_against_need(pd.DataFrame([row]), 0.95)[["short", "divided"]].values.tolist()
    [[True, False]]
    """
    degrees = (scores.n - 1).astype(float).where(scores.n > 1)
    spread = (1 - scores.agreement) * NO_AGREEMENT_VARIANCE
    allowed = (1 - AGREED) * NO_AGREEMENT_VARIANCE
    p = pd.Series(chi2.sf(degrees * spread / allowed, degrees), index=scores.index)
    return scores.assign(needed=READY, short=scores.high < READY, divided=p < 1 - confidence)
