"""Money: refunds among purchases, slips of the decimal mark, cents among pounds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.repeats import soon_after

PURCHASES = "purchases"
REFUNDS, SLIPS, UNITS, AGAIN, FREE = (
    "refunds among the purchases",
    "a value far beyond all others",
    "another unit from one period on",
    "bought twice at once",
    "purchases of nothing",
)
MATCHED = 0.9  # of the refunds, from which they are taken out with what they refund
FEW = 10
SLIP = 20.0  # times the usual largest, the 98th percentile
TAIL = 1.5  # of the way from the middle to there, on logarithms: a long tail goes on so far
RARE = 0.02
UNIT = 20.0  # times the usual median of a period: what a unit changes, and no season
AT_ONCE = pd.Timedelta(minutes=1)
REPEATED = 0.01
MANY_FREE = 0.05
VALUED = ((PURCHASES, "value"), ("customers", "value"), ("operations", "duration"))


def refunds(seen: Seen) -> Iterator[Suspicion]:
    """Negative purchases. Each is matched with an earlier purchase of the same customer and value;
    where nine in ten match, both are taken out, else the report stops until it is said what they
    are."""
    if PURCHASES not in seen.tables:
        return
    frame = seen.frame(PURCHASES)
    back = frame.index[frame["value"] < 0]
    if not len(back):
        return
    undone = _undone(frame)
    matched = len(undone) >= MATCHED * len(back)
    words = f"{len(back):,} of {len(frame):,} rows are below 0" + (
        f"; {len(undone):,} undo an earlier purchase of the same customer, and both were taken out"
        if matched
        else f"; only {len(undone):,} of them undo an earlier purchase of the same value"
    )
    remedy = (
        "see that they are refunds"
        if matched
        else "leave refunds out before loading, or take them from the purchases they refund"
    )
    gone = back.union(undone)
    yield Suspicion(
        REFUNDS, PURCHASES, "value", len(back), WARN if matched else STOP, words, remedy,
        example=seen.places(PURCHASES, back), measure=effects.mean(PURCHASES, "value"),
        removed=lambda s: s.without(PURCHASES, gone, "refunded", "value"), mended=matched,
    )  # fmt: skip


def _undone(frame: pd.DataFrame) -> pd.Index:
    """The purchases that refunds undo: of one customer and value, the latest before it first."""
    known = frame[frame["value"] != 0].assign(size=frame["value"].abs().round(2))
    open_: dict[tuple, list[int]] = {}
    undone = []
    for row in known.sort_values("time", kind="stable").itertuples():
        waiting = open_.setdefault((row.customer, row.size), [])
        if row.value > 0:
            waiting.append(row.Index)
        elif waiting:
            undone.append(waiting.pop())
    return pd.Index(undone)


def free(seen: Seen) -> Iterator[Suspicion]:
    """Purchases of value 0: tests, gifts, or values that the export lost."""
    if PURCHASES not in seen.tables:
        return
    frame = seen.frame(PURCHASES)
    rows = frame.index[frame["value"] == 0]
    if len(rows) >= max(FEW, MANY_FREE * len(frame)):
        words = f"{len(rows):,} of {len(frame):,} purchases have the value 0"
        remedy = "ask what they are; if they are none: tables: {purchases: {na: {value: [0]}}}"
        change = effects.mean(PURCHASES, "value")
        yield in_rows(seen, FREE, PURCHASES, "value", rows, WARN, words, remedy, change)


def slips(seen: Seen) -> Iterator[Suspicion]:
    """A few values twenty times the usual largest and more: a decimal mark that was lost. Where
    values range widely anyway, further still."""
    for name, column in VALUED:
        cells = seen.frame(name)[column].abs() if name in seen.tables else pd.Series(dtype=float)
        known = cells[cells > 0]
        if len(known) < 5 * FEW:
            continue
        usual, most = np.quantile(known, [0.5, 1 - RARE])
        times = max(SLIP, (most / usual) ** TAIL)
        rows = known.index[known > times * most]
        if len(rows):
            words = (
                f"{len(rows):,} of {len(known):,} are {times:.0f} times the usual largest and "
                f"more, up to {known.max():,.0f}; half of all lie below {known.median():,.2f}"
            )
            remedy = f"correct them at the source; see read: {{decimal, thousands}} of {name}"
            change = effects.mean(name, column)
            yield in_rows(seen, SLIPS, name, column, rows, WARN, words, remedy, change)


def units(seen: Seen) -> Iterator[Suspicion]:
    """Periods whose values are twenty times those of the others, or a twentieth: another unit."""
    for name, column in VALUED:
        frame = seen.frame(name)
        if name not in seen.tables or "period" not in frame or frame["period"].nunique() < 3:
            continue
        yield from _other_unit(seen, name, column, frame)


def _other_unit(seen: Seen, name: str, column: str, frame: pd.DataFrame) -> Iterator[Suspicion]:
    """Each period's median against the median of all periods; operations by their activity."""
    what = frame["activity"] if name == "operations" else pd.Series("all", frame.index)
    sizes = frame[column].abs()
    grouped = sizes[sizes > 0].groupby([what, frame["period"]])
    told = pd.DataFrame({"middle": grouped.median(), "n": grouped.size()})
    told = told[told["n"] >= FEW]
    each = told["middle"].groupby(level=0)
    times = told["middle"] / each.transform("median")
    odd = times[((times >= UNIT) | (times <= 1 / UNIT)) & (each.transform("size") >= 3)]
    if odd.empty:
        return
    (group, first), most = odd.index[0], odd.iloc[0]
    places = pd.MultiIndex.from_arrays([what, frame["period"]])
    gone = frame.index[places.isin(odd.index)]
    of = f" of '{group}'" if name == "operations" else ""
    words = f"the values{of} in {first} are {most:.3g} times those of the other periods"
    words += f" ({len(odd)} periods in all)" if len(odd) > 1 else ""
    remedy = "bring all periods to one unit before loading"
    change = effects.mean(name, column)
    yield in_rows(seen, UNITS, name, column, gone, STOP, words, remedy, change)


def twice_at_once(seen: Seen) -> Iterator[Suspicion]:
    """The same customer, the same value, within a minute: a purchase that was sent twice."""
    if PURCHASES not in seen.tables:
        return
    frame = seen.frame(PURCHASES)
    customer, value = seen.coded(PURCHASES, "customer")[0], pd.factorize(frame["value"])[0]
    rows = soon_after(frame["time"], AT_ONCE, customer, value)
    if len(rows) >= max(FEW, REPEATED * len(frame)):
        words = f"{len(rows):,} follow another of the same customer and value within a minute"
        remedy = "send each purchase once; see whether the shop system reports it again on payment"
        change = effects.total(PURCHASES, "value")
        yield in_rows(seen, AGAIN, PURCHASES, "customer", rows, WARN, words, remedy, change)


RULES = (refunds, free, slips, units, twice_at_once)
