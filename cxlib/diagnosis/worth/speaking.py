"""The sentences about leaving and worth."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis import saying
from cxlib.engagement.model import Engagement

CHECKED = 0.05  # level of the check of proportional hazards
COMPARED_MONTHS = 24.0  # two years: where segments are compared in words
MISSED = 0.05  # share by which a model's forecast may miss the months it was not shown
SOURCE_WORDS = {
    "survey": "by their own answers",
    "events": "by repeated attempts without completion",
    "operations": "by the firm's own record of failures and delays",
}
GRADE = {"survey": "survey", "events": "events", "operations": "events"}


def found(
    table: pd.DataFrame,
    lifetime: pd.DataFrame,
    apart: pd.DataFrame,
    curve: pd.DataFrame,
    engagement: Engagement,
) -> pd.DataFrame:
    """Findings: what moves retention, which segments stay longer, what a customer is worth."""
    rows = [_leaving(row, engagement) for _, row in moving(table, engagement.policy.fdr).iterrows()]
    differ = apart[apart["p_adjusted"] < engagement.policy.fdr]
    rows += [row for _, d in differ.iterrows() if (row := _segment(d, curve)) is not None]
    overall = lifetime[(lifetime["segment"] == "all") & lifetime["months"].notna()]
    rows += [_lifetime(row, engagement) for _, row in overall.iloc[:1].iterrows()]
    return saying.findings(rows)


def moving(table: pd.DataFrame, fdr: float) -> pd.DataFrame:
    """Rows in which a bad experience costs customers, by the test corrected for all touchpoints."""
    if table.empty:
        return table
    costs = table["hazard_ratio"].astype(float) > 1
    return table[costs & (table["p_adjusted"].astype(float) < fdr)]


def _leaving(row: pd.Series, engagement: Engagement) -> dict:
    level = f"{engagement.policy.confidence:.0%}"
    return {
        "finding_id": f"leaving:{row['touchpoint']}:{row['source']}",
        "statement": (
            f"After a bad experience at {row['touchpoint']}, told {SOURCE_WORDS[row['source']]}, "
            f"customers stay less: {row['retention_bad']:.0%} are there {row['months']:.0f} months "
            f"later against {row['retention_good']:.0%} after a good one "
            f"(n = {row['n']}; difference {100 * row['effect_on_retention']:.1f} points, {level} "
            f"interval {100 * row['effect_low']:.1f} to {100 * row['effect_high']:.1f}); a hidden "
            f"cause would have to be linked to both by a risk ratio of {row['e_value']:.1f} to "
            "explain it."
        ),
        "grade": GRADE[row["source"]],
        "n": row["n"],
        "evidence": f"leaving[touchpoint={row['touchpoint']},source={row['source']}]",
    }


def _segment(differs: pd.Series, curve: pd.DataFrame) -> dict | None:
    """The levels that stay longest and shortest, at the last month both were watched to."""
    levels = curve[curve["segment"].str.startswith(f"{differs['segment']}=")]
    last = min(COMPARED_MONTHS, levels.groupby("segment")["months"].max().min())
    then = levels[levels["months"] == last].sort_values("retention", kind="stable")
    if len(then) < 2:
        return None
    low, high = then.iloc[0], then.iloc[-1]
    return {
        "finding_id": f"retention:{differs['segment']}",
        "statement": (
            f"Retention differs by {differs['segment']}: after {last:.0f} months "
            f"{low['retention']:.0%} of {low['segment'].split('=', 1)[1]} are still there, "
            f"{high['retention']:.0%} of {high['segment'].split('=', 1)[1]} (n = {differs['n']}). "
            "Customers choose their segment, so this is no effect of it."
        ),
        "grade": "events",
        "n": int(differs["n"]),
        "evidence": f"retention_curve[segment={low['segment']}] ; "
        f"retention_curve[segment={high['segment']}]",
    }


def _lifetime(row: pd.Series, engagement: Engagement) -> dict:
    money = ""
    if pd.notna(row["value"]):
        unit = f"{engagement.config.currency} ".lstrip()
        money = (
            f", worth {unit}{row['value']:,.0f} of margin "
            f"({unit}{row['value_low']:,.0f} to {unit}{row['value_high']:,.0f})"
        )
    ends = f" ({row['low']:.1f} to {row['high']:.1f})" if pd.notna(row["low"]) else ""
    return {
        "finding_id": "worth:lifetime",
        "statement": (
            f"A customer stays {row['months']:.1f} of the first {row['horizon_months']:.0f} "
            f"months{ends}{money} (n = {row['n']})."
        ),
        "grade": "events",
        "n": row["n"],
        "evidence": f"lifetime[segment=all,method={row['method']}]",
    }


def notes(
    engagement: Engagement,
    stays: pd.DataFrame,
    told: pd.DataFrame,
    table: pd.DataFrame,
    lifetime: pd.DataFrame,
) -> pd.DataFrame:
    """What the data on leaving cannot carry."""
    return pd.concat(
        [
            saying.notes("retention_curve", _stay_lines(stays)),
            saying.notes("leaving", _leaving_lines(engagement, told, table)),
            saying.notes("lifetime", _worth_lines(engagement, lifetime)),
        ],
        ignore_index=True,
    )


def _stay_lines(stays: pd.DataFrame) -> list[str]:
    if stays.empty:
        return ["No customers with start and end (or tenure) were supplied: retention is unknown."]
    if not stays["left"].any():
        return ["No customer has left in the data, so what makes customers leave cannot be seen."]
    if (stays["entry"] > 0).any():
        return [
            f"{int((stays['entry'] > 0).sum())} customers had started before leaving was recorded; "
            "they count only from then on, because earlier leavers of their age are not in the "
            "data."
        ]
    return []


def _leaving_lines(engagement: Engagement, told: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    lines = []
    part = table["part_of_leaving"].eq(True).fillna(False).astype(bool)
    parting, table = sorted(set(table.loc[part, "touchpoint"])), table[~part]
    if parting:
        lines.append(
            f"Most customers leave within a month of {saying.listed(parting)}: that is part of "
            "leaving, not its cause, and was left out."
        )
    if table.empty:
        return [*lines, _why_none(engagement, told)]
    bent = table[table["ph_p"].astype(float) < CHECKED]
    if len(bent):
        lines.append(
            f"At {saying.listed(sorted(set(bent['touchpoint'])))} the effect changes with time "
            "(check of proportional hazards): read it as an average over the months watched."
        )
    lines.append(
        "Experience was not assigned at random: the effects are adjusted for tenure, contacts "
        "before, and segment, and the E-value says how strong what is left out would have to be."
    )
    return lines


def _why_none(engagement: Engagement, told: pd.DataFrame) -> str:
    if not engagement.table("customers")["start"].notna().any():
        return (
            "Customers' start and end dates were not supplied, so experiences cannot be set "
            "against leaving."
        )
    if told.empty:
        return (
            "No answer, event or operation tells which known customer had a bad experience where, "
            "so nothing can be set against leaving."
        )
    return (
        f"No touchpoint has {engagement.policy.reliability_n} good and as many bad experiences "
        "with enough customers leaving afterwards to compare them."
    )


def _worth_lines(engagement: Engagement, lifetime: pd.DataFrame) -> list[str]:
    if lifetime.empty:
        return ["Neither leaving nor purchases were supplied in number: no lifetime is computed."]
    lines = [
        f"The model ({row['method']}) missed the months it was not shown by "
        f"{100 * row['held_out_error']:+.0f} in a hundred: rely on what was observed."
        for _, row in lifetime.iterrows()
        if abs(row["held_out_error"]) > MISSED
    ]
    return [*lines, *_money_lines(engagement, lifetime)]


def _money_lines(engagement: Engagement, lifetime: pd.DataFrame) -> list[str]:
    if engagement.policy.value_is != "margin":
        return ["No margin was supplied (policy.value_is): worth is stated in months of staying."]
    if lifetime["value"].isna().all():
        return ["Customers carry no value, so worth is stated in months and customers."]
    return []
