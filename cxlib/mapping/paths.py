"""What became of each instance, and the distinct paths with their counts.

Most questions need only the order of touchpoints, and many instances share one: they are answered
on the distinct paths, each weighted by its instances.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.instances import Instances
from cxlib.mapping.packing import (
    DONE,
    FAILED,
    MOST_TOUCHPOINTS,
    MS_PER_SECOND,
    NO_FLAG,
    case,
    flag_of,
    instant_of,
    side_by_side,
    touchpoint_of,
)
from cxlib.mapping.silences import Silences, limits, places

NOWHERE = 1 << 45  # a place in no list
UNKNOWN, COMPLETED, ENDED, OPEN, DROPPED = range(5)  # what became of an instance
STATUS_WORDS = ("unknown", "completed", "ended", "open", "dropped")


@dataclass(frozen=True)
class Walks:
    """Instances with their fate, and the distinct paths.

    Attributes
    ----------
    instances : ibis Table
        customer, journey (code), steps, status, over (how many events came until it was over:
        the last of them completed or ended it, or was followed by silence). An expression on the
        lists, worked out anew by each question that needs it.
    paths : ibis Table
        journey, status, over, path (touchpoint codes) and n; kept by the engine.
    judged : frozenset of int
        The journeys whose completion is known.
    one_each : bool
        Whether every customer has exactly one instance.
    """

    instances: ir.Table
    paths: ir.Table
    judged: frozenset[int]
    one_each: bool


def walks(made: Instances, declared: Declared, flagged: bool, data_end: pd.Timestamp) -> Walks:
    """The fate of each instance, and the distinct paths.

    A journey is over at the first event that completes or ends it, or at a declared silence.
    Completed: by an event at a touchpoint that completes the journey, unless flagged as failed;
    where the journey declares none, its last flagged event says so. Ended: by an event at a
    touchpoint that ends it. Open: neither, and its last event lies within the journey's gap of
    the data's end. Dropped: none of these. Unknown: over, and nothing says what completes it.
    """
    coded = _with_journey(made.lists, declared, made.silences)
    judged = set(declared.journeys.code[declared.journeys.judged])
    if declared.completing:
        judged |= {0}
    by_flag = set(declared.journeys.code) - judged if flagged else set()
    fated = _with_fate(coded, declared, judged, by_flag, data_end)
    path = fated.steps.map(lambda s: touchpoint_of(s).cast("int16"))
    paths = fated.group_by("journey", "status", "over", path=path).agg(n=_.count())
    known = frozenset(judged | by_flag)
    return Walks(fated, paths.cache(), known, made.cut_by == "customer")


def _with_journey(lists: ir.Table, declared: Declared, silences: Silences) -> ir.Table:
    """The journey's code and gap: as the events name it, else by what starts it, else unnamed."""
    first = touchpoint_of(lists.steps[0])
    starts = case(first, {t: j for j, t in sorted(declared.starting, reverse=True) if j})
    code = case(lists.journey, declared.spellings)
    coded = lists.mutate(code=ibis.coalesce(code, starts, declared.otherwise).cast("int64"))
    gap = case(coded.code, limits(silences)).coalesce(0)
    return coded.select("customer", "steps", "until", journey=coded.code, gap=gap)


def _with_fate(
    coded: ir.Table, declared: Declared, judged: set, by_flag: set, data_end: pd.Timestamp
) -> ir.Table:
    """customer, journey, steps, status and over: how many events came until it was over."""
    done = ibis.literal(NOWHERE, "int64")
    if judged:
        done = _first_at(coded, declared.completing, unless=FAILED)
    if by_flag:
        done = ibis.ifelse(coded.journey.isin(sorted(by_flag)), _last_flag(coded.steps), done)
    found = coded.mutate(done=done, ended=_first_at(coded, declared.ending))
    length = found.steps.length().cast("int64")
    first = ibis.least(found.done, found.ended)
    found = found.mutate(
        first=first, length=length, last=instant_of(found.steps[found.steps.length() - 1])
    )
    end_ms = int(data_end.timestamp() * MS_PER_SECOND)
    in_time = found.first < found.until
    silent = (found.until < found.length) | (found.last < end_ms - found.gap)
    status = ibis.cases(
        (in_time & (found.done <= found.ended), COMPLETED),
        (in_time, ENDED),
        (~silent, OPEN),
        (found.journey.isin(sorted(judged | by_flag) or [-1]), DROPPED),
        else_=UNKNOWN,
    )
    over = ibis.ifelse(in_time, found.first + 1, found.until)
    return found.select("customer", "journey", "steps", status=status.cast("int8"), over=over)


def _first_at(
    coded: ir.Table, pairs: frozenset[tuple[int, int]], unless: int | None = None
) -> ir.IntegerValue:
    """The place of the first event at one of the touchpoints; far away where there is none."""
    at = places(pairs)

    def here(step: ir.IntegerValue) -> ir.BooleanValue:
        told = (coded.journey * MOST_TOUCHPOINTS + touchpoint_of(step)).isin(at)
        return told if unless is None else told & (flag_of(step) != unless)

    return _place_of(coded.steps, _at(coded.steps.filter(here), 0))


def _last_flag(steps: ir.ArrayValue) -> ir.IntegerValue:
    """The place of the last flagged event, where it was completed."""
    flagged = steps.filter(lambda s: flag_of(s) != NO_FLAG)
    last = _at(flagged, flagged.length() - 1)
    return _place_of(steps, ibis.ifelse(flag_of(last) == DONE, last, ibis.null("int64")))


def _place_of(steps: ir.ArrayValue, step: ir.IntegerValue) -> ir.IntegerValue:
    at = steps.index(step).cast("int64")
    return ibis.ifelse(step.notnull() & (at >= 0), at, NOWHERE)


def _at(values: ir.ArrayValue, place: ir.IntegerValue | int) -> ir.Value:
    """One element, missing where the array is empty; some engines fail instead (Spark)."""
    return ibis.ifelse(values.length() > 0, values[place], ibis.null("int64"))


def until_over(paths: ir.Table) -> ir.ArrayValue:
    """The path until the journey was over: what follows is no part of it."""
    return paths.path[: paths.over]


def visits(walked: Walks) -> ir.Table:
    """One row a visit of a distinct path, weighted by n: its place i, the next and the one
    after that (missing where the path is over).

    Events after the journey's end are left out.
    """
    paths = walked.paths.mutate(path=until_over(walked.paths))
    return side_by_side(
        paths, "journey", "status", "n",
        touchpoint=paths.path, next=paths.path[1:], after=paths.path[2:],
        i=ibis.range(0, paths.path.length(), 1),
    )  # fmt: skip
