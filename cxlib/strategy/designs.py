"""What to do at the moments that matter: recovery, delight, proposals and well-timed help."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.strategy.delights import delights
from cxlib.strategy.evidence import evidence
from cxlib.strategy.proposals import catalogue, proposals
from cxlib.strategy.recovery_designs import recovery_designs
from cxlib.strategy.telling import findings
from cxlib.strategy.triggers import triggers


def designs(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], known: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables `recovery_designs`, `delights`, `proposals` and `triggers`.

    Parameters
    ----------
    known : DataFrame
        What `cxlib.strategy.facts.facts` gives.
    """
    moments, variables = results["moments"], engagement.table("variables")
    frictions = sorted(moments.touchpoint[moments.moment.eq("friction")].unique())
    rated = set(variables.touchpoint[variables.kind.eq("overall")].dropna())
    pleasing = delights(known, results["asymmetry"], variables, engagement.config.currency)
    return {
        "recovery_designs": recovery_designs(frictions, results["drivers"], variables),
        "delights": pleasing,
        "proposals": _proposals(engagement, results, known),
        "triggers": triggers(moments, known, rated),
        "findings": _findings(results["recovery"]),
        "notes": _notes(moments, pleasing),
    }


def _proposals(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], known: pd.DataFrame
) -> pd.DataFrame:
    """Candidates for the moments that no initiative of the client's serves."""
    moments = results["moments"]
    served = set(engagement.table("initiatives").touchpoint.dropna())
    rests = evidence(engagement, results)
    return proposals(
        catalogue(),
        moments[~moments.touchpoint.isin(served)],
        rests.stakes.set_index("place").stake.clip(lower=0) * rests.years,
        known.set_index("touchpoint").environment,
        rests.in_money,
        rests.unit,
        engagement.policy.budget,
    )


def _findings(recovery: pd.DataFrame) -> pd.DataFrame:
    """What good recovery is worth, where it was measured."""
    groups = recovery.set_index("group")
    won, lost = "failed and recovered", "failed and not recovered"
    if not {won, lost} <= set(groups.index) or groups.retention[[won, lost]].isna().any():
        return findings("strategy", [])
    statement = (
        f"Good recovery keeps customers: {groups.retention[won]:.0%} of those whose failure was "
        f"made good stayed, {groups.retention[lost]:.0%} of the others "
        f"(n = {groups.n[won]:,} and {groups.n[lost]:,})."
    )
    row = {
        "finding_id": "recovery:design", "statement": statement, "grade": "events",
        "n": int(groups.n[[won, lost]].sum()),
        "evidence": f"recovery[group={won}] ; recovery[group={lost}]",
    }  # fmt: skip
    return findings("strategy", [row])


def _notes(moments: pd.DataFrame, pleasing: pd.DataFrame) -> pd.DataFrame:
    said = []
    if moments.empty:
        said.append(("proposals", "No moment that matters was found, so nothing is proposed."))
    else:
        said.append(
            (
                "proposals",
                "Proposals come from the kit's catalogue and have no uplift of "
                "their own: the break-even uplift says what they would have to achieve.",
            )
        )
    if pleasing.empty:
        said.append(("delights", "No variable was found that pleases without hurting when absent."))
    return pd.DataFrame(said, columns=["section", "note"]).assign(step="strategy")
