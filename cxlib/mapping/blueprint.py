"""The service blueprint: what the customer meets, and what lies before and behind it.

Rows of a service blueprint (Shostack 1984; Bitner, Ostrom & Morgan 2008): the customer, the front
stage, the back stage and what supports it.
"""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.packing import MS_PER_SECOND, instant_of, touchpoint_of
from cxlib.results.coded import coded, text, together

QUANTILES = [0.5, 0.9]
NO_WAITS = pd.DataFrame({"code": [], "n": [], "median": [], "p90": []}, dtype="float64")


def blueprint(
    declared: Declared, activities: pd.DataFrame, waits: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """One row a mapped touchpoint, in the order of the map.

    `waits` (as `waits_before` gives it) is the silence before the first contact there; n counts
    the journey instances that had one.
    """
    mapped = declared.touchpoints[declared.touchpoints.in_catalogue]
    if mapped.empty:
        return {}
    behind = {kind: _activities(activities, kind) for kind in ("primary", "support")}
    joined = mapped.merge(waits, on="code", how="left")
    table = joined.assign(
        position=range(1, len(joined) + 1),
        customer=_told(joined, ["need", "expectation"]),
        front_stage=_told(joined, ["channel", "environment", "role"]),
        back_stage=joined.touchpoint.map(behind["primary"]),
        support=joined.touchpoint.map(behind["support"]),
        n=joined.n.fillna(0).astype("int64"),
        median_wait_seconds=joined["median"],
        p90_wait_seconds=joined.p90,
    )  # fmt: skip
    return {"blueprint": table}


def waits_before(lists: ir.Table) -> pd.DataFrame:
    """code, n, median and p90 seconds between the contact before and the first one here.

    Journeys that begin at the touchpoint have no wait and are not counted.
    """
    codes = lists.select("steps", codes=lists.steps.map(touchpoint_of))
    met = codes.mutate(code=codes.codes.unique().unnest())
    met = met.mutate(i=met.codes.index(met.code).cast("int32"))
    later = met.filter(met.i > 0)
    waited = later.select(
        "code", wait=instant_of(later.steps[later.i]) - instant_of(later.steps[later.i - 1])
    )
    found = waited.group_by("code").agg(n=_.count(), waits=_.wait.quantile(QUANTILES))
    found = found.mutate(median=_.waits[0], p90=_.waits[1]).drop("waits").to_pandas()
    return found.assign(
        median=found["median"] / MS_PER_SECOND, p90=found.p90.astype(float) / MS_PER_SECOND
    )


def _told(frame: pd.DataFrame, columns: list[str]) -> list[str | None]:
    """The filled cells of a row, each with what it says; missing where none is filled."""
    return [
        together(
            coded(f"blueprint|{column}", words=text(cell))
            for column, cell in row.items()
            if pd.notna(cell)
        )
        for row in frame[columns].to_dict("records")
    ]


def _activities(activities: pd.DataFrame, kind: str) -> dict[str, str]:
    """touchpoint: its activities of one kind, each with its department."""
    chosen = activities[activities.kind.fillna("primary") == kind].dropna(subset="touchpoint")
    departments = " (" + chosen.department + ")"
    words = chosen.activity + departments.fillna("")
    return words.groupby(chosen.touchpoint).agg("; ".join).to_dict()
