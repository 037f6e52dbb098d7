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
from cxlib.results.coded import coded, note, notes, outcome

DUE_DAYS = 2  # working days; a call within 48 hours is the usual service level of closed loops
WHOLE = "overall"


def follow_up(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Unhappy customers of the period reported who may be contacted, one row per touchpoint.

    First by strategy's rules: who rated a touchpoint's overall as low as its rule says. Then who
    is unhappy on the main outcome and not listed yet, at the touchpoint they were asked about.
    """
    main = engagement.config.main_outcome
    responses = engagement.table("responses")
    if responses.empty:
        return {"notes": notes(note("follow_up", "no answers"))}
    if main is None or responses["customer"].isna().all():
        return {"notes": notes(note("follow_up", "no customers"))}
    allowed = may_contact(engagement)
    if allowed is None:
        return {
            "notes": notes(
                note("follow_up", "nobody allowed"),
                note("follow_up", "name a column", audience="consultant"),
            )
        }
    now = responses[responses["period"] == engagement.period] if engagement.period else responses
    now = now[now["customer"].isin(allowed)]
    rules = Triggers(results, "follow_up")
    at_rules = _by_rule(now, engagement, rules)
    rest = now[unhappy(now[main], engagement.outcomes[main])]
    rest = rest[~rest["customer"].isin(at_rules["customer"])]
    asked = rest.assign(touchpoint=rest["touchpoint"].fillna(WHOLE).astype("str"))
    low = pd.concat([at_rules, asked], ignore_index=True)
    return {"follow_up": _table(low, main, engagement, rules)}


def _by_rule(now: pd.DataFrame, engagement: Engagement, rules: Triggers) -> pd.DataFrame:
    """Answers that rate a touchpoint's overall in the lowest part of its scale, by its rule."""
    variables = engagement.table("variables")
    overall = variables[
        (variables["kind"] == "overall") & variables["touchpoint"].isin(rules.touchpoints)
    ]
    limits = rules.at(overall["touchpoint"], "score_at_most", np.nan).astype(float)
    parts = [now.iloc[:0]]
    for row, limit in zip(overall.to_dict("records"), limits, strict=True):
        if row["variable"] in now and np.isfinite(limit):
            share = (now[row["variable"]] - row["scale_low"]) / (
                row["scale_high"] - row["scale_low"]
            )
            share = share if row["better"] != "low" else 1 - share
            parts.append(now[share <= limit].assign(touchpoint=row["touchpoint"]))
    return pd.concat(parts, ignore_index=True)


def unhappy(scores: pd.Series, outcome: Outcome) -> pd.Series:
    """Detractors; on other scales the worst quarter of the scale; the bad answer of a binary.

    >>> unhappy(pd.Series([0, 6, 7]), Outcome(kind="nps")).tolist()
    [True, True, False]
    """
    if outcome.limits is None:
        return pd.Series(False, index=scores.index)
    turned, (low, high) = outcome.favourable(scores), outcome.limits
    return turned <= (DETRACTOR if outcome.kind == "nps" else low + (high - low) / 4)


def _table(low: pd.DataFrame, main: str, engagement: Engagement, rules: Triggers) -> pd.DataFrame:
    if low.empty:
        return empty("follow_up")
    touchpoint = low["touchpoint"]
    owners = engagement.table("touchpoints").set_index("touchpoint")["owner"]
    low_score = coded("follow_up|low score", outcome=outcome(main))
    days = rules.at(touchpoint, "due_days", DUE_DAYS).astype(int)
    rows = pd.DataFrame({
        "customer": shown(low["customer"], engagement),
        "touchpoint": touchpoint,
        "reason": rules.at(touchpoint, "suggestion", low_score),
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
