"""Which periods there are, and which of them are over."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.model import Engagement

TIMELESS = "all"  # the label of the one period of an engagement without periods


def unfinished(engagement: Engagement) -> tuple[str, ...]:
    """The period reported, where the data does not cover it to its end; else nothing.

    By the same rule by which the period is chosen: what is missing at its end is longer than the
    usual silence between days with data. KPIs that carry a period but no days are taken as given.
    """
    kind = engagement.config.period
    if engagement.period is None or kind not in periods.FREQUENCY:
        return ()
    covered = periods.last_complete(_days(engagement), kind)
    over = covered is None or covered >= engagement.period
    return () if over else (engagement.period,)


def spans(engagement: Engagement) -> list[tuple[str, pd.Timestamp, pd.Timestamp]]:
    """Every period with its first day and the day after its last, in the client's calendar."""
    kind = engagement.config.period
    if kind not in periods.FREQUENCY:
        return []
    return [(label, *periods.bounds(label, kind)) for label in engagement.periods]


def _days(engagement: Engagement) -> pd.DatetimeIndex:
    zone = engagement.config.timezone
    days = pd.DatetimeIndex([])
    for name in ("responses", "purchases"):
        times = engagement.whole(name)["time"].dropna()
        days = days.union(_local_days(times, zone))
    if engagement.events_history is not None:
        events = engagement.events_history
        hours = events.select(hour=events.time.truncate("h")).distinct().to_pandas()["hour"]
        days = days.union(_local_days(hours, zone))
    return days


def _local_days(times: pd.Series, zone: str) -> pd.DatetimeIndex:
    if times.empty:
        return pd.DatetimeIndex([])
    return pd.DatetimeIndex(periods.to_local(times, zone).dt.normalize().unique())
