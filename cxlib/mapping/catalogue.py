"""The map against the data: which touchpoints are on the map, and which do customers use."""

from __future__ import annotations

import pandas as pd
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.packing import touchpoint_of
from cxlib.mapping.paths import Walks

UNMAPPED_STAGE = "not on the map"


def touchpoint_map(
    declared: Declared, use: pd.DataFrame, proposed: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Every touchpoint mapped or seen, with its use (as `use_of` counts it).

    `proposed` holds code and stage for touchpoints that nobody mapped.
    """
    both = declared.touchpoints.merge(use, on="code", how="left")
    counts = ["customers", "starts", "ends", "repeats"]
    table = both.assign(
        **{c: both[c].fillna(0).astype("int64") for c in counts},
        stage=both.stage.fillna(UNMAPPED_STAGE),
        proposed_stage=both.code.map(dict(zip(proposed.code, proposed.stage, strict=True))),
    )
    return {"touchpoint_map": _counted(table)}


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    """Without interactions nobody was counted: the counts are missing, which is not nought."""
    if table.in_data.any():
        return table
    counts = ["customers", "interactions", "starts", "ends", "repeats"]
    return table.assign(**{c: pd.array([pd.NA] * len(table), dtype="Int64") for c in counts})


def use_of(walked: Walks, met: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """code, customers, starts, ends (instances), repeats (visits directly after one there).

    `met` are the meetings of instances and touchpoints, `steps` the transitions by code.
    """
    customers = met.groupby("touchpoint").n.sum() if walked.one_each else _customers(walked)
    paths = walked.paths
    first = paths.group_by(code=paths.path[0]).agg(n=_.n.sum()).to_pandas()
    final = paths.path[paths.path.length() - 1]
    last = paths.group_by(code=final).agg(n=_.n.sum()).to_pandas()
    again = steps[steps.source == steps.target].set_index("source").n
    found = {
        "customers": customers, "starts": first.set_index("code").n,
        "ends": last.set_index("code").n, "repeats": again,
    }  # fmt: skip
    return pd.DataFrame(found).rename_axis("code").reset_index()


def _customers(walked: Walks) -> pd.Series:
    """Distinct customers per touchpoint code."""
    lists = walked.instances
    codes = lists.steps.map(lambda s: touchpoint_of(s).cast("int16")).unique()
    met = lists.select("customer", code=codes.unnest()).distinct()
    return met.group_by("code").agg(n=_.count()).to_pandas().set_index("code").n
