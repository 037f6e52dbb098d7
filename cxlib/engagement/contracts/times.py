"""Times as clients write them, into naive UTC; the order of day and month is always declared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.orders import ORDERED, UNDECLARED, contradicting, in_order, order
from cxlib.engagement.contracts.values import is_number
from cxlib.engagement.contracts.zones import apart

EARLIEST = pd.Timestamp("1990-01-01")  # no customer record of today's systems is older
LATEST = pd.Timestamp("2100-01-01")
OUTSIDE = f"lies outside {EARLIEST.year} to {LATEST.year - 1}"
FEW = 20  # cells in which a declared form is looked for
STRAY_SHARE = 0.01  # more rows than this far from the others are a wave of their own
STRAY_FROM = 10  # rows; among fewer nothing is the usual
EPOCHS = {  # day 0 of serial dates: Excel's usual one (its leap-year error included), and the other
    "excel": datetime(1899, 12, 30),
    "excel-1904": datetime(1904, 1, 1),  # of workbooks that once came from a Macintosh
}
BARE = "is a bare number where a date is meant"
NO_FORM = "is no date in the declared form"
IMPOSSIBLE = "is no possible date"
HOUR_24 = "has an hour 24, which no day has"
UNIX = re.compile(r"^(\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d+)?$")  # since 1970
UNITS = {10: "s", 13: "ms", 16: "us", 19: "ns"}  # by their digits
SERIAL = re.compile(r"^\d{4,5}([.,]\d+)?$")
HOUR = re.compile(r"[ T]24:\d\d")
ISO = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[ T]|$)|^\d{8}(?:T|$)")
WHOLE = (  # an ISO date or time to its end, as most logs write them
    r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?"
    r"(?:Z|[+-]\d{2}:?\d{2}|[+-]\d{2}| UTC)?)?$|^\d{8}(?:T.*)?$"
)
YEAR_FIRST = re.compile(  # no other order begins with a year
    r"^(\d{4})[-./](\d{1,2})[-./](\d{1,2})"
    r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?$"
)
OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2}|[+-]\d{2}| UTC)$")
TIMED_OFFSET = r"\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2}|[+-]\d{2}| UTC)$"
TIMED = re.compile(r"\d{2}:\d{2}")


@dataclass(frozen=True)
class Times:
    """Times read: naive UTC, which cells broke a rule, and what had to be decided.

    `clock_changes` counts local times that occur twice or never on a day when clocks change.
    """

    values: pd.Series
    broken: dict[object, str]
    aware: int = 0
    local: int = 0
    clock_changes: int = 0


def parse_times(cells: pd.Series, dates: str, zone: str, calendar: bool = False) -> Times:
    """Cells as naive UTC times; local ones are on the wall clock of `zone`.

    With `calendar` they are days in the client's calendar, and no zone shifts them.
    """
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        stamped, broken = cells, _outside(cells)
    else:
        stamped, broken = _parsed(cells, dates)
    aware, local = _by_zone(stamped)
    if calendar:
        days = pd.concat([aware.dt.tz_convert(zone).dt.tz_localize(None), local]).dt.normalize()
        return Times(_ordered(days, cells), broken)
    shifted, changes = _to_utc(local, zone)
    utc = pd.concat([aware.dt.tz_convert("UTC").dt.tz_localize(None), shifted])
    return Times(_ordered(utc, cells), broken, int(aware.notna().sum()), len(local), changes)


def stray_side(
    low: pd.Timestamp, below: pd.Timestamp, above: pd.Timestamp, high: pd.Timestamp, shares: tuple
) -> str | None:
    """Which side of the middle stands apart from the other by more than that one spans.

    Parameters
    ----------
    low, below, above, high : the first time, the last before the middle between first and last,
        the next after it, and the last.
    shares : of the rows before and after the middle.
    """
    if pd.isna(above) or pd.isna(below):
        return None
    gap = above - below
    if gap > below - low and shares[1] <= STRAY_SHARE:
        return "above"
    return "below" if gap > high - above and shares[0] <= STRAY_SHARE else None


def strays(times: pd.Series) -> pd.Series:
    """Which few times lie further from all others than those span: 2062 for 2026, 1970 for 2024.

    >>> days = pd.Series(pd.date_range("2026-01-01", periods=200))
    >>> int(strays(pd.concat([days, pd.Series(pd.to_datetime(["2062-01-01"]))])).sum())
    1
    """
    known = times.dropna()
    if len(known) < STRAY_FROM:
        return pd.Series(False, index=times.index)
    low, high = known.min(), known.max()
    middle = low + (high - low) / 2
    before = known <= middle
    share = float(before.mean())
    few = max(STRAY_SHARE, 1.0 / len(known)) / STRAY_SHARE
    ends = (low, known[before].max(), known[~before].min(), high)
    side = stray_side(*ends, (share / few, (1 - share) / few))
    if side is None:
        return pd.Series(False, index=times.index)
    return (times > middle if side == "above" else times <= middle).fillna(False)


def _ordered(times: pd.Series, cells: pd.Series) -> pd.Series:
    return times.reindex(cells.index).astype("datetime64[us]")


def _outside(stamped: pd.Series) -> dict[object, str]:
    years = stamped.dt.year
    wrong = stamped[(years < EARLIEST.year) | (years >= LATEST.year)]
    return dict.fromkeys(wrong, OUTSIDE)


def _by_zone(stamped: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Those with an offset (as UTC) and those on the wall clock."""
    nothing = pd.Series([], dtype="datetime64[us]", index=stamped.index[:0])
    if isinstance(stamped.dtype, pd.DatetimeTZDtype):
        return stamped.dropna(), nothing
    if stamped.dtype == object:
        offset = stamped.map(lambda t: t.tzinfo is not None, na_action="ignore").eq(True)
        aware = pd.to_datetime(stamped[offset], utc=True).astype("datetime64[us, UTC]")
        return aware, pd.to_datetime(stamped[~offset]).astype("datetime64[us]").dropna()
    return nothing.dt.tz_localize("UTC"), stamped.astype("datetime64[us]").dropna()


