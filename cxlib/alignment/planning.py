"""The dated plan: the tables `roadmap` and `ledger`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.alignment.ledger import ledger
from cxlib.alignment.roadmap import roadmap
from cxlib.engagement.model import Engagement
from cxlib.results.coded import note, notes


def planning(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """When the chosen initiatives run, and what each has promised."""
    initiatives, portfolio = engagement.table("initiatives"), results["portfolio"]
    if initiatives.empty:
        return {"notes": notes(note("roadmap", "no initiatives"))}
    table = roadmap(initiatives, portfolio, engagement.table("owners"), engagement.today)
    return {
        "roadmap": table,
        "ledger": ledger(table, portfolio, initiatives),
        "notes": notes(*_limits(table)),
    }


def _limits(table: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Why dates are missing: no calendar for any, else no capacity for these."""
    if len(table) and table.start.isna().all():
        yield note("roadmap", "no dates")
