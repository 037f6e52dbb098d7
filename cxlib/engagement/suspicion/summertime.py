"""The night on which clocks go back: events that stand twice, once by each time."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pandas as pd

from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

LOG = "interactions"
NIGHT = "the hour that comes twice, twice"
FEW, SHARE = 10, 0.2  # events of such nights, and of all of them
MOST_NIGHTS = 12
HOUR, AROUND = pd.Timedelta(hours=1), pd.Timedelta(hours=2)


def twice_by_night(seen: Seen) -> Iterator[Suspicion]:
    """Events of the nights on which clocks go back that stand exactly an hour after the same event
    of the same customer."""
    if seen.log is None:
        return
    days = rhythm.days(seen.log, seen.config.timezone)
    nights = _going_back(days.index, seen.config.timezone)[-MOST_NIGHTS:] if len(days) else []
    table = seen.log.table
    events = []
    for at in nights:
        near = table.filter((table.time >= at - AROUND) & (table.time < at + AROUND))
        events.append(near[["customer", "touchpoint", "time"]].to_pyarrow().to_pandas())
    told = pd.concat(events).drop_duplicates() if events else pd.DataFrame()
    if len(told) < FEW:
        return
    later = told.merge(told.assign(time=told["time"] + HOUR))
    if len(later) >= max(FEW, SHARE * len(told)):
        words = (
            f"of {len(told):,} events in the nights on which clocks go back {len(later):,} stand "
            "exactly an hour after the same event: they were exported by summer and by winter time"
        )
        remedy = "export times in UTC, or with their offset, and send each event once"
        yield Suspicion(NIGHT, LOG, "time", len(later), WARN, words, remedy)


def _going_back(days: pd.DatetimeIndex, zone: str) -> list[pd.Timestamp]:
    """When the clocks went back within these days, naive UTC.

    >>> _going_back(pd.date_range("2026-01-01", "2026-12-31", freq="90D"), "Europe/Vienna")
    [Timestamp('2026-10-25 01:00:00')]
    """
    hours = pd.date_range(days[0], days[-1] + pd.Timedelta(days=1), freq="D", tz="UTC")
    local = hours.tz_convert(ZoneInfo(zone))
    offset = [t.utcoffset() for t in local]
    found = []
    for day, was, now in zip(hours, offset, offset[1:], strict=False):
        if now < was:
            steps = pd.date_range(day, periods=25, freq="h").tz_convert(ZoneInfo(zone))
            first = next(t for t in steps if t.utcoffset() == now)
            found.append(first.tz_convert("UTC").tz_localize(None))
    return found


RULES = (twice_by_night,)
