"""Volumes and conversion, counted in the engine."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pandas as pd

from cxlib.monitoring.calendar import TIMELESS
from cxlib.monitoring.measures import OVERALL, measured, shares, together


def volumes(events: ir.Table, periods: Sequence[str], confidence: float) -> pd.DataFrame:
    """Interactions per touchpoint and overall; a period without any counts 0.

    A touchpoint's series begins with the first period in which it was seen. Without periods all
    the interactions are one figure.
    """
    labelled = events if periods else events.mutate(period=ibis.literal(TIMELESS))
    counted = labelled.group_by("period", "touchpoint").agg(n=labelled.count()).to_pandas().dropna()
    table = counted.pivot_table(index="period", columns="touchpoint", values="n", aggfunc="sum")
    if periods:
        table = table.reindex(list(periods)).loc[counted["period"].min() :]
    filled = table.fillna(0).where(table.notna().cummax())
    filled.columns = [f"touchpoint={name}" for name in filled.columns]
    filled = filled.assign(**{OVERALL: filled.sum(axis=1)})
    long = filled.rename_axis(columns="scope").stack().rename("n").reset_index()
    counted = shares.count(long, confidence)
    return measured(counted, kpi="volume", kind="count", better="high", n_of="visits")


def active(events: ir.Table) -> pd.DataFrame:
    """The distinct pairs of customer and period."""
    return events.select("customer", "period").distinct().to_pandas().dropna()


def conversion(
    instances: pd.DataFrame, confidence: float, stages: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Share of journeys that were completed, by the period in which they were over.

    Overall and per journey; per stage it is the share of those that entered it and went on.

    Parameters
    ----------
    instances : period, journey, completed (count), closed (count) of journeys that are over
    stages : period, stage, completed (went on), closed (entered) of journeys that are over
    """
    overall = instances.groupby("period", as_index=False)[["completed", "closed"]].sum()
    parts = [overall.assign(scope=OVERALL), _scoped(instances, "journey")]
    parts += [] if stages is None else [_scoped(stages, "stage")]
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    whole = whole[whole["closed"] > 0]
    if whole.empty:
        return together()
    counted = whole.assign(numerator=whole["completed"], denominator=whole["closed"])
    return measured(
        shares.share(counted, confidence), kpi="conversion", kind="share", better="high",
        n_of="journeys",
    )  # fmt: skip


def _scoped(counts: pd.DataFrame, column: str) -> pd.DataFrame:
    scope = f"{column}=" + counts[column].astype("str")
    return counts.assign(scope=scope).drop(columns=column)
