"""Which periods and days the data covers: what the period reported is chosen from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts import periods
from cxlib.engagement.log import rhythm
from cxlib.engagement.log.source import Log
from cxlib.engagement.shaping.prepared import Prepared


def known_time(
    tables: Mapping[str, Prepared], log: Log | None, config: Config
) -> tuple[list[str], pd.DatetimeIndex]:
    """The labels in the data, and the local days on which there is data."""
    labels: list[str] = []
    days = pd.DatetimeIndex([])
    for name in ("responses", "purchases", "kpis"):
        if name in tables:
            frame = tables[name].frame
            labels += frame["period"].dropna().unique().tolist()
            if "time" in frame.columns:
                times = periods.to_local(frame["time"].dropna(), config.timezone)
                days = days.union(pd.DatetimeIndex(times.dt.normalize().unique()))
    if log is not None and config.period in periods.FREQUENCY:
        active = pd.DatetimeIndex(rhythm.days(log, config.timezone).index)
        days = days.union(active)
        ends = pd.Series(active[[0, -1]] if len(active) else active)
        labels += periods.label(ends, config.period).dropna().tolist()
    return labels, days
