"""The dated plan: the tables `roadmap` and `ledger`."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.alignment.ledger import ledger
from cxlib.alignment.roadmap import roadmap
from cxlib.alignment.telling import finding, findings, notes
from cxlib.engagement.contracts import periods
from cxlib.engagement.model import Engagement


def planning(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """When the chosen initiatives run, and what each has promised."""
    initiatives, portfolio = engagement.table("initiatives"), results["portfolio"]
    if initiatives.empty:
        said = "No initiatives were supplied, so there is no roadmap."
        return {"notes": notes("roadmap", said)}
    table = roadmap(initiatives, portfolio, engagement.table("owners"), _today(engagement))
    promised = ledger(table, portfolio, initiatives)
    return {
        "roadmap": table,
        "ledger": promised,
        "findings": findings(_finding(row) for row in table.itertuples()),
        "notes": notes("roadmap", *_limits(table, promised)),
    }


def _today(engagement: Engagement) -> pd.Timestamp | None:
    """The first day after the period reported, on the client's calendar."""
    kind = engagement.config.period
    if engagement.period is None or kind in ("index", "none"):
        return engagement.data_end.normalize() if engagement.data_end is not None else None
    return periods.bounds(engagement.period, kind)[1]


def _finding(row: object) -> dict[str, object]:
    who = f" by {row.owner}" if not pd.isna(row.owner) else ", without an owner"
    when = "without dates" if pd.isna(row.start) else f"{row.start:%B %Y} to {row.end:%B %Y}"
    waits = f" (waits for {row.waits})" if row.waits and row.waits != "running" else ""
    kpi = "no KPI watches it" if pd.isna(row.kpi) else f"watched by {row.kpi}"
    statement = f"{row.initiative[:1].upper()}{row.initiative[1:]}: {when}{who}{waits}; {kpi}."
    return finding(f"plan:{row.initiative}", statement, f"roadmap[initiative={row.initiative}]",
                   leads_to=row.kpi)  # fmt: skip


def _limits(table: pd.DataFrame, promised: pd.DataFrame) -> list[str]:
    undated = table.initiative[table.start.isna()].tolist()
    late = table.initiative[(table.end > table.expected_by).fillna(False)].tolist()
    open_ends = int(promised.missing.ne("").sum())
    words = [
        (undated, f"No dates for {', '.join(undated)}: the data has no calendar or the owner no "
                  "capacity."),
        (late, f"{', '.join(late)}: planned to end after the change is expected."),
        (open_ends, f"{open_ends} of {len(promised)} initiatives cannot be judged later as they "
                    "stand; the ledger says what is missing."),
    ]  # fmt: skip
    return [sentence for cause, sentence in words if cause]
