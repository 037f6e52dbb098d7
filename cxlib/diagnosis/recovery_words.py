"""The sentences about recovery."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis import saying
from cxlib.diagnosis.recovery_groups import NEVER, NOT, RECOVERED
from cxlib.engagement.model import Engagement


def found(
    engagement: Engagement, table: pd.DataFrame, adjusted: bool, paradox: bool
) -> pd.DataFrame:
    """What recovery does to score and retention, and whether the paradox holds."""
    groups = table.set_index("group")
    if not {RECOVERED, NOT} <= set(groups.index):
        return saying.findings([])
    well, ill = groups.loc[RECOVERED], groups.loc[NOT]
    n = int(groups["n"].sum())
    level = f"{engagement.policy.confidence:.0%} interval"
    statement = (
        f"After a failure that was made good customers give {well['score']:.1f} ({level} "
        f"{well['low']:.1f} to {well['high']:.1f}, n = {int(well['n'])}), after one that was not "
        f"{ill['score']:.1f} ({ill['low']:.1f} to {ill['high']:.1f}, n = {int(ill['n'])})"
    )
    if pd.notna(well["retention"]) and pd.notna(ill["retention"]):
        statement += (
            f"; {well['retention']:.0%} against {ill['retention']:.0%} are still customers "
            f"{well['months']:.0f} months later"
        )
    rows = [_row("recovery:recovered against not", statement + ".", n)]
    if NEVER in groups.index and pd.notna(well["difference"]):
        rows.append(_row("recovery:paradox", _paradox(well, adjusted, paradox, level), n))
    return saying.findings(rows)


def _paradox(well: pd.Series, adjusted: bool, paradox: bool, level: str) -> str:
    how = "at equal earlier score" if adjusted else "without regard to earlier scores"
    verdict = (
        "good recovery leaves customers happier than no failure"
        if paradox
        else "that recovery leaves customers happier than no failure is not shown"
    )
    return (
        f"Compared with customers who never failed, {how}, the recovered ones score "
        f"{well['difference']:+.2f} ({level} {well['difference_low']:+.2f} to "
        f"{well['difference_high']:+.2f}): {verdict}."
    )


def _row(finding_id: str, statement: str, n: int) -> dict:
    return {
        "finding_id": finding_id,
        "statement": statement,
        "grade": "both",
        "n": n,
        "evidence": f"recovery[group={RECOVERED}] ; recovery[group={NOT}]",
    }


def notes(answers: pd.DataFrame, adjusted: bool) -> pd.DataFrame:
    """What the comparison cannot carry."""
    lines = [
        "Customers who left before they could answer after a failure are not in the scores, which "
        "makes failures look milder than they are."
    ]
    if not adjusted:
        lines.append(
            "Too few customers have a score from before the failure, so the groups could not be "
            "made alike and no recovery paradox can be declared."
        )
    return saying.notes("recovery", lines)
