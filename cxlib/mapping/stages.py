"""Between the stages: how long it takes, and where those who leave go next."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.packing import MS_PER_SECOND, instant_of, neighbours, touchpoint_of
from cxlib.mapping.paths import DROPPED, ENDED, Walks

NO_MORE = "no further contact"
QUANTILES = [0.5, 0.9]


def stage_lookup(declared: Declared) -> ir.ArrayValue:
    """The stage's position for each touchpoint code; 0 for none."""
    return ibis.array([int(p) for p in declared.touchpoints.stage_position.fillna(0)])


def stage_times(walked: Walks, declared: Declared) -> dict[str, pd.DataFrame]:
    """From the first contact in one stage to the first in the next stage that was visited.

    Returns source, target, n (instances), median_seconds, p90_seconds. Pairs walked in the
    opposite order of the map are left out: `map_order` speaks of them.
    """
    if not declared.stages:
        return {}
    lookup = stage_lookup(declared)
    lists = walked.instances
    staged = lists.select(
        "steps", at=lists.steps.map(lambda s: lookup[touchpoint_of(s).cast("int32")])
    )
    met = staged.mutate(met=staged["at"].filter(lambda p: p > 0).unique().sort())
    pairs = neighbours(met, met.met, "steps", "at")
    first, second = (pairs.steps[pairs["at"].index(pairs[c]).cast("int32")] for c in ("a", "b"))
    timed = pairs.select("a", "b", gap=instant_of(second) - instant_of(first))
    timed = timed.filter(timed.gap >= 0)
    found = timed.group_by("a", "b").agg(n=_.count(), gaps=_.gap.quantile(QUANTILES))
    found = found.mutate(median=_.gaps[0], p90=_.gaps[1]).drop("gaps").to_pandas()
    names = dict(enumerate(declared.stages, start=1))
    table = pd.DataFrame({
        "source": found.a.map(names), "target": found.b.map(names), "n": found.n,
        "median_seconds": found["median"] / MS_PER_SECOND, "p90_seconds": found.p90 / MS_PER_SECOND,
    })  # fmt: skip
    return {"stage_times": table}


def leavers(walked: Walks, declared: Declared) -> dict[str, pd.DataFrame]:
    """What customers did next after an instance that ended uncompleted, by the stage it reached.

    Returns stage, next (the first touchpoint of the customer's next instance, or that there was
    none), n, share of the stage's leavers, median_gap_seconds (missing where there was none).
    """
    if not declared.stages or walked.one_each:
        return {}
    lookup = stage_lookup(declared)
    lists = walked.instances
    met = lists.steps[: lists.over]
    stages = met.map(lambda s: lookup[touchpoint_of(s).cast("int32")])
    final = lists.steps[(lists.over - 1).cast("int32")]
    ended = lists.select(
        "customer", "status", "steps", stage=stages.maxs(),
        first=lists.steps[0], last=final,
    )  # fmt: skip
    after = ibis.window(group_by=ended.customer, order_by=[ended.first, ended.steps])
    left = ended.mutate(next=ended.first.lead().over(after))
    left = left.filter(left.status.isin([DROPPED, ENDED]) & (left.stage > 0))
    gap = instant_of(left.next) - instant_of(left.last)
    counted = left.group_by("stage", next=touchpoint_of(left.next)).agg(
        n=_.count(), gap=ibis.ifelse(gap < 0, 0, gap).median()
    )
    return {"leavers": _named(counted.to_pandas(), declared)}


def _named(found: pd.DataFrame, declared: Declared) -> pd.DataFrame:
    names = dict(enumerate(declared.stages, start=1))
    after = declared.name(found.next)
    return pd.DataFrame({
        "stage": found.stage.map(names),
        "next": after.where(found.next.notna(), NO_MORE),
        "n": found.n,
        "share": found.n / found.groupby("stage").n.transform("sum"),
        "median_gap_seconds": found.gap / MS_PER_SECOND,
    })  # fmt: skip
