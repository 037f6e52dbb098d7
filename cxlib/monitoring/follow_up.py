"""Closing the loop: whom to call, about what, by whom, until when."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.engagement.config import Outcome
from cxlib.engagement.model import Engagement
from cxlib.monitoring.measures.responses import DETRACTOR
from cxlib.monitoring.shown_ids import may_contact, shown
from cxlib.monitoring.triggers import Triggers
from cxlib.results import empty

DUE_DAYS = 2  # working days; a call within 48 hours is the usual service level of closed loops
WHOLE = "overall"


def follow_up(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Unhappy customers of the period reported who may be contacted, one row per touchpoint."""
    main = engagement.config.main_outcome
    responses = engagement.table("responses")
    if main is None or responses["customer"].isna().all():
        return _note("No answers with a customer id, so nobody can be called back.")
    allowed = may_contact(engagement)
    if allowed is None:
        return _note(
            "Nothing says who may be contacted (policy.contact_allowed names a yes/no column), so "
            "no list of customers to call is made."
        )
    now = responses[responses["period"] == engagement.period] if engagement.period else responses
    low = now[unhappy(now[main], engagement.outcomes[main]) & now["customer"].isin(allowed)]
    return {"follow_up": _table(low, main, engagement, results)}


def unhappy(scores: pd.Series, outcome: Outcome) -> pd.Series:
    """Detractors; on other scales the worst quarter of the scale; the bad answer of a binary.

    >>> unhappy(pd.Series([0, 6, 7]), Outcome(kind="nps")).tolist()
    [True, True, False]
    """
    if outcome.kind == "nps":
        return scores <= DETRACTOR
    if outcome.limits is None:
        return pd.Series(False, index=scores.index)
    low, high = outcome.limits
    quarter = (high - low) / 4
    return scores <= low + quarter if outcome.better == "high" else scores >= high - quarter


def _table(
    low: pd.DataFrame, main: str, engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    if low.empty:
        return empty("follow_up")
    rules = Triggers(results, "follow_up")
    touchpoint = low["touchpoint"].fillna(WHOLE).astype("str")
    owners = engagement.table("touchpoints").set_index("touchpoint")["owner"]
    days = rules.at(touchpoint, "due_days", DUE_DAYS).astype(int)
    rows = pd.DataFrame({
        "customer": shown(low["customer"], engagement),
        "touchpoint": touchpoint,
        "reason": rules.at(touchpoint, "suggestion", f"scored low on {main}"),
        "owner": rules.at(touchpoint, "owner", touchpoint.map(owners)),
        "due": _working_days_after(low["time"].fillna(engagement.data_end), days),
    })  # fmt: skip
    return rows.sort_values("due").drop_duplicates(["customer", "touchpoint"], keep="last")


def _working_days_after(start: pd.Series, days: pd.Series) -> pd.Series:
    known = start.notna()
    out = pd.Series(pd.NaT, index=start.index, dtype="datetime64[us]")
    moved = np.busday_offset(
        start[known].to_numpy("datetime64[D]"), days[known].to_numpy(), roll="forward"
    )
    out[known] = moved.astype("datetime64[us]")
    return out


def _note(note: str) -> dict[str, pd.DataFrame]:
    return {"notes": pd.DataFrame({"section": ["follow_up"], "note": [note]})}
