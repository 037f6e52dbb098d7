"""Who is stuck now and could be helped."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.monitoring.shown_ids import shown
from cxlib.monitoring.triggers import Triggers
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
    rules = Triggers(results, "stuck")
    points = list(dict.fromkeys([*_breaking(results), *rules.touchpoints]))
    if not points:
        return _note("No touchpoint breaks journeys down, so nobody counts as stuck at one.")
    rows = stuck_at(found, points, FEWEST_ATTEMPTS)
    needed = rules.at(rows["touchpoint"], "attempts", FEWEST_ATTEMPTS).astype(float)
    within = rules.at(rows["touchpoint"], "within_days", np.inf).astype(float)
    silent = (engagement.data_end - rows["last_seen"]) / pd.Timedelta(days=1)
    rows = rows[(rows["attempts"] >= needed) & (silent <= within)]
    table = rows.assign(
        customer=shown(rows["customer"], engagement),
        suggestion=rules.at(rows["touchpoint"], "suggestion", PLAIN_HELP),
    )
    return {"stuck": table, "findings": _findings(table, engagement, results)}


def _breaking(results: Mapping[str, pd.DataFrame]) -> list[str]:
    """Touchpoints that break journeys down."""
    breakdowns = results["breakdowns"] if "breakdowns" in results else empty("breakdowns")
    return breakdowns[breakdowns["breaks"].fillna(False).astype(bool)]["touchpoint"].tolist()


def _findings(
    table: pd.DataFrame, engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    moments = set(results["moments"]["moment_id"]) if "moments" in results else set()
    counted = table.groupby("touchpoint").size()
    rows = [
        {
            "finding_id": f"stuck:{touchpoint}",
            "statement": f"{n:,} customers are stuck at {touchpoint} now: they came again, have "
            "not completed, and their journey is still open.",
            "grade": "events",
            "n": n,
            "evidence": f"stuck[touchpoint={touchpoint}]",
            "leads_to": next((m for m in (f"{touchpoint}:friction",) if m in moments), None),
        }
        for touchpoint, n in counted.items()
        if n >= engagement.policy.privacy_n
    ]
    return pd.DataFrame(rows) if rows else empty("step_findings").drop(columns="step")


def _note(note: str) -> dict[str, pd.DataFrame]:
    return {"notes": pd.DataFrame({"section": ["stuck"], "note": [note]})}
