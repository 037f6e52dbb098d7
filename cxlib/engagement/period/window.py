"""Which rows count: up to the period's end, and for steps 1-4 inside the window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts import periods
from cxlib.engagement.contracts.quality import EXCLUDED, OUTSIDE, note
from cxlib.engagement.contracts.tables import with_period
from cxlib.engagement.shaping.prepared import Prepared
from cxlib.errors import InputError, Problem

WINDOWED = (
    "responses",
    "purchases",
    "kpis",
    "operations",
    "invited",
)  # interactions: in the engine
AFTER = "after the period"
BEFORE = "before the window"


@dataclass(frozen=True)
class Window:
    """The period reported and the rows that belong to it.

    `start` and `end` are naive UTC, `end` excluded; None where nothing limits.
    `first_label` is the first label inside the window.
    """

    kind: str
    zone: str
    period: str | None
    labels: tuple[str, ...]
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    first_label: str | None = None


def dated(table: Prepared, config: Config) -> Prepared:
    """The table with a `period` wherever there is a time; rows without either are excluded.

    A table in which no row has a time or a period is timeless: all of it always counts.
    """
    frame = table.frame
    if "period" not in with_period(table.name):
        return table
    written = frame["period"] if "period" in frame.columns else None
    if "time" in frame.columns:
        labels = periods.label(frame["time"], config.period, config.timezone)
        written = labels if written is None else labels.fillna(written)
    table = table.having(frame.assign(period=written.astype("str")))
    undated = written.isna()
    if table.name not in WINDOWED or config.period == "none" or undated.all():
        return table
    if table.name == "invited":
        return table
    return table.without(undated, EXCLUDED + "no time", column="time")


def choose(
    config: Config,
    labels: Iterable[str],
    days: pd.DatetimeIndex,
    period: str | None,
) -> Window:
    """The window that ends with the period asked for, else with the last complete one."""
    kind, zone = config.period, config.timezone
    known = sorted(set(labels))
    if kind == "none" or not known:
        if period is not None and kind == "none":
            raise InputError(f"period {period}: this engagement has no periods (period: none)")
        return Window(kind, zone, None, ())
    last = _asked(period, kind, known) or periods.last_complete(days, kind) or known[-1]
    last = max(last, known[0])
    span = periods.between(known[0], last, kind)
    if kind == "index":
        first = periods.window_labels(config.window, last) if config.window else None
        return Window(kind, zone, last, span, None, None, first)
    end = periods.bounds(last, kind, zone)[1]
    if config.window is None:
        return Window(kind, zone, last, span, None, end, None)
    start = periods.window_start(config.window, last, kind, zone)
    first = periods.label(pd.Series([start]), kind, zone)[0]
    return Window(kind, zone, last, span, start, end, first)


def _asked(period: str | None, kind: str, known: list[str]) -> str | None:
    if period is None:
        return None
    try:
        label = periods.parse(period, kind)
    except ValueError as why:
        raise InputError(f"period '{period}' {why}") from None
    if not known[0] <= label <= known[-1]:
        rule = f"lies outside the data, which runs from {known[0]} to {known[-1]}"
        raise InputError(Problem(f"period {label}", None, None, rule, "ask for one of those"))
    return label


def upto(table: Prepared, window: Window) -> Prepared:
    """The table with nothing later than the period's end."""
    if table.name == "customers":
        return _customers_then(table, window)
    if window.period is None or table.name not in WINDOWED:
        return table
    later = table.frame["period"] > window.period
    return table.without(later.fillna(False).astype(bool), OUTSIDE + AFTER)


def within(table: Prepared, window: Window) -> Prepared:
    """The table from the window's start on."""
    if window.first_label is None or table.name not in WINDOWED:
        return table
    earlier = table.frame["period"] < window.first_label
    if window.start is not None and "time" in table.frame.columns:
        timed = table.frame["time"].notna()
        earlier = earlier.mask(timed, table.frame["time"] < window.start)
    return table.without(earlier.fillna(False).astype(bool), OUTSIDE + BEFORE)


def _customers_then(table: Prepared, window: Window) -> Prepared:
    """Customers as they were at the period's end: nobody has left or joined after it."""
    if window.end is None:
        return table
    end = periods.to_local(pd.Series([window.end]), window.zone)[0]
    table = table.without(table.frame["start"] >= end, OUTSIDE + "joined after the period")
    frame = table.frame
    later = frame["end"] >= end
    if not later.any():
        return table
    told = note(table.name, "end", "left after the period: still customers", int(later.sum()))
    return table.having(
        frame.assign(end=frame["end"].mask(later), left=frame["left"].mask(later, False)),
        [told],
    )
