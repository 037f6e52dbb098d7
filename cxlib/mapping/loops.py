"""Loops: customers who come round to where they were, checkout → plan page → checkout.

A loop leads over one or two other touchpoints back to the first. It is counted once
an instance however often it is walked, and under one name wherever in it the customer began: the
touchpoint that comes first on the map. Repeats at one touchpoint are no loop; they are taken
together before loops are looked for.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.packing import MOST_TOUCHPOINTS
from cxlib.mapping.paths import COMPLETED, DROPPED, ENDED, Walks, until_over
from cxlib.mapping.walk import ARROW
from cxlib.stats import intervals

TOP_LOOPS = 20  # each of their touchpoints is a bit of an integer
OVER = (COMPLETED, ENDED, DROPPED)


def loops(walked: Walks, declared: Declared, confidence: float) -> dict[str, pd.DataFrame]:
    """The loops that most instances walk, and how often those complete that do and do not.

    Returns loop (its touchpoints), touchpoints (how many), n (instances that walk it), share,
    completion with low and high (of those that are over, n_over), n_without and
    completion_without: of the instances that met all of the loop's touchpoints and never walked
    it. Completion is missing where nothing says when a journey is completed.
    """
    paths = _with_loops(walked)
    total = int(walked.paths.n.sum().to_pyarrow().as_py() or 0)
    found = _commonest(paths)
    if found.empty:
        return {}
    codes = [_unpacked(key) for key in found.key]
    compared = _compared(paths, found.key.tolist(), codes)
    low, high = intervals.wilson(compared.done_with, compared.over_with, confidence)
    names = dict(zip(declared.touchpoints.code, declared.touchpoints.touchpoint, strict=True))
    table = pd.DataFrame({
        "loop": [ARROW.join(names[c] for c in (*loop, loop[0])) for loop in codes],
        "touchpoints": [len(loop) for loop in codes],
        "n": found.n,
        "share": found.n / total,
        "completion": compared.done_with / compared.over_with.where(compared.over_with > 0),
        "low": low, "high": high,
        "n_over": compared.over_with,
        "n_without": compared.over_without,
        "completion_without": compared.done_without
        / compared.over_without.where(compared.over_without > 0),
    })  # fmt: skip
    return {"loops": table}


def _with_loops(walked: Walks) -> ir.Table:
    """n, over, done, path and the loops in it, each once; repeats are taken together for them."""
    paths = walked.paths.mutate(path=until_over(walked.paths))
    judged = paths.journey.isin(sorted(walked.judged) or [-1])
    once = paths.path.filter(lambda code, i: (i == 0) | (code != paths.path[i - 1]))
    plain = paths.select(
        "n",
        path=paths.path,
        padded=once.concat(ibis.array([ibis.literal(-1, "int16")])),
        over=judged & paths.status.isin(OVER),
        done=paths.status == COMPLETED,
    ).cache()  # else the engine works the path out anew at every place in it
    return plain.mutate(loops=_loops_of(plain.padded)).cache()


def _loops_of(padded: ir.ArrayValue) -> ir.ArrayValue:
    """Every loop in a path (with one place more at its end), as a number that no turn changes.

    Neighbours differ, so from one place a loop closes after two steps or after three, never both.
    """
    starts = ibis.range(0, (padded.length() - 3).cast("int32"), 1)
    closed = starts.filter(lambda i: (padded[i] == padded[i + 2]) | (padded[i] == padded[i + 3]))
    return closed.map(lambda i: _packed(*(padded[i + k].cast("int64") for k in range(3)))).unique()


def _packed(a: ir.IntegerValue, b: ir.IntegerValue, c: ir.IntegerValue) -> ir.IntegerValue:
    """The turn of a loop that begins with its least code; back after two steps where c is a."""
    least = ibis.least(a, b, c)
    return ibis.cases(
        (a == c, _number(least, ibis.greatest(a, b))),
        (a == least, _number(a, b, c)),
        (b == least, _number(b, c, a)),
        else_=_number(c, a, b),
    )


def _number(*codes: ir.IntegerValue) -> ir.IntegerValue:
    """Ten bits each."""
    number = ibis.literal(1, "int64")  # a leading one keeps the length
    for code in codes:
        number = number * MOST_TOUCHPOINTS + code
    return number


def _unpacked(key: int) -> tuple[int, ...]:
    """The codes of a packed loop.

    >>> _unpacked((1 << 20) + (7 << 10) + 3)
    (7, 3)
    """
    codes: list[int] = []
    while key > 1:
        key, code = divmod(key, MOST_TOUCHPOINTS)
        codes.insert(0, code)
    return tuple(codes)


def _commonest(paths: ir.Table) -> pd.DataFrame:
    """key and n of the loops that most instances walk."""
    walked = paths.filter(paths.loops.length() > 0).select("n", key=_.loops.unnest())
    counted = walked.group_by("key").agg(n=_.n.sum())
    return counted.order_by(_.n.desc(), _.key).limit(TOP_LOOPS).to_pandas()


def _compared(paths: ir.Table, keys: list[int], codes: list[tuple[int, ...]]) -> pd.DataFrame:
    """Instances that are over and those completed, with each loop and without it.

    The touchpoints met and the loops walked are one bit each, so that the engine counts a few
    kinds of instance and no path is looked through once a loop.
    """
    bits = {code: 1 << k for k, code in enumerate(sorted({c for loop in codes for c in loop}))}
    loop_bits = {key: 1 << k for k, key in enumerate(keys)}
    kinds = paths.filter(paths.over).group_by(
        "done",
        met=sum(
            paths.path.contains(ibis.literal(c, "int16")).ifelse(bit, 0) for c, bit in bits.items()
        ),
        walked=_bits(paths.loops, loop_bits),
    )
    found = kinds.agg(n=_.n.sum()).to_pandas()
    rows = []
    for key, loop in zip(keys, codes, strict=True):
        has = (found.walked.to_numpy() & loop_bits[key]) > 0
        every = sum(bits[c] for c in loop)
        met = (found.met.to_numpy() & every) == every
        rows.append([found.n[w & d].sum() for w in (has, met & ~has) for d in (True, found.done)])
    return pd.DataFrame(rows, columns=["over_with", "done_with", "over_without", "done_without"])


def _bits(values: ir.ArrayValue, bits: dict[int, int]) -> ir.IntegerValue:
    """The bits of the values that have one, as one number."""
    chosen = [(value, ibis.literal(bit, "int64")) for value, bit in bits.items()]
    none = ibis.literal(0, "int64")
    return values.map(lambda v: v.cases(*chosen, else_=none)).sums().coalesce(none)
