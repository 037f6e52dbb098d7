"""Time zones in the engine: between instants and the wall clock of a place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cxlib.engagement.contracts.times import TIMED_OFFSET

if TYPE_CHECKING:
    import ibis.expr.types as ir

INSTANT = "timestamp('UTC')"
WALL_CLOCK = "timestamp"
SPARK = "pyspark"
NO_SECONDS = r"(\d{2}[ T]\d{2}:\d{2})\s*((?:[Z+-]|UTC).*)?$"  # engines read no offset after these
SPACED = r"\s+([+-]\d)"


@cache
def _builtin(name: str, given: tuple[str, ...], returned: str):
    """A function of the engine's own, under its own name."""
    import ibis

    signature = (given, returned)
    blank = (lambda a: None) if len(given) == 1 else (lambda a, b: None)
    return ibis.udf.scalar.builtin(blank, name=name, signature=signature)


def has_offset(time: ir.Value) -> ir.BooleanValue:
    """Whether a time names its own offset from UTC, as a typed instant or in its text."""
    import ibis

    kind = time.type()
    if kind.is_string():
        return time.re_search(TIMED_OFFSET).fill_null(False)
    if kind.is_timestamp() and _engine(time) == SPARK:  # its instants look like wall clocks to ibis
        return _builtin("typeof", (WALL_CLOCK,), "string")(time) == "timestamp"
    return ibis.literal(bool(kind.is_timestamp() and kind.timezone))


def to_utc(time: ir.Value, zone: str) -> ir.Value:
    """Naive UTC: instants and texts with an offset as they are, all others by the zone.

    Text is ISO 8601; what cannot be read is missing.
    """
    own, plain = has_offset(time), _plain(time)
    return plain if zone == "UTC" else own.ifelse(plain, _between(plain, zone, "UTC"))


def local(time: ir.Value, zone: str) -> ir.Value:
    """Naive UTC times on the wall clock of `zone`."""
    return time if zone == "UTC" else _between(time, "UTC", zone)


def _plain(time: ir.Value) -> ir.Value:
    """A naive time: in UTC where the offset is named, else on the wall clock."""
    if time.type().is_string():
        one, two = ("$1", "$2") if _engine(time) == SPARK else (r"\1", r"\2")
        whole = time.strip().re_replace(NO_SECONDS, f"{one}:00{two}").re_replace(SPACED, one)
        time = whole.try_cast(INSTANT)
    elif not time.type().is_timestamp():
        return time.cast(WALL_CLOCK)
    if not time.type().timezone or _engine(time) == SPARK:
        return time
    return _timezone(INSTANT, WALL_CLOCK)("UTC", time)


def _between(time: ir.Value, known: str, wanted: str) -> ir.Value:
    if _engine(time) == SPARK:
        from_utc = _builtin("from_utc_timestamp", (WALL_CLOCK, "string"), WALL_CLOCK)
        return from_utc(_standard(time, known), wanted)
    instant = _timezone(WALL_CLOCK, INSTANT)(known, time)
    return _timezone(INSTANT, WALL_CLOCK)(wanted, instant)


def _timezone(given: str, returned: str):
    """The engine's `timezone(zone, time)`, which turns one kind of time into the other."""
    return _builtin("timezone", ("string", given), returned)


def _standard(time: ir.Value, zone: str) -> ir.Value:
    """Spark's wall clock into UTC; an hour that occurs twice is standard time, as elsewhere."""
    import ibis

    if zone == "UTC":
        return time
    signature = ((WALL_CLOCK, "string"), WALL_CLOCK)
    early = _builtin("to_utc_timestamp", *signature)(time, zone)
    late = early + ibis.interval(hours=1)
    twice = _builtin("from_utc_timestamp", *signature)(late, zone) == time
    return twice.ifelse(late, early)


def _engine(value: ir.Value) -> str:
    return value.get_backend().name
