"""One event as one integer, so that sorting integers puts a journey in order.

The high bits hold the instant in milliseconds, the low sixteen the touchpoint, the channel and
whether the event was completed. A list of such integers, sorted, is one journey instance: no
global sort and no window function is needed, on any engine.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cxlib.engagement.period.clock import SPARK

FLAG_BITS, CHANNEL_BITS, TOUCHPOINT_BITS = 2, 4, 10
LOW_BITS = FLAG_BITS + CHANNEL_BITS + TOUCHPOINT_BITS
MOST_TOUCHPOINTS = 1 << TOUCHPOINT_BITS  # a map with more is a list of addresses, not a map
MOST_CHANNELS = (1 << CHANNEL_BITS) - 1  # 0 is "no channel given"
NO_FLAG, FAILED, DONE = 0, 1, 2
MS_PER_SECOND = 1000
MS_PER_HOUR = 3_600 * MS_PER_SECOND
INSTANT = 1 * MS_PER_SECOND  # nobody acts twice at one touchpoint within it


@ibis.udf.scalar.builtin
def epoch_ms(time: ibis.dtype("timestamp")) -> int:
    """Milliseconds since 1970: DuckDB's own function, half the cost of the portable words."""


@ibis.udf.scalar.builtin
def list_reverse(values: ibis.dtype("array<int16>")) -> ibis.dtype("array<int16>"):
    """The list from its end: DuckDB's own function."""


def backwards(table: ir.Table, codes: ir.ArrayValue) -> ir.ArrayValue:
    """A list of the table's touchpoint codes from its end to its beginning."""
    if table.get_backend().name == "duckdb":
        return list_reverse(codes)
    return ibis.range(0, codes.length(), 1).map(lambda i: codes[codes.length() - 1 - i])


def side_by_side(table: ir.Table, *kept: str, **lists: ir.ArrayValue) -> ir.Table:
    """A row for every place of several lists: `kept`, and each list's element there.

    A shorter list is missing at the places that it lacks. Most engines unnest lists of one select
    in step; Spark makes their cross product, so there they are zipped first (on DuckDB the whole
    map would then take a third more CPU).
    """
    if table.get_backend().name != SPARK or len(lists) == 1:
        return table.select(*kept, **{name: values.unnest() for name, values in lists.items()})
    first, *others = lists.values()
    rows = table.select(*kept, place=first.zip(*others).unnest())
    fields = rows.place.names
    return rows.select(*kept, **{n: rows.place[f] for n, f in zip(lists, fields, strict=True)})


def neighbours(lists: ir.Table, values: ir.ArrayValue, *kept: str) -> ir.Table:
    """a and b: each element of a list and the one after it, which must be there."""
    pairs = side_by_side(lists, *kept, a=values, b=values[1:])
    return pairs.filter(pairs.b.notnull())


def in_file_order(events: ir.Table) -> ir.ArrayValue:
    """The steps of a group by time, and row among equals; Spark sorts lists alone."""
    if events.get_backend().name != SPARK:
        return events.step.collect(order_by=[events.time, events.row])
    placed = ibis.struct({c: events[c] for c in ("time", "row", "step")}).collect().sort()
    return placed.map(lambda event: event.step)


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


def recorded_twice(before: ir.IntegerValue, step: ir.IntegerValue) -> ir.BooleanValue:
    """Whether an event is the second record of one before it: same touchpoint, same outcome, and
    sooner than a person acts twice. Times of whole hours are no instants."""
    gap = instant_of(step) - instant_of(before)
    same = (touchpoint_of(step) == touchpoint_of(before)) & (flag_of(step) == flag_of(before))
    return same & (gap <= INSTANT) & (instant_of(step) % MS_PER_HOUR != 0)


def once(steps: ir.ArrayValue) -> ir.ArrayValue:
    """The steps in their order, without second records of the event before."""
    return steps.filter(lambda step, i: (i == 0) | ~recorded_twice(steps[i - 1], step))


def case(value: ir.Value, choices: dict) -> ir.Value:
    """A lookup of a few values, missing where there is none; no query can name one with a NUL."""
    told = {k: v for k, v in choices.items() if "\x00" not in str(k)}
    if not told:
        return ibis.null("int64")
    return value.cases(*((k, ibis.literal(int(v), "int64")) for k, v in told.items()))
