"""Time zones in the engine: between instants and the wall clock of a place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

INSTANT = "timestamp('UTC')"
WALL_CLOCK = "timestamp"


@cache
def _timezone(given: str, returned: str):
    """The engine's own `timezone(zone, time)`, which turns one kind of time into the other."""
    import ibis

    signature = (("string", given), returned)
    return ibis.udf.scalar.builtin(lambda zone, time: None, name="timezone", signature=signature)


def to_utc(time: ir.Value, zone: str) -> ir.Value:
    """Naive UTC: instants as they are, wall-clock times by the zone, text by ISO 8601."""
    if time.type().is_timestamp() and time.type().timezone:
        return _timezone(INSTANT, WALL_CLOCK)("UTC", time)
    if time.type().is_string():
        time = time.try_cast("timestamp")
    elif not time.type().is_timestamp():
        time = time.cast("timestamp")
    return time if zone == "UTC" else _between(time, zone, "UTC")


def local(time: ir.Value, zone: str) -> ir.Value:
    """Naive UTC times on the wall clock of `zone`."""
    return time if zone == "UTC" else _between(time, "UTC", zone)


def _between(time: ir.Value, known: str, wanted: str) -> ir.Value:
    instant = _timezone(WALL_CLOCK, INSTANT)(known, time)
    return _timezone(INSTANT, WALL_CLOCK)(wanted, instant)
