"""Periods: labels of time, in the client's calendar and time zone.

A label is text that sorts in time: "2026-W37", "2026-09", "2026-Q3", "2026", or a number padded to
four digits ("0007") where periods are only numbered. "none" has no labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

FREQUENCY = {"week": "W-SUN", "month": "M", "quarter": "Q-DEC", "year": "Y-DEC"}
INDEX_DIGITS = 4  # so that numbered periods sort as text
USUAL_SILENCE = 0.99  # quantile of the days between days with data; longer means a period is open
WINDOW = re.compile(r"^(\d+)\s*(day|week|month|quarter|year|period)s?$")
SHAPES = {
    "week": re.compile(r"^(\d{4})[-\s]?W(\d{1,2})$", re.I),
    "month": re.compile(r"^(\d{4})[-/](\d{1,2})$"),
    "quarter": re.compile(r"^(\d{4})[-\s]?Q([1-4])$", re.I),
    "year": re.compile(r"^(\d{4})$"),
}
NUMBERED = re.compile(r"^\d{1,3}(\.0+)?$")  # four digits are a year
EXAMPLES = {
    "week": "2026-W37",
    "month": "2026-09",
    "quarter": "2026-Q3",
    "year": "2026",
    "index": "7",
}


def _name(period: pd.Period, kind: str) -> str:
    if kind == "week":
        year, week, _ = period.start_time.isocalendar()
        return f"{year}-W{week:02d}"
    if kind == "quarter":
        return f"{period.year}-Q{period.quarter}"
    return str(period)


def _period(label: str, kind: str) -> pd.Period:
    if kind == "week":
        year, week = label.split("-W")
        return pd.Period(pd.Timestamp.fromisocalendar(int(year), int(week), 1), FREQUENCY[kind])
    return pd.Period(label.replace("-Q", "Q"), FREQUENCY[kind])


def this_day() -> pd.Timestamp:
    """The day of the run, naive UTC: on one day equal files make equal engagements."""
    return pd.Timestamp.now("UTC").tz_localize(None).normalize()


def to_local(times: pd.Series, zone: str) -> pd.Series:
    """Naive UTC times as naive times on the wall clock of `zone`."""
    return times.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)


def label(times: pd.Series, kind: str, zone: str = "UTC") -> pd.Series:
    """The period label of each naive UTC time, on the calendar of `zone`; missing stays missing.

    >>> times = pd.Series(pd.to_datetime(["2026-03-31 23:30"]))
    >>> label(times, "month", "Europe/London")[0], label(times, "month", "UTC")[0]
    ('2026-04', '2026-03')
    """
    if kind not in FREQUENCY:
        return pd.Series(pd.array([None] * len(times), dtype="str"), index=times.index)
    periods = to_local(times, zone).dt.to_period(FREQUENCY[kind])
    codes, distinct = pd.factorize(periods)
    names = np.array([*(_name(p, kind) for p in distinct), None], dtype=object)
    return pd.Series(pd.array(names[codes], dtype="str"), index=times.index)


def parse(text: object, kind: str) -> str:
    """A client's way of writing a period, as its label. A date stands for the period it lies in.

    Raises ValueError where the text names no period of this kind.

    >>> parse("2026/9", "month"), parse("2026-09-14", "quarter"), parse("2026 Q3", "quarter")
    ('2026-09', '2026-Q3', '2026-Q3')
    """
    written = str(text).strip()
    if kind == "index" and re.fullmatch(r"\d{1,9}(\.0+)?", written):
        return f"{int(float(written)):0{INDEX_DIGITS}d}"
    if kind in FREQUENCY:
        found = SHAPES[kind].match(written)
        if found:
            return _checked("-".join(_padded(found, kind)), kind)
        day = re.match(r"^(\d{4}-\d{2}-\d{2})([ T]|$)", written)
        if day:
            return _name(pd.Period(day[1], FREQUENCY[kind]), kind)
    raise ValueError(f"is no {kind} such as {EXAMPLES.get(kind, 'a label')}")


def kind_of(labels: Iterable[str]) -> str | None:
    """The kind of period that all these labels name; None where they name no one kind.

    >>> kind_of(["2026-W01", "2026-W02"]), kind_of(["1", "12"]), kind_of(["2026-01-05"])
    ('week', 'index', None)
    """
    written = list(labels)
    shapes = {**SHAPES, "index": NUMBERED}
    found = (k for k, shape in shapes.items() if written and all(map(shape.match, written)))
    return next(found, None)


def _padded(found: re.Match, kind: str) -> tuple[str, ...]:
    year, *rest = found.groups()
    mark = {"week": "W", "quarter": "Q"}.get(kind, "")
    width = 1 if kind == "quarter" else 2
    return (year, *(f"{mark}{int(part):0{width}d}" for part in rest))


def _checked(name: str, kind: str) -> str:
    if _name(_period(name, kind), kind) != name:
        raise ValueError(f"is no {kind} of that year")
    return name


def bounds(name: str, kind: str, zone: str = "UTC") -> tuple[pd.Timestamp, pd.Timestamp]:
    """Start (included) and end (excluded) of a labelled period, as naive UTC.

    >>> [str(t) for t in bounds("2026-04", "month", "Europe/London")]
    ['2026-03-31 23:00:00', '2026-04-30 23:00:00']
    """
    if kind not in FREQUENCY:
        raise ValueError(f"periods of kind '{kind}' have no bounds in time")
    period = _period(name, kind)
    return _utc(period.start_time, zone), _utc((period + 1).start_time, zone)


def _utc(moment: pd.Timestamp, zone: str) -> pd.Timestamp:
    local = moment.tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
    return local.tz_convert("UTC").tz_localize(None)


def shift(name: str, by: int, kind: str) -> str:
    """The label `by` periods later (earlier where negative).

    >>> shift("2026-01", -1, "month"), shift("2026-W53", 1, "week"), shift("0009", 1, "index")
    ('2025-12', '2027-W01', '0010')
    """
    if kind == "index":
        return f"{int(name) + by:0{INDEX_DIGITS}d}"
    return _name(_period(name, kind) + by, kind)


def between(first: str, last: str, kind: str) -> tuple[str, ...]:
    """All labels from `first` to `last`, both included, without gaps.

    >>> between("2025-Q4", "2026-Q2", "quarter")
    ('2025-Q4', '2026-Q1', '2026-Q2')
    """
    if kind == "index":
        return tuple(f"{i:0{INDEX_DIGITS}d}" for i in range(int(first), int(last) + 1))
    distance = (_period(last, kind) - _period(first, kind)).n
    return tuple(shift(first, i, kind) for i in range(distance + 1))


def last_complete(days: Iterable[pd.Timestamp], kind: str) -> str | None:
    """The last period that the data covers to its end: never today's clock.

    Parameters
    ----------
    days : the distinct local calendar days on which there is data.

    The last period counts as complete when what is missing at its end is no longer than the usual
    silence between days with data (the 99th percentile, at least one day).

    >>> last_complete(pd.date_range("2026-08-01", "2026-09-30"), "month")
    '2026-09'
    >>> last_complete(pd.date_range("2026-08-01", "2026-09-20"), "month")
    '2026-08'
    """
    known = pd.DatetimeIndex(sorted(set(days)))
    if known.empty or kind not in FREQUENCY:
        return None
    gaps = np.diff(known.to_numpy()) / np.timedelta64(1, "D")
    silence = max(1.0, float(np.quantile(gaps, USUAL_SILENCE))) if len(gaps) else 1.0
    period = pd.Period(known[-1], FREQUENCY[kind])
    uncovered = (period.end_time.normalize() - known[-1]) / pd.Timedelta(days=1)
    if uncovered > silence and pd.Period(known[0], FREQUENCY[kind]) < period:
        period = period - 1
    return _name(period, kind)


def window_start(window: str, name: str, kind: str, zone: str = "UTC") -> pd.Timestamp:
    """The start (naive UTC) of a window such as "12 months" that ends with the period's end.

    >>> str(window_start("12 months", "2026-09", "month"))
    '2025-10-01 00:00:00'
    """
    number, unit = _window(window)
    _, end = bounds(name, kind, zone)
    local = end.tz_localize("UTC").tz_convert(zone).tz_localize(None)
    unit = kind if unit == "period" else unit
    offsets = {"day": {"days": number}, "week": {"weeks": number}, "month": {"months": number}}
    offsets |= {"quarter": {"months": 3 * number}, "year": {"years": number}}
    return _utc(local - pd.DateOffset(**offsets[unit]), zone)


def _window(window: str) -> tuple[int, str]:
    found = WINDOW.match(window.strip())
    if not found:
        raise ValueError(f"'{window}' is no window such as '12 months'")
    return int(found[1]), found[2]


def window_labels(window: str, name: str) -> str:
    """The first label of a window over numbered periods ("12 periods" up to "0020": "0009").

    >>> window_labels("12 periods", "0020")
    '0009'
    """
    number, unit = _window(window)
    if unit != "period":
        raise ValueError(f"'{window}': numbered periods need a window such as '12 periods'")
    return shift(name, 1 - number, "index")
