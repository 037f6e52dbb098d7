"""The sentences about moments."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis import saying
from cxlib.engagement.model import Engagement

OPENING = {
    "truth": "{} is a moment of truth",
    "friction": "{} is a friction",
    "delight": "{} is a delight",
}


def sentences(table: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """One finding per moment: what it rests on, how many, and what is at stake."""
    return saying.findings(_finding(row, engagement) for _, row in table.iterrows())


def _finding(row: pd.Series, engagement: Engagement) -> dict:
    evidence = [f"moments[moment_id={row['moment_id']}]"]
    if pd.notna(row["effect_on_retention"]):
        evidence.append(f"leaving[touchpoint={row['touchpoint']}]")
    if "break down" in row["why"]:
        evidence.append(f"breakdowns[touchpoint={row['touchpoint']}]")
    opening = OPENING[row["moment"]].format(row["touchpoint"])
    return {
        "finding_id": f"moment:{row['moment_id']}",
        "statement": f"{opening}: {row['why']} (n = {row['n']}){_stake(row, engagement)}.",
        "grade": row["grade"],
        "n": row["n"],
        "evidence": " ; ".join(evidence),
        "leads_to": row["moment_id"],
    }


def _stake(row: pd.Series, engagement: Engagement) -> str:
    if pd.isna(row["customers_at_stake"]):
        return ""
    level = f"{engagement.policy.confidence:.0%} interval"
    what = "could be kept" if row["moment"] == "delight" else "at stake"
    words = (
        f"; {what}: {row['customers_at_stake']:.0f} customers a year ({level} "
        f"{row['customers_low']:.0f} to {row['customers_high']:.0f})"
    )
    if pd.notna(row["value_at_stake"]):
        unit = f"{engagement.config.currency} ".lstrip()
        words += (
            f", or {unit}{row['value_at_stake']:,.0f} of lifetime margin "
            f"({unit}{row['value_low']:,.0f} to {unit}{row['value_high']:,.0f})"
        )
    return words
