"""Where one list of events becomes several journeys, and where a silence has ended one.

A journey begins anew where a silence lies before a touchpoint that starts one, or where it starts
again after its end. What follows a declared silence and starts no journey belongs to none.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cxlib.mapping.declared import Declared
from cxlib.mapping.packing import (
    FAILED,
    MOST_TOUCHPOINTS,
    flag_of,
    instant_of,
    side_by_side,
    touchpoint_of,
)
from cxlib.mapping.silences import DATA, DECLARED, NEVER, Silences, limits, places


def cut(lists: ir.Table, declared: Declared, silences: Silences) -> ir.Table:
    """Pieces: customer, journey, steps and until, the number of events before a declared silence
    that ended it (all of them where none did).

    Parameters
    ----------
    lists : customer, journey (text or missing), code (that of the journey, or of those that
        nothing names) and steps.
    """
    told = _Told(lists, declared, silences)
    inner = ibis.range(1, lists.steps.length().cast("int32"), 1)
    marked = lists.mutate(
        silent=inner.filter(lambda i: told.quiet(i) & told.begins(i)),
        hushed=inner.filter(lambda i: told.quiet(i, DECLARED) & ~told.begins(i)),
        marks=told.marks(),
    )
    later = marked.silent
    if told.comes_round:
        later = later.concat(_Told(marked, declared, silences).again()).unique().sort()
    bounds = marked.mutate(starts=ibis.array([ibis.literal(0, "int32")]).concat(later))
    ends = bounds.starts[1:].concat(ibis.array([bounds.steps.length().cast("int32")]))
    bounds = bounds.mutate(ends=ends)
    pieces = side_by_side(
        bounds, "customer", "journey", "steps", "hushed", a=bounds.starts, b=bounds.ends
    )
    ended = pieces.hushed.filter(lambda i: (i > pieces.a) & (i < pieces.b))
    length = (pieces.b - pieces.a).cast("int64")
    until = ibis.ifelse(ended.length() > 0, (ended.mins() - pieces.a).cast("int64"), length)
    return pieces.select(
        "customer", "journey", steps=pieces.steps[pieces.a : pieces.b], until=until
    )


def uncut(lists: ir.Table) -> ir.Table:
    """Lists as they are: ids have parted them, and no silence ends one before its last event."""
    return lists.select("customer", "journey", "steps", until=lists.steps.length().cast("int64"))


class _Told:
    """What is declared or guessed, asked of the places of a list."""

    def __init__(self, lists: ir.Table, declared: Declared, silences: Silences) -> None:
        self.lists, self.silences = lists, silences
        self.starting = declared.starting
        self.completing, self.ending = declared.completing, declared.ending
        self.comes_round = bool(self.starting and (self.completing or self.ending))
        parted = {(c, t) for c, found in silences.items() if found.origin == DATA
                  for t in found.starts}  # fmt: skip
        self.before = self.starting | parted

    def place(self, i: ir.Value) -> ir.IntegerValue:
        return self.lists.code * MOST_TOUCHPOINTS + touchpoint_of(self.lists.steps[i])

    def starts(self, i: ir.Value) -> ir.BooleanValue:
        return self.place(i).isin(places(self.starting))

    def over(self, i: ir.Value) -> ir.BooleanValue:
        done = self.place(i).isin(places(self.completing))
        failed = flag_of(self.lists.steps[i]) == FAILED
        return self.place(i).isin(places(self.ending)) | (done & ~failed)

    def begins(self, i: ir.Value) -> ir.BooleanValue:
        """Whether a journey may begin here after a silence: anywhere, where nothing says where."""
        told = sorted({code for code, _t in self.before}) or [-1]
        return ~self.lists.code.isin(told) | self.place(i).isin(places(self.before))

    def quiet(self, i: ir.Value, origin: str | None = None) -> ir.BooleanValue:
        silence = instant_of(self.lists.steps[i]) - instant_of(self.lists.steps[i - 1])
        return silence > self.limit(i, limits(self.silences, origin))

    def limit(self, i: ir.Value, known: dict[int, int]) -> ir.IntegerValue:
        """The silence that ends the journey under way, in milliseconds.

        Where nothing names the journey, it is the one whose start was met last.
        """
        never = ibis.literal(NEVER, "int64")
        if not known:
            return never
        told = {code: ibis.literal(ms, "int64") for code, ms in known.items()}
        mine = self.lists.code.cases(*told.items(), else_=never)
        own = {t: j for j, t in sorted(self.starting, reverse=True) if j}
        if {known.get(j) for j in own.values()} <= {known.get(0)}:
            return mine
        met = self.lists.steps[:i].map(touchpoint_of).filter(lambda t: t.isin(sorted(own)))
        last = met[met.length() - 1]
        last = last.cases(*((t, told.get(j, never)) for t, j in own.items()), else_=never)
        nameless = self.lists.journey.isnull() & (met.length() > 0)
        return ibis.ifelse(nameless, last, mine)

    def marks(self) -> ir.ArrayValue:
        """Places at which a journey starts or is over."""
        if not self.comes_round:
            return ibis.range(0, 0, 1)
        every = ibis.range(0, self.lists.steps.length().cast("int32"), 1)
        return every.filter(lambda i: self.starts(i) | self.over(i))

    def again(self) -> ir.ArrayValue:
        """Places at which a journey starts, and the mark before is an end."""
        marks = self.lists.marks
        return marks.filter(lambda i, k: (k > 0) & self.starts(i) & self.over(marks[k - 1]))
