"""The silence that ends each journey: as it is declared, else as the data prove it, else none.

A guess is kept only where there are two kinds of silence (`cxlib.mapping.gap`), where the same
customers show both, and where what follows the long one begins like a journey: at a touchpoint that
starts one, or, where nothing declares that, at one that begins customers' histories or that they
had met before. A wait inside a journey (for a parcel, for a decision) is followed by none of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _

from cxlib.mapping import gap
from cxlib.mapping.declared import Declared, seconds
from cxlib.mapping.packing import (
    MOST_TOUCHPOINTS,
    MS_PER_SECOND,
    instant_of,
    neighbours,
    touchpoint_of,
)

DECLARED, DATA, USUAL, NONE = "declared", "data", "usual", "none"
GUESSES = (DATA, USUAL)
MOSTLY = 0.5
AS_A_START = 1 / 3  # of its share among all events: so often a touchpoint that starts begins a list
ON_GRID = 0.99
UNITS = (86_400, 3_600, 60)  # seconds: times by day, hour or minute
NEVER = 1 << 45  # milliseconds: a thousand years


@dataclass(frozen=True)
class Silence:
    """The silence that ends a journey, in seconds (missing for none), and where it comes from.

    `starts` are the touchpoints before which a silence parts two journeys; empty for any.
    """

    seconds: float
    origin: str
    starts: frozenset[int] = frozenset()

    def moved(self, factor: float) -> Silence:
        """A guess so many times as long; what is declared stays."""
        return replace(self, seconds=self.seconds * factor) if self.origin in GUESSES else self


Silences = Mapping[int, Silence]  # by journey code
NO_SILENCE = Silence(np.nan, NONE)


def declared_silences(declared: Declared, rule: str) -> dict[int, Silence]:
    """The silence of each journey that has one of its own, or one for all by `rule`."""
    types = declared.journeys
    own = types.gap.fillna(seconds(rule))
    found = {}
    for code, length in zip(types.code, own, strict=True):
        if np.isfinite(length):
            found[int(code)] = Silence(float(length), DECLARED, starts_of(declared, int(code)))
        elif rule == NONE:
            found[int(code)] = NO_SILENCE
    return found


def starts_of(declared: Declared, code: int) -> frozenset[int]:
    """Touchpoints that start a journey."""
    return frozenset(t for j, t in declared.starting if j == code)


def guessed(lists: ir.Table, declared: Declared, codes: Iterable[int]) -> dict[int, Silence]:
    """What the data prove of journeys that declare no silence, each by itself.

    `lists` has code and steps, one list a customer (and journey).
    """
    open_ = sorted(codes)
    if not open_:
        return {}
    mine = lists.filter(lists.code.isin(open_)).select("code", "steps").cache()
    bins = gap_bins(mine)
    return {code: _proven(mine.filter(_.code == code), bins, declared, code) for code in open_}


def _proven(lists: ir.Table, bins: pd.DataFrame, declared: Declared, code: int) -> Silence:
    part = bins[bins.code == code]
    unit = float(part.unit.iloc[0]) if len(part) else 1.0
    begins = starts_of(declared, code)
    for length in gap.valleys(part, unit):
        likely = begins or _likely_starts(lists)
        seen = _consequences(lists, length, likely)
        if seen.both >= MOSTLY * seen.lists and seen.long:
            if seen.begin >= MOSTLY * seen.long:
                return Silence(length, DATA, likely)
            if not begins and seen.met >= MOSTLY * seen.long:
                return Silence(length, DATA)
    return NO_SILENCE


def usual(lists: ir.Table, codes: Iterable[int]) -> dict[int, Silence]:
    """Where ids part the journeys: the silence that hardly any of them outlasts, for all alike."""
    bins = gap_bins(lists.select("steps", code=ibis.literal(0, "int64")))
    unit = float(bins.unit.iloc[0]) if len(bins) else 1.0
    length = gap.longest_usual(bins, unit)
    said = Silence(length, USUAL) if np.isfinite(length) else NO_SILENCE
    return dict.fromkeys(codes, said)


def gap_bins(lists: ir.Table) -> pd.DataFrame:
    """How many gaps there are of each size: code, unit (seconds), bin (octaves of it) and n."""
    pairs = neighbours(lists, lists.steps, "code")
    sized = pairs.select("code", gap=instant_of(pairs.b) - instant_of(pairs.a))
    sized = sized.filter(sized.gap >= MS_PER_SECOND)
    on_grid = {f"u{u}": (sized.gap % (u * MS_PER_SECOND) == 0).cast("int32").mean() for u in UNITS}
    grids = sized.group_by("code").agg(**on_grid).to_pandas()
    units = {
        int(row.code): next((u for u in UNITS if getattr(row, f"u{u}") >= ON_GRID), 1)
        for row in grids.itertuples()
    }
    if not units:
        return pd.DataFrame({"code": [], "unit": [], "bin": [], "n": []}, dtype="int64")
    unit = sized.code.cases(*units.items(), else_=1) * MS_PER_SECOND
    binned = sized.select("code", bin=(sized.gap / unit).log2().floor().cast("int64"))
    found = binned.group_by("code", "bin").agg(n=_.count()).order_by("code", "bin").to_pandas()
    return found.assign(unit=found.code.map(units))


def _likely_starts(lists: ir.Table) -> frozenset[int]:
    """Touchpoints that begin customers' histories, not much less often than they are met at all."""
    met = lists.select(code=lists.steps.unnest())
    every = met.group_by(code=touchpoint_of(met.code)).agg(n=_.count()).to_pandas()
    first = lists.group_by(code=touchpoint_of(lists.steps[0])).agg(n=_.count()).to_pandas()
    share = first.set_index("code").n / first.n.sum()
    usual_share = every.set_index("code").n / every.n.sum()
    return frozenset(int(c) for c in share.index[share >= AS_A_START * usual_share[share.index]])


def _consequences(lists: ir.Table, length: float, begins: frozenset[int]) -> pd.Series:
    """What a cut would do: lists with a long silence, those of them with a short one too (both);
    long silences, and those before a start (begin) or before what had been met already (met)."""
    far = int(length * MS_PER_SECOND)
    told = lists.select("steps", codes=lists.steps.map(touchpoint_of))
    long = ibis.range(1, told.steps.length().cast("int32"), 1).filter(
        lambda i: instant_of(told.steps[i]) - instant_of(told.steps[i - 1]) > far
    )
    told = told.mutate(long=long).filter(long.length() > 0)
    begin = told.long.filter(lambda i: told.codes[i].isin(sorted(begins) or [-1]))
    met = told.long.filter(lambda i: told.codes.index(told.codes[i]) < i)
    counted = told.agg(
        lists=_.count(),
        both=(told.steps.length() - 1 > told.long.length()).cast("int32").sum(),
        long=told.long.length().sum(),
        begin=begin.length().sum(),
        met=met.length().sum(),
    )
    return counted.to_pandas().iloc[0].fillna(0)


def limits(silences: Silences, origin: str | None = None) -> dict[int, int]:
    """Milliseconds by journey code, of those of one origin or of all; without what has none."""
    return {
        code: int(found.seconds * MS_PER_SECOND)
        for code, found in silences.items()
        if np.isfinite(found.seconds) and origin in (None, found.origin)
    }


def places(pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Journey and touchpoint as one number, for membership; never an empty list."""
    return sorted(j * MOST_TOUCHPOINTS + t for j, t in pairs) or [-1]
