"""Do cost and value meet, and which departments must move together?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.alignment.coordination import coordination
from cxlib.alignment.raci import guilty
from cxlib.alignment.telling import finding, findings, notes
from cxlib.alignment.value_chain import touchpoint_values, value_chain
from cxlib.engagement.model import Engagement

BUSIEST = 3  # edges named in the findings


def working_together(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The tables `value_chain` and `coordination`."""
    values = touchpoint_values(results["moments"])
    edges = coordination(
        engagement.table("raci"), engagement.table("activities"), _departments(engagement),
        results["transitions"], values,
    )  # fmt: skip
    chain = _chain(engagement, results, values)
    return chain | {
        "coordination": edges,
        "findings": pd.concat([chain["findings"], _edges(edges)], ignore_index=True),
    }


def _departments(engagement: Engagement) -> dict[str, str]:
    """The department of each touchpoint's owner."""
    owners = engagement.table("owners")
    of = dict(zip(owners.owner, owners.department.fillna(owners.owner), strict=True))
    owned = engagement.table("touchpoints").dropna(subset=["owner"])
    return {t: of.get(o, o) for t, o in zip(owned.touchpoint, owned.owner, strict=True)}


def _chain(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], values: pd.Series
) -> dict[str, pd.DataFrame]:
    activities = engagement.table("activities")
    if activities.empty:
        said = "No value-chain activities were supplied, so cost and value are not compared."
        return {"notes": notes("value_chain", said), "findings": findings([])}
    accused = guilty(results["backstage"], activities, engagement.policy.fdr)
    table = value_chain(activities, values, accused)
    apart = table[table.words.str.contains("than", regex=False)]
    rows = [
        finding(f"value chain:{row.activity}:{row.touchpoint}",
                f"{row.activity[:1].upper()}{row.activity[1:]} ({row.department}) "
                f"{row.words}: {row.cost_share:.0%} of the cost, {row.value_share:.0%} of the "
                "value at stake.",
                f"value_chain[activity={row.activity},touchpoint={row.touchpoint}]")
        for row in apart.itertuples()
    ]  # fmt: skip
    return {"value_chain": table, "findings": findings(rows),
            "notes": notes("value_chain", *_limits(table, values))}  # fmt: skip


def _limits(table: pd.DataFrame, values: pd.Series) -> list[str]:
    if values.empty:
        return ["No moment's worth was measured, so activities are compared by cost alone."]
    bare = float(values[~values.index.isin(table.touchpoint)].sum() / values.sum())
    if bare > 0:
        return [f"{bare:.0%} of the value at stake lies at touchpoints with no activity listed."]
    return []


def _edges(edges: pd.DataFrame) -> pd.DataFrame:
    busiest = edges.sort_values(["weight", "value", "source", "target"],
                                ascending=[False, False, True, True]).head(BUSIEST)  # fmt: skip
    rows = [
        finding(f"coordination:{row.source}:{row.target}",
                f"{row.source} and {row.target} must move together: they share {row.weight} "
                f"subject{'s' if row.weight > 1 else ''} ({row.subjects}).",
                f"coordination[source={row.source},target={row.target}]")
        for row in busiest.itertuples()
    ]  # fmt: skip
    return findings(rows)
