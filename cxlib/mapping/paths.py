"""What became of each instance, and the distinct paths with their counts.

Most questions need only the order of touchpoints, and many instances share one: they are answered
on the distinct paths, each weighted by its instances.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
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
    flag_of,
    instant_of,
    side_by_side,
    touchpoint_of,
)

UNKNOWN, COMPLETED, ENDED, OPEN, DROPPED = range(5)  # what became of an instance
STATUS_WORDS = ("unknown", "completed", "ended", "open", "dropped")


@dataclass(frozen=True)
class Walks:
    """Instances with their fate, and the distinct paths.

    Attributes
    ----------
    instances : ibis Table
        customer, journey (code), steps, status, completed_at (index of the completing event, -1
        for none). An expression on the lists, worked out anew by each question that needs it.
    paths : ibis Table
        journey, status, completed_at, path (touchpoint codes) and n; kept by the engine.
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

    Completed: an event at a touchpoint that completes the journey, unless flagged as failed; where
    the journey declares none, its last flagged event says so. Ended: its last event is at a
    touchpoint that ends it. Open: neither, and its last event lies within the journey's gap of
    the data's end. Dropped: none of these. Unknown: over, and nothing says what completes it.
    """
    coded = _with_journey(made.lists, declared, made.gap)
    judged = set(declared.journeys.code[declared.journeys.judged])
    if declared.completing:
        judged |= {0}
    by_flag = set(declared.journeys.code) - judged if flagged else set()
    fated = _with_fate(coded, declared, judged, by_flag, data_end)
    path = fated.steps.map(lambda s: touchpoint_of(s).cast("int16"))
    paths = fated.group_by("journey", "status", "completed_at", path=path).agg(n=_.count())
    known = frozenset(judged | by_flag)
    return Walks(fated, paths.cache(), known, made.cut_by == "customer")


def _with_journey(lists: ir.Table, declared: Declared, silence: float) -> ir.Table:
    """The journey's code and gap: as the events name it, else by what starts it, else unnamed."""
    types = declared.journeys.assign(gap=declared.journeys.gap.fillna(silence))
    first = touchpoint_of(lists.steps[0])
    starts = _case(first, {t: j for j, t in sorted(declared.starting, reverse=True) if j})
    code = _case(lists.journey, declared.spellings)
    coded = lists.mutate(code=ibis.coalesce(code, starts, declared.otherwise).cast("int64"))
    gaps = {int(c): int(g * MS_PER_SECOND) for c, g in zip(types.code, types.gap, strict=True)
            if np.isfinite(g)}  # fmt: skip
    return coded.select(
        "customer", "steps", journey=coded.code, gap=_case(coded.code, gaps).coalesce(0)
    )


def _case(value: ir.Value, choices: dict) -> ir.Value:
    """A lookup of a few values, missing where there is none; no query can name one with a NUL."""
    told = {k: v for k, v in choices.items() if "\x00" not in str(k)}
    if not told:
        return ibis.null("int64")
    return value.cases(*((k, ibis.literal(int(v), "int64")) for k, v in told.items()))


def _with_fate(
    coded: ir.Table, declared: Declared, judged: set, by_flag: set, data_end: pd.Timestamp
) -> ir.Table:
    done = ibis.null("int64")
    if judged:
        done = _completing_step(coded, declared.completing)
    if by_flag:
        flagged = coded.steps.filter(lambda s: flag_of(s) != NO_FLAG)
        last = _at(flagged, flagged.length() - 1)
        by_last = ibis.ifelse(flag_of(last) == DONE, last, ibis.null("int64"))
        done = ibis.ifelse(coded.journey.isin(sorted(by_flag)), by_last, done)
    found = coded.mutate(done=done, last=coded.steps[coded.steps.length() - 1])
    end_ms = int(data_end.timestamp() * MS_PER_SECOND)
    place = found.journey * MOST_TOUCHPOINTS + touchpoint_of(found.last)
    status = ibis.cases(
        (found.done.notnull(), COMPLETED),
        (place.isin(_places(declared.ending)), ENDED),
        (instant_of(found.last) >= end_ms - found.gap, OPEN),
        (found.journey.isin(sorted(judged | by_flag) or [-1]), DROPPED),
        else_=UNKNOWN,
    )
    at = ibis.ifelse(found.done.notnull(), found.steps.index(found.done), -1)
    return found.select(
        "customer", "journey", "steps", status=status.cast("int8"), completed_at=at.cast("int64")
    )


def _completing_step(coded: ir.Table, completing: frozenset) -> ir.IntegerValue:
    """The first event at a completing touchpoint that was not a failed attempt."""
    places = _places(completing)
    hits = coded.steps.filter(
        lambda s: (
            (coded.journey * MOST_TOUCHPOINTS + touchpoint_of(s)).isin(places)
            & (flag_of(s) != FAILED)
        )
    )
    return _at(hits, 0)


def _at(values: ir.ArrayValue, place: ir.IntegerValue | int) -> ir.Value:
    """One element, missing where the array is empty; some engines fail instead (Spark)."""
    return ibis.ifelse(values.length() > 0, values[place], ibis.null("int64"))


def _places(pairs: frozenset[tuple[int, int]]) -> list[int]:
    """Journey and touchpoint as one number, for membership; never an empty list."""
    return sorted(j * MOST_TOUCHPOINTS + t for j, t in pairs) or [-1]


def over_at(paths: ir.Table) -> ir.IntegerValue:
    """How many events came until the journey was over: what follows is no part of it."""
    return ibis.ifelse(paths.completed_at >= 0, paths.completed_at + 1, paths.path.length())


def until_over(paths: ir.Table) -> ir.ArrayValue:
    """The path up to its completing event."""
    return paths.path[: over_at(paths)]


def visits(walked: Walks) -> ir.Table:
    """One row a visit of a distinct path, weighted by n: its place i, the next and the one
    after that (missing where the path is over).

    Events after completion are left out.
    """
    paths = walked.paths.mutate(path=until_over(walked.paths))
    return side_by_side(
        paths, "journey", "status", "n",
        touchpoint=paths.path, next=paths.path[1:], after=paths.path[2:],
        i=ibis.range(0, paths.path.length(), 1),
    )  # fmt: skip