def _to_utc(local: pd.Series, zone: str) -> tuple[pd.Series, int]:
    if local.empty:
        return local, 0
    index = pd.DatetimeIndex(local)
    unclear = index.tz_localize(zone, ambiguous="NaT", nonexistent="NaT").isna()
    winter = np.zeros(len(index), dtype=bool)
    utc = index.tz_localize(zone, ambiguous=winter, nonexistent="shift_forward").tz_convert("UTC")
    return pd.Series(utc.tz_localize(None), index=local.index), int(unclear.sum())


def _parsed(cells: pd.Series, dates: str) -> tuple[pd.Series, dict[object, str]]:
    """Distinct cells read once; `object` only where offsets and wall-clock times are mixed."""
    if dates not in EPOCHS and _all_iso(cells) and not _fits(cells, dates):
        return _read_iso(cells)
    known, broken = {}, {}
    values = cells.dropna().unique()
    for value, stamp in zip(values, _stamps(values, dates, is_number(cells)), strict=True):
        if isinstance(stamp, str):
            broken[value] = stamp
        else:
            known[value] = stamp
    unordered = [text for text, rule in broken.items() if rule == UNDECLARED]
    if order(unordered) == "mixed":
        broken = {t: why for t, why in broken.items() if why != UNDECLARED}
        broken |= contradicting(unordered)
    stamped = cells.map(known)
    zones = {stamp.tzinfo is not None for stamp in known.values()}
    if zones == {True}:
        return pd.to_datetime(stamped, utc=True).astype("datetime64[us, UTC]"), broken
    return (stamped if True in zones else stamped.astype("datetime64[us]")), broken


def _all_iso(cells: pd.Series) -> bool:
    """Whether all cells are ISO 8601 texts, and either all or none of them name their offset."""
    present = cells.dropna()
    if present.empty or cells.dtype == object or not pd.api.types.is_string_dtype(cells.dtype):
        return False
    if not present.str.match(WHOLE).all():
        return False
    offset = present.str.contains(TIMED_OFFSET, regex=True)
    return bool(offset.all() or not offset.any())


def _fits(cells: pd.Series, dates: str) -> bool:
    """Whether a form of its own is declared and these cells have it: %Y-%d-%m is no ISO date."""
    return "%" in dates and any(_formed(text.strip(), dates) for text in cells.dropna().head(FEW))


def _read_iso(cells: pd.Series) -> tuple[pd.Series, dict[object, str]]:
    """The whole column at once, which is how most logs are written."""
    zoned = bool(cells.dropna().str.contains(TIMED_OFFSET, regex=True).any())
    plain = cells.str.replace(" UTC", "Z", regex=False) if zoned else cells
    stamps = pd.to_datetime(plain, format="ISO8601", utc=zoned, errors="coerce")
    stamps = stamps.astype("datetime64[us, UTC]" if zoned else "datetime64[us]")
    impossible = stamps.isna() & cells.notna()
    outside = (stamps.dt.year < EARLIEST.year) | (stamps.dt.year >= LATEST.year)
    broken = {text: _impossible(text) for text in cells[impossible]}
    return stamps.mask(outside), broken | dict.fromkeys(cells[outside], OUTSIDE)


