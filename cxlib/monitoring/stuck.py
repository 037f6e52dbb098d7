"""Who is stuck now and could be helped."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.monitoring.shown_ids import shown
from cxlib.monitoring.trips import Trips, stuck_at
from cxlib.results import empty

FEWEST_ATTEMPTS = 2  # coming back once is what tells trying from passing through
PLAIN_HELP = "Offer a person's help with what they came for."


def stuck(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], found: Trips | None
) -> dict[str, pd.DataFrame]:
    """Customers in an open journey who came again to a touchpoint where journeys break down."""
    if found is None:
        return _note("No interactions table was supplied, so nobody can be seen to be stuck.")
    points = _make_or_break(results)
    if not points:
        return _note("No touchpoint breaks journeys down, so nobody counts as stuck at one.")
    rules = _rules(results, "stuck")
    rows = stuck_at(found, points, FEWEST_ATTEMPTS)
    needed = rows["touchpoint"].map(rules["attempts"]).fillna(FEWEST_ATTEMPTS)
    rows = rows[rows["attempts"] >= needed]
    help_ = rows["touchpoint"].map(rules["suggestion"]).fillna(PLAIN_HELP)
    table = rows.assign(customer=shown(rows["customer"], engagement), suggestion=help_)
    return {"stuck": table, "findings": _findings(table, engagement)}


def _make_or_break(results: Mapping[str, pd.DataFrame]) -> list[str]:
    """Touchpoints that break journeys down, and moments of truth with a rule for help."""
    breakdowns = results["breakdowns"] if "breakdowns" in results else empty("breakdowns")
    breaking = breakdowns[breakdowns["breaks"].fillna(False).astype(bool)]["touchpoint"].tolist()
    ruled = _rules(results, "stuck").index.tolist()
    return list(dict.fromkeys([*breaking, *ruled]))


def _rules(results: Mapping[str, pd.DataFrame], use: str) -> pd.DataFrame:
    """Strategy's rules for help, one per touchpoint; empty where strategy gives none."""
    columns = ["attempts", "within_days", "score_at_most", "suggestion", "owner", "due_days"]
    if "triggers" not in results or results["triggers"].empty:
        return pd.DataFrame(columns=columns)
    rules = results["triggers"]
    mine = rules[(rules["use"] == use) & rules["touchpoint"].notna()]
    return mine.drop_duplicates("touchpoint").set_index("touchpoint").reindex(columns=columns)


def _findings(table: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    counted = table.groupby("touchpoint").size()
    rows = [
        {
            "finding_id": f"stuck:{touchpoint}",
            "statement": f"{n:,} customers are stuck at {touchpoint} now: they came again, have "
            "not completed, and their journey is still open.",
            "grade": "events",
            "n": n,
            "evidence": f"stuck[touchpoint={touchpoint}]",
            "leads_to": f"{touchpoint}:friction",
        }
        for touchpoint, n in counted.items()
        if n >= engagement.policy.privacy_n
    ]
    return pd.DataFrame(rows) if rows else empty("findings").drop(columns="step")


def _note(note: str) -> dict[str, pd.DataFrame]:
    return {"notes": pd.DataFrame({"section": ["stuck"], "note": [note]})}
