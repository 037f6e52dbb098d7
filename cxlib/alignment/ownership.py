"""Where is ownership unclear? The table `raci_findings` and what limits it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.alignment.causes import departments, guilty
from cxlib.alignment.raci import names, raci_findings
from cxlib.engagement.model import Engagement
from cxlib.results.coded import note, notes


def ownership(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The RACI matrix judged by the written rules."""
    if not engagement.has("raci"):
        return {"notes": notes(note("raci_findings", "not supplied"))}
    activities, policy = engagement.table("activities"), engagement.policy
    known = departments({name: engagement.table(name) for name in
                         ("owners", "activities", "readiness")})  # fmt: skip
    table = raci_findings(
        engagement.table("raci"),
        engagement.table("touchpoints"),
        _live(engagement.table("initiatives"), results["portfolio"]),
        guilty(results["backstage"], activities, policy.fdr, policy.privacy_n),
        known,
    )
    return {"raci_findings": table, "notes": _notes(table)}


def _notes(table: pd.DataFrame) -> pd.DataFrame:
    """Departments that only the matrix knows are most often misspelt: for the consultant."""
    strange = table.subject[table.rule == "unknown department"].tolist()
    if not strange:
        return notes()
    said = note("raci_findings", "unknown departments", audience="consultant",
                names=names(strange))  # fmt: skip
    return notes(said)


def _live(initiatives: pd.DataFrame, portfolio: pd.DataFrame) -> pd.DataFrame:
    """The initiatives somebody must own: chosen or running."""
    chosen = portfolio.initiative[portfolio.chosen.fillna(False).astype(bool)]
    running = initiatives.status.eq("running").fillna(False)
    return initiatives[initiatives.initiative.isin(chosen) | running]
