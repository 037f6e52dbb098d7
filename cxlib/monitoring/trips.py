"""Journey instances over the whole history, as the map makes them."""

from __future__ import annotations

from typing import NamedTuple

import ibis
import pandas as pd
from ibis import _

from cxlib.engagement import periods
from cxlib.engagement.model import Engagement
from cxlib.mapping.declared import Declared, declare
from cxlib.mapping.instances import instances, overview
from cxlib.mapping.packing import MS_PER_SECOND, instant_of, touchpoint_of
from cxlib.mapping.paths import COMPLETED, DROPPED, ENDED, OPEN, Walks, walks

HOUR_MS = 3_600 * MS_PER_SECOND


class Trips(NamedTuple):
    """What customers walked: names under codes, instances with their fate, the closing gap."""

    declared: Declared
    walked: Walks
    gap: float


def trips(engagement: Engagement) -> Trips | None:
    """Every journey instance up to the period's end; None where there are no interactions."""
    events = engagement.events_history
    if events is None or engagement.data_end is None:
        return None
    seen = overview(events)
    named = []
    if seen.journey:
        distinct = events.journey.name("journey").as_table().distinct()
        named = sorted(distinct.to_pandas()["journey"].dropna())
    declared = declare(
        engagement.whole("touchpoints"), engagement.whole("journeys"), seen.volumes, named
    )
    made = instances(events, declared.touchpoints, seen, engagement.policy.journey_gap)
    walked = walks(made, declared, seen.completed > 0, engagement.data_end)
    return Trips(declared, walked, made.gap)


def closed(found: Trips, engagement: Engagement) -> pd.DataFrame:
    """Journeys that are over: period (of their beginning), journey, completed, closed.

    A journey that began within its gap of the data's end is left out whatever became of it:
    among those, only the quick and complete ones would be over.
    """
    types = found.declared.journeys.assign(gap=found.declared.journeys["gap"].fillna(found.gap))
    judged = types[types["code"].isin(found.walked.judged)]
    if judged.empty:
        return pd.DataFrame(columns=["period", "journey", "completed", "closed"])
    over = found.walked.instances.filter(_.status.isin([COMPLETED, ENDED, DROPPED]))
    over = over.filter(over.journey.isin(judged["code"].tolist()))
    began = over.select(
        "journey", hour=instant_of(over.steps[0]) // HOUR_MS, done=over.status == COMPLETED
    )
    counted = began.group_by("journey", "hour").agg(
        closed=_.count(), completed=_.done.cast("int64").sum()
    )
    return _by_period(counted.to_pandas(), judged, engagement)


def _by_period(counted: pd.DataFrame, judged: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    start = pd.to_datetime(counted["hour"].astype("int64") * 3_600, unit="s").astype(
        "datetime64[us]"
    )
    known = judged.set_index("code")
    gap = pd.to_timedelta(counted["journey"].map(known["gap"]).fillna(0), unit="s")
    rows = counted.assign(
        journey=counted["journey"].map(known["journey"]),
        period=periods.label(start, engagement.config.period, engagement.config.timezone),
    )
    rows = rows[(start <= engagement.data_end - gap) & rows["period"].notna()]
    return rows.groupby(["period", "journey"], as_index=False)[["completed", "closed"]].sum()


def stuck_at(found: Trips, touchpoints: list[str], fewest: int) -> pd.DataFrame:
    """Open journeys in which somebody came to one of the touchpoints `fewest` times or more.

    Answers customer, touchpoint, attempts, last_seen (naive UTC): one row per customer and
    touchpoint, of a journey neither completed nor ended whose last event lies within its gap of
    the data's end.
    """
    codes = found.declared.codes(touchpoints)
    open_ones = found.walked.instances.filter(_.status == OPEN)
    visits = open_ones.select(
        "customer",
        last=instant_of(open_ones.steps[open_ones.steps.length() - 1]),
        touchpoint=ibis.array([0]).unnest()
        if not codes
        else touchpoint_of(open_ones.steps.unnest()),
        trip=ibis.row_number(),
    )
    here = visits.filter(visits.touchpoint.isin(codes or [-1]))
    per_trip = here.group_by("trip", "customer", "touchpoint").agg(
        attempts=_.count(), last=_.last.max()
    )
    many = per_trip.filter(per_trip.attempts >= fewest).to_pandas()
    many = many.sort_values("last").drop_duplicates(["customer", "touchpoint"], keep="last")
    seen = pd.to_datetime(many["last"].astype("int64"), unit="ms").astype("datetime64[us]")
    return many.assign(
        touchpoint=found.declared.name(many["touchpoint"]), last_seen=seen
    )[["customer", "touchpoint", "attempts", "last_seen"]].reset_index(drop=True)  # fmt: skip
