"""One event as one integer, so that sorting integers puts a journey in order.

The high bits hold the instant in milliseconds, the low sixteen the touchpoint, the channel and
whether the event was completed. A list of such integers, sorted, is one journey instance: no
global sort and no window function is needed, on any engine.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

FLAG_BITS, CHANNEL_BITS, TOUCHPOINT_BITS = 2, 4, 10
LOW_BITS = FLAG_BITS + CHANNEL_BITS + TOUCHPOINT_BITS
MOST_TOUCHPOINTS = 1 << TOUCHPOINT_BITS  # a map with more is a list of addresses, not a map
MOST_CHANNELS = (1 << CHANNEL_BITS) - 1  # 0 is "no channel given"
NO_FLAG, FAILED, DONE = 0, 1, 2
MS_PER_SECOND = 1000


@ibis.udf.scalar.builtin
def epoch_ms(time: ibis.dtype("timestamp")) -> int:
    """Milliseconds since 1970: DuckDB's own function, half the cost of the portable words."""


def instant(time: ir.TimestampColumn, engine: str) -> ir.IntegerColumn:
    """Milliseconds since 1970 of a naive UTC time, on the engine named."""
    if engine == "duckdb":
        return epoch_ms(time).cast("int64")
    whole = time.truncate("s").epoch_seconds().cast("int64")  # engines round, so cut off first
    return whole * MS_PER_SECOND + time.truncate("ms").millisecond().cast("int64")


def pack(
    instant: ir.IntegerValue,
    touchpoint: ir.IntegerValue,
    channel: ir.IntegerValue | int = 0,
    flag: ir.IntegerValue | int = NO_FLAG,
) -> ir.IntegerValue:
    """The event as one integer; it sorts by instant, then touchpoint, channel and flag."""
    low = touchpoint * (1 << (FLAG_BITS + CHANNEL_BITS)) + channel * (1 << FLAG_BITS) + flag
    return instant * (1 << LOW_BITS) + low


def instant_of(step: ir.IntegerValue) -> ir.IntegerValue:
    """Milliseconds since 1970 of a packed event."""
    return step >> LOW_BITS


def touchpoint_of(step: ir.IntegerValue) -> ir.IntegerValue:
    """The touchpoint's code, 0 to 1023, of a packed event."""
    return (step >> (FLAG_BITS + CHANNEL_BITS)) & (MOST_TOUCHPOINTS - 1)


def channel_of(step: ir.IntegerValue) -> ir.IntegerValue:
    """The channel's code, 1 to 15, of a packed event; 0 where none was given."""
    return (step >> FLAG_BITS) & MOST_CHANNELS


def flag_of(step: ir.IntegerValue) -> ir.IntegerValue:
    """`NO_FLAG`, `FAILED` or `DONE`."""
    return step & ((1 << FLAG_BITS) - 1)
