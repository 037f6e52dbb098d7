"""Journey instances over the whole history, as the map makes them."""

from __future__ import annotations

from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from cxlib.engagement.contracts import periods
from cxlib.engagement.model import Engagement
from cxlib.mapping.declared import Declared, declare
from cxlib.mapping.instances import instances, overview
from cxlib.mapping.packing import MS_PER_SECOND, case, instant_of, side_by_side, touchpoint_of
from cxlib.mapping.paths import COMPLETED, ENDED, OPEN, Walks, walks
from cxlib.mapping.silences import DECLARED, limits
from cxlib.mapping.stages import stage_lookup
from cxlib.monitoring.calendar import TIMELESS
from cxlib.results.coded import Figure, count, listed, note, text

HOUR_MS = 3_600 * MS_PER_SECOND
BY_ID = "journey_id"
FOREVER_MS = 1 << 45  # where nothing says when a silence ends a journey: a thousand years


class Trips(NamedTuple):
    """What customers walked: names under codes, instances with their fate, and by journey code the
    silence that closes one (`wait`) and that which ends one that goes on later (`pause`), in ms.

    A guessed silence parts journeys where one begins; inside one it ends nothing.
    """

    declared: Declared
    walked: Walks
    wait: dict[int, int]
    pause: dict[int, int]


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
    kept = engagement.config.tables["interactions"].duplicates == "keep"
    made = instances(events, declared, seen, engagement.policy.journey_gap, kept)
    walked = walks(made, declared, seen.completed > 0, engagement.data_end)
    pause = limits(made.silences, None if made.cut_by == BY_ID else DECLARED)
    return Trips(declared, walked, limits(made.silences), pause)


def unclosed(found: Trips) -> pd.DataFrame:
    """Journeys that no silence closes: journey, code, judged, ends and open.

    `ends` says whether anything but its completion ends one, `open` how many did neither.
    """
    known = found.declared.journeys
    endless = known[~known["code"].isin(list(found.wait))]
    waiting = found.walked.instances.filter(~_.status.isin([COMPLETED, ENDED]))
    counts = waiting.group_by("journey").agg(n=_.count()).to_pandas().set_index("journey")["n"]
    ending = {journey for journey, _touchpoint in found.declared.ending}
    return endless[["journey", "code"]].assign(
        judged=endless["code"].isin(found.walked.judged),
        ends=endless["code"].isin(ending),
        open=endless["code"].map(counts).fillna(0).astype(int),
    )


def unclosed_notes(found: Trips) -> list[dict[str, object]]:
    """What the conversion of journeys that no silence closes is worth, a note each."""
    waiting = unclosed(found).query("open > 0")
    left_out, high = waiting.query("judged and not ends"), waiting.query("ends")
    said = []
    if len(left_out):
        said.append(note("kpis", "conversion left out", journeys=_named(left_out)))
    if len(high):
        unended = count(high["open"].sum())
        said.append(note("kpis", "conversion reads high", journeys=_named(high), n=unended))
    if said:
        names = _named(waiting.query("judged or ends"))
        said.append(note("kpis", "set a gap", audience="consultant", journeys=names))
    return said


def _named(journeys: pd.DataFrame) -> Figure:
    return listed(map(text, journeys["journey"]))