def _stamps(values: np.ndarray, dates: str, numeric: bool) -> list:
    """For each distinct value its time, or the sentence that refuses it."""
    if dates == "unix":
        return [_guard(_since_1970, value, dates) for value in values]
    if numeric or dates in EPOCHS:
        return [_guard(_excel, value, dates) for value in values]
    if "%" not in dates and all(isinstance(v, str) and re.match(WHOLE, v) for v in values):
        return _iso(values)
    return [_guard(_one, value, dates) for value in values]


def _iso(values: np.ndarray) -> list:
    offset = np.array([bool(TIMED.search(v) and OFFSET.search(v)) for v in values], dtype=bool)
    out = np.empty(len(values), dtype=object)
    for mask, utc in ((offset, True), (~offset, False)):
        if mask.any():
            some = [str(v).replace(" UTC", "Z") for v in values[mask]]
            stamps = pd.to_datetime(some, format="ISO8601", utc=utc, errors="coerce")
            out[mask] = stamps.astype(object)
    return [
        _impossible(text) if stamp is pd.NaT else _possible(stamp)
        for text, stamp in zip(values, out, strict=True)
    ]


def _guard(parse, value: object, dates: str):
    try:
        return _possible(pd.Timestamp(parse(value, dates)))
    except (ValueError, OverflowError, TypeError) as why:
        said = str(why)
        if "%" in dates and dates not in EPOCHS:
            return NO_FORM
        return said if said.startswith(("is ", "has ", "does ")) else _impossible(value)


def _impossible(value: object) -> str:
    return HOUR_24 if isinstance(value, str) and HOUR.search(value) else IMPOSSIBLE


def _possible(stamp: pd.Timestamp):
    plain = stamp.tz_localize(None) if stamp.tzinfo is not None else stamp
    if EARLIEST <= plain < LATEST:
        return stamp
    return OUTSIDE


def _since_1970(value: object, dates: str) -> pd.Timestamp:
    text = str(value).strip().removesuffix(".0")
    found = UNIX.match(text)
    if not found:
        raise ValueError(NO_FORM)
    whole, _, rest = text.partition(".")
    stamp = pd.Timestamp(int(whole), unit=UNITS[len(whole)], tz="UTC").as_unit("us")
    part = float(f"0.{rest}") if rest and len(whole) == 10 else 0.0
    return stamp + pd.Timedelta(round(part * 1e6), unit="us")


def _excel(value: object, dates: str) -> datetime:
    if isinstance(value, str) and ISO.match(value.strip()) and not SERIAL.match(value.strip()):
        return pd.to_datetime(value.strip(), format="ISO8601")
    if dates not in EPOCHS:
        raise ValueError(BARE)
    if isinstance(value, str) and not SERIAL.match(value.strip()):
        raise ValueError(UNDECLARED if ORDERED.match(value.strip()) else NO_FORM)
    return EPOCHS[dates] + timedelta(days=float(str(value).replace(",", ".")))


def _one(value: object, dates: str) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if "%" in dates:
        if (formed := _formed(text, dates)) is None:
            raise ValueError(NO_FORM)
        return formed
    plain, zone = apart(text)
    stamp = _unzoned(plain, dates)
    return stamp if zone is None else pd.Timestamp(stamp).tz_localize(zone)


def _formed(text: str, dates: str) -> datetime | None:
    """A time of the declared form; the zone that stands behind it is kept, declared or not."""
    plain, zone = apart(text)
    for written in dict.fromkeys((text, plain)):
        try:
            stamp = datetime.strptime(written, dates)
        except ValueError:
            continue
        return stamp if zone is None or stamp.tzinfo is not None else stamp.replace(tzinfo=zone)
    return None


def _unzoned(text: str, dates: str) -> object:
    """A time without a zone behind it, in a form that has one meaning or the declared order."""
    if re.match(WHOLE, text):
        return pd.to_datetime(text, format="ISO8601")
    if found := YEAR_FIRST.match(text):
        return _year_first(*found.groups())
    if ISO.match(text):
        return pd.to_datetime(text, format="ISO8601")
    if SERIAL.match(text):
        raise ValueError(BARE)
    if not ORDERED.match(text):
        raise ValueError(NO_FORM)
    return in_order(text, dates)


def _year_first(year: str, month: str, day: str, *clock: str | None) -> datetime:
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))
