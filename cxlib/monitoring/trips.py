"""Journey instances over the whole history, as the map makes them."""

from __future__ import annotations

from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _

from cxlib.engagement import periods
from cxlib.engagement.model import Engagement
from cxlib.mapping.declared import Declared, declare
from cxlib.mapping.instances import instances, overview
from cxlib.mapping.packing import MS_PER_SECOND, instant_of, touchpoint_of
from cxlib.mapping.paths import ENDED, OPEN, Walks, walks
from cxlib.monitoring.calendar import TIMELESS

HOUR_MS = 3_600 * MS_PER_SECOND
FOREVER_MS = 1 << 45  # where nothing says when a silence ends a journey: a thousand years


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
    """Journeys that are over, by the period in which they were: journey, completed, closed.

    A journey is over when it is completed or ended, or once it has been silent for its gap. What
    was over stays over: a customer who comes back later does not change a month already told.
    """
    known = found.declared.journeys
    judged = known[known["code"].isin(found.walked.judged)]
    if judged.empty:
        return pd.DataFrame(columns=["period", "journey", "completed", "closed"])
    over = _endings(found, judged["code"].tolist())
    end = int(engagement.data_end.timestamp() * MS_PER_SECOND)
    over = over.filter(over.at.notnull() & (over.at <= end))
    by_hour = over.group_by("journey", hour=over.at // HOUR_MS).agg(
        closed=_.count(), completed=_.done.cast("int64").sum()
    )
    return _by_period(by_hour.to_pandas(), judged, engagement)


def _endings(found: Trips, codes: list[int]) -> ir.Table:
    """When each journey was over (milliseconds) and whether it was completed by then."""
    gap = found.declared.journeys["gap"].fillna(found.gap) * MS_PER_SECOND
    silence = {int(c): int(g) for c, g in zip(found.declared.journeys["code"], gap, strict=True)
               if np.isfinite(g)}  # fmt: skip
    trips = found.walked.instances.filter(_.journey.isin(codes))
    wait = trips.journey.cases(*((c, ibis.literal(g, "int64")) for c, g in silence.items()),
                               else_=ibis.literal(FOREVER_MS, "int64"))  # fmt: skip
    trips = trips.mutate(wait=wait)
    pauses = ibis.range(0, trips.steps.length() - 1, 1).filter(
        lambda i: instant_of(trips.steps[i + 1]) - instant_of(trips.steps[i]) > trips.wait
    )
    trips = trips.mutate(last=ibis.coalesce(pauses[0], trips.steps.length() - 1))
    done = (trips.completed_at >= 0) & (trips.completed_at <= trips.last)
    ended = (trips.status == ENDED) & (trips.last == trips.steps.length() - 1)
    at = ibis.cases(
        (done, instant_of(trips.steps[trips.completed_at])),
        (ended, instant_of(trips.steps[trips.last])),
        else_=instant_of(trips.steps[trips.last]) + trips.wait,
    )
    return trips.select("journey", done=done, at=at)


def _by_period(counted: pd.DataFrame, judged: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    hours = pd.to_datetime(counted["hour"].astype("int64") * 3_600, unit="s")
    config, names = engagement.config, judged.set_index("code")["journey"]
    labels = periods.label(hours.astype("datetime64[us]"), config.period, config.timezone)
    rows = counted.assign(
        journey=counted["journey"].map(names),
        period=labels if config.period in periods.FREQUENCY else TIMELESS,
    )
    rows = rows[rows["period"].notna()]
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
