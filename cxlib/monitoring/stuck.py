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
from cxlib.results.coded import coded, note, notes

FEWEST_ATTEMPTS = 2  # coming back once is what tells trying from passing through
PLAIN_HELP = coded("stuck|offer help")


def stuck(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], found: Trips | None
) -> dict[str, pd.DataFrame]:
    """Customers in an open journey who came again to a touchpoint where journeys break down."""
    if found is None:
        return {"notes": notes(note("stuck", "no events"))}
    rules = Triggers(results, "stuck")
    points = list(dict.fromkeys([*_breaking(results), *rules.touchpoints]))
    if not points:
        return {"notes": notes(note("stuck", "nothing breaks"))}
    rows = stuck_at(found, points, FEWEST_ATTEMPTS)
    needed = rules.at(rows["touchpoint"], "attempts", FEWEST_ATTEMPTS).astype(float)
    within = rules.at(rows["touchpoint"], "within_days", np.inf).astype(float)
    silent = (engagement.data_end - rows["last_seen"]) / pd.Timedelta(days=1)
    rows = rows[(rows["attempts"] >= needed) & (silent <= within)]
    table = rows.assign(
        customer=shown(rows["customer"], engagement),
        suggestion=rules.at(rows["touchpoint"], "suggestion", PLAIN_HELP),
    )
    return {"stuck": table}


def _breaking(results: Mapping[str, pd.DataFrame]) -> list[str]:
    """Touchpoints that break journeys down."""
    breakdowns = results["breakdowns"] if "breakdowns" in results else empty("breakdowns")
    return breakdowns[breakdowns["breaks"].fillna(False).astype(bool)]["touchpoint"].tolist()