def endings(found: Trips, engagement: Engagement) -> ir.Table:
    """Journeys that are over: journey (code), done, hour (since 1970) and the stages entered.

    A journey is over when it is completed or ended, or once it has been silent for its gap. What
    was over stays over: a customer who comes back later does not change a month already told.
    Journeys that nothing but their completion could end are left out: all would be completed.
    """
    end = int(engagement.data_end.timestamp() * MS_PER_SECOND)
    certain = unclosed(found).query("judged and not ends")["code"].tolist()
    over = _endings(found).filter(lambda t: t.at.notnull() & (t.at <= end))
    over = over.filter(~over.journey.isin(certain or [-1]))
    return over.mutate(hour=over.at // HOUR_MS).drop("at").cache()


def closed(over: ir.Table, found: Trips, engagement: Engagement) -> pd.DataFrame:
    """Journeys of `endings` by the period in which they were over: journey, completed, closed.

    Only journeys of which it is known what completes them.
    """
    known = found.declared.journeys
    judged = known[known["code"].isin(found.walked.judged)]
    if judged.empty:
        return pd.DataFrame(columns=["period", "journey", "completed", "closed"])
    counted = (
        over.filter(_.journey.isin(judged["code"].tolist()))
        .group_by("journey", "hour")
        .agg(closed=_.count(), completed=_.done.cast("int32").sum())
        .to_pandas()
    )
    names = judged.set_index("code")["journey"]
    named = counted.assign(journey=counted["journey"].map(names))
    return _by_period(named, "journey", ["completed", "closed"], engagement)


def through_stages(over: ir.Table, found: Trips, engagement: Engagement) -> pd.DataFrame:
    """The map's funnel of each period, over `endings`: period, stage, completed, closed.

    closed counts the journeys that entered the stage before they were over, completed those of
    them that went on: to a later stage, or to their completion. Where nothing says what completes
    a journey, the last stage leads nowhere that could be counted and is left out.
    """
    stages = dict(enumerate(found.declared.stages, start=1))
    entered = over.select("hour", "done", top=over.stages.maxs(), stage=over.stages.unnest())
    counted = (
        entered.group_by("hour", "stage")
        .agg(closed=_.count(), completed=(_.done | (_.top > _.stage)).cast("int32").sum())
        .to_pandas()
    )
    if not found.walked.judged:
        counted = counted[counted["stage"] < max(stages, default=0)]
    if counted.empty:
        return pd.DataFrame(columns=["period", "stage", "completed", "closed"])
    named = counted.assign(stage=counted["stage"].map(stages))
    return _by_period(named, "stage", ["completed", "closed"], engagement)


def _endings(found: Trips) -> ir.Table:
    """When each journey was over (milliseconds), whether completed by then, the stages till then.

    Where nothing says when a silence ends a journey, it is over by completion or end alone.
    """
    trips = found.walked.instances
    trips = trips.mutate(wait=_by_journey(trips, found.wait), pause=_by_journey(trips, found.pause))
    pauses = ibis.range(0, (trips.steps.length() - 1).cast("int32"), 1).filter(
        lambda i: instant_of(trips.steps[i + 1]) - instant_of(trips.steps[i]) > trips.pause
    )
    final_step = (trips.steps.length() - 1).cast("int32")
    first_pause = ibis.ifelse(pauses.length() > 0, pauses[0].cast("int32"), final_step)
    trips = trips.mutate(last=first_pause, end=trips.over.cast("int32") - 1)
    told = trips.status.isin([COMPLETED, ENDED]) & (trips.end <= trips.last)
    final = ibis.ifelse(told, trips.end, trips.last)
    trips = trips.mutate(final=final, told=told)
    at = instant_of(trips.steps[trips.final]) + ibis.ifelse(trips.told, 0, trips.wait)
    return trips.select(
        "journey", done=trips.told & (trips.status == COMPLETED), at=at,
        stages=_stages(trips.steps[: trips.final + 1], found.declared),
    )  # fmt: skip


def _by_journey(trips: ir.Table, known: dict[int, int]) -> ir.IntegerValue:
    """A silence in milliseconds for each journey."""
    return case(trips.journey, known).coalesce(FOREVER_MS)


def _stages(steps: ir.ArrayValue, declared: Declared) -> ir.ArrayValue:
    """The distinct stages (positions on the map) of a list of packed events."""
    lookup = stage_lookup(declared)
    met = steps.map(lambda step: lookup[touchpoint_of(step).cast("int32")]).unique()
    return met.filter(lambda position: position > 0)


def _by_period(
    counted: pd.DataFrame, key: str, sums: list[str], engagement: Engagement
) -> pd.DataFrame:
    hours = pd.to_datetime(counted["hour"].astype("int64") * 3_600, unit="s")
    config = engagement.config
    labels = periods.label(hours.astype("datetime64[us]"), config.period, config.timezone)
    rows = counted.assign(period=labels if config.period in periods.FREQUENCY else TIMELESS)
    rows = rows[rows["period"].notna()]
    return rows.groupby(["period", key], as_index=False)[sums].sum()


def stuck_at(found: Trips, touchpoints: list[str], fewest: int) -> pd.DataFrame:
    """Open journeys in which somebody came to one of the touchpoints `fewest` times or more.

    Answers customer, touchpoint, attempts, last_seen (naive UTC): one row per customer and
    touchpoint, of a journey neither completed nor ended whose last event lies within its gap of
    the data's end.
    """
    codes = found.declared.codes(touchpoints)
    open_ones = found.walked.instances.filter(_.status == OPEN)
    trips = open_ones.select(
        "customer",
        "steps",
        last=instant_of(open_ones.steps[open_ones.steps.length() - 1]),
        trip=ibis.row_number(),
    )
    steps = side_by_side(trips, "customer", "last", "trip", step=trips.steps)
    visits = steps.mutate(touchpoint=touchpoint_of(steps.step))
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
