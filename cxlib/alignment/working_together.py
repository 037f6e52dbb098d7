"""Do cost and value meet, and which departments must move together?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.alignment.causes import guilty
from cxlib.alignment.coordination import coordination
from cxlib.alignment.value_chain import touchpoint_values, value_chain
from cxlib.engagement.model import Engagement
from cxlib.results.coded import note, notes, share


def working_together(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The tables `value_chain` and `coordination`."""
    values = touchpoint_values(results["moments"])
    edges = coordination(
        engagement.table("raci"), engagement.table("activities"), _departments(engagement),
        results["transitions"], values.value,
    )  # fmt: skip
    return {"coordination": edges, **_chain(engagement, results, values)}


def _departments(engagement: Engagement) -> dict[str, str]:
    """The department of each touchpoint's owner."""
    owners = engagement.table("owners")
    of = dict(zip(owners.owner, owners.department.fillna(owners.owner), strict=True))
    owned = engagement.table("touchpoints").dropna(subset=["owner"])
    return {t: of.get(o, o) for t, o in zip(owned.touchpoint, owned.owner, strict=True)}


def _chain(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], values: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    activities, policy = engagement.table("activities"), engagement.policy
    if activities.empty:
        return {"notes": notes(note("value_chain", "no activities"))}
    accused = guilty(results["backstage"], activities, policy.fdr, policy.privacy_n)
    table = value_chain(activities, values, accused, policy.confidence)
    return {"value_chain": table, "notes": notes(*_limits(table, values.value))}


def _limits(table: pd.DataFrame, values: pd.Series) -> Iterator[dict[str, object]]:
    total, bare = (
        float(part.sum()) for part in (values, values[~values.index.isin(table.touchpoint)])
    )
    if total > 0 and bare > 0:
        yield note("value_chain", "no activity", part=share(bare / total))
    elif total <= 0 and table.cost_share.notna().any():
        yield note("value_chain", "no worth")
