"""When, where and by whom the events of a log happened: counted once, for all who ask.

The clock of a place is no business of the engine: it counts events by quarters of an hour of UTC,
on whose edges every offset of today lies, and the few counts are put on the wall clock here.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts import periods
from cxlib.engagement.contracts.profile import MOST_PERIODS
from cxlib.engagement.log.source import Log

QUARTER = 15  # minutes
PLACES = ("touchpoint", "channel")
BLANKS = ("journey", "journey_id")
OLDER = ""  # the label of what lies before the last periods


def hours(log: Log, zone: str) -> pd.DataFrame:
    """Events by hour of the wall clock of `zone`, in the order of time.

    Returns
    -------
    begins (the hour), n, midnight (how many at 0:00 sharp, to the second), first and last (naive
    UTC); hours without an event are not there.
    """
    return log.once(f"hours of {zone}", lambda: _hours(log, zone))


def _hours(log: Log, zone: str) -> pd.DataFrame:
    table = log.table
    quarter = (table.time.minute() / QUARTER).floor().cast("int8")
    sharp = (table.time.second() == 0) & (table.time.minute() % QUARTER == 0)
    counted = table.group_by(hour=table.time.truncate("h"), quarter=quarter).aggregate(
        n=table.count(), sharp=sharp.sum(), first=table.time.min(), last=table.time.max()
    )  # fmt: skip
    found = counted.execute()
    clock = periods.to_local(
        found["hour"] + pd.to_timedelta(QUARTER * found["quarter"], "min"), zone
    )
    sharp = found["sharp"].where(clock == clock.dt.normalize(), 0)
    by_hour = found.assign(begins=clock.dt.floor("h"), midnight=sharp).groupby("begins", sort=True)
    return by_hour.agg(
        n=("n", "sum"), midnight=("midnight", "sum"), first=("first", "min"), last=("last", "max")
    ).reset_index()


def days(log: Log, zone: str) -> pd.Series:
    """Events by day of the wall clock of `zone`, in the order of time; the index is the day."""
    found = hours(log, zone)
    return found.groupby(found["begins"].dt.normalize().rename("day"))["n"].sum()


def places(log: Log, config: Config) -> pd.DataFrame:
    """Events by touchpoint, channel and flag in each of the last periods, and in all before them.

    Returns
    -------
    period ("" for what lies before the last periods, and where there are none), touchpoint,
    channel, completed, n, with_journey and with_journey_id (how many have one), first and last
    (naive UTC).
    """
    return log.once("places", lambda: _places(log, config))


def _places(log: Log, config: Config) -> pd.DataFrame:
    table, last = log.table, labels(log, config)[-MOST_PERIODS:]
    dated = table.mutate(period=_named(table, last, config))
    told = {f"with_{c}": dated[c].count() for c in BLANKS}
    grouped = dated.group_by("period", *PLACES, "completed").aggregate(
        n=dated.count(), first=dated.time.min(), last=dated.time.max(), **told
    )
    return grouped.to_pyarrow().to_pandas()


def labels(log: Log, config: Config) -> list[str]:
    """The periods in which there are events, in the order of time."""
    return sorted(
        periods.label(hours(log, config.timezone)["begins"], config.period).dropna().unique()
    )


def _named(table, last: Sequence[str], config: Config):
    """The label of each event's period, told by where the periods begin."""
    import ibis

    if not last:
        return ibis.literal(OLDER)
    starts = {name: periods.bounds(name, config.period, config.timezone)[0] for name in last}
    cases = [(table.time >= ibis.timestamp(start), name) for name, start in starts.items()]
    return ibis.cases(*reversed(cases), else_=OLDER)


def customers(log: Log) -> pd.Series:
    """How many events each customer has, the busiest first; the index is the customer."""

    def counted() -> pd.Series:
        table = log.table
        counts = table.group_by("customer").aggregate(n=table.count())
        return (
            counts.to_pyarrow().to_pandas().set_index("customer")["n"].sort_values(ascending=False)
        )

    return log.once("customers", counted)
