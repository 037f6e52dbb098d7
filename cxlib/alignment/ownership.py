"""Where is ownership unclear? The table `raci_findings` and what it found."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.alignment.raci import departments, guilty, raci_findings
from cxlib.alignment.telling import finding, findings, notes
from cxlib.engagement.model import Engagement

GRAVE = ("none accountable", "several accountable", "cause elsewhere")


def ownership(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The RACI matrix judged by the written rules."""
    if not engagement.has("raci"):
        return {"notes": notes("raci_findings", "No RACI matrix was supplied, so ownership "
                               "was not checked.")}  # fmt: skip
    activities = engagement.table("activities")
    known = departments({name: engagement.table(name) for name in
                         ("owners", "activities", "readiness")})  # fmt: skip
    table = raci_findings(
        engagement.table("raci"),
        engagement.table("touchpoints"),
        _live(engagement.table("initiatives"), results["portfolio"]),
        guilty(results["backstage"], activities, engagement.policy.fdr),
        known,
    )
    rows = [
        finding(f"raci:{row.subject}:{row.rule}", f"{row.subject[:1].upper()}{row.subject[1:]}: "
                f"{row.finding}; {row.remedy}.",
                f"raci_findings[subject={row.subject},rule={row.rule}]")
        for row in table[table.rule.isin(GRAVE)].itertuples()
    ]  # fmt: skip
    return {"raci_findings": table, "findings": findings(rows)}


def _live(initiatives: pd.DataFrame, portfolio: pd.DataFrame) -> pd.DataFrame:
    """The initiatives somebody must own: chosen or running."""
    chosen = portfolio.initiative[portfolio.chosen.fillna(False).astype(bool)]
    running = initiatives.status.eq("running").fillna(False)
    return initiatives[initiatives.initiative.isin(chosen) | running]
