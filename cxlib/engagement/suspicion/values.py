"""Amounts that stand for none: one default many times, values far from all others, totals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion, in_rows

VALUED = (("purchases", "value"), ("customers", "value"), ("operations", "duration"))
DEFAULT, ALWAYS, APART, TOTALS, BELOW = (
    "one value for very many",
    "always the same value",
    "values far from all others",
    "totals among the rows",
    "values below 0",
)
FEWEST = 50
FEW = 10
PILED, TIMES = 0.1, 10  # of all values, and times the next most frequent
VARIED = 0.3  # different ones among the others, where a value is an amount and not a price
GAP, CLEARLY, MINOR = 3.0, 20.0, 0.2  # times: between two heaps, and between their middles; a share
SAME_PEOPLE = 0.5  # of those with a value in the smaller heap, who have some in the other too
TOTALLED = 0.05  # of the customers and periods with three purchases or more
AGAIN = 0.3  # of those with two, where one may be the total


def default(seen: Seen) -> Iterator[Suspicion]:
    """A tenth of all values or more is one number, ten times as often as the next, where hardly two
    of the others are alike: what a form begins with, or what was filled in. (0 among purchases has
    a rule of its own.)"""
    for name, column in VALUED:
        known = _known(seen, name, column)
        if len(known) < FEWEST:
            continue
        counts = known.value_counts()
        value, n, others = counts.index[0], int(counts.iloc[0]), len(known) - int(counts.iloc[0])
        if len(counts) == 1:
            words = f"all {n:,} values are {value:g}"
            remedy = "see whether the export wrote a constant; leave the column out if so"
            yield Suspicion(ALWAYS, name, column, n, TELL, words, remedy)
        elif (
            n >= PILED * len(known)
            and n >= TIMES * counts.iloc[1]
            and len(counts) - 1 >= VARIED * others
            and not (value == 0 and name == "purchases")
        ):
            words = (
                f"{n:,} of {len(known):,} values are {value:g}, the next most frequent stands "
                f"{counts.iloc[1]:,} times: what a form begins with, or what was filled in"
            )
            remedy = (
                f"ask what it means; if it is none: tables: {{{name}: {{na: {{"
                f"{seen.tables[name].client_name(column)}: [{value:g}]}}}}}}"
            )
            rows = known.index[known == value]
            change = effects.mean(name, column)
            yield in_rows(seen, DEFAULT, name, column, rows, WARN, words, remedy, change, True)


def _known(seen: Seen, name: str, column: str) -> pd.Series:
    if name not in seen.tables or column not in seen.frame(name):
        return pd.Series(dtype=float)
    return seen.frame(name)[column].dropna()


def below(seen: Seen) -> Iterator[Suspicion]:
    """Customers who are worth less than nothing: refunds, or a sign that means something else."""
    known = _known(seen, "customers", "value")
    rows = known.index[known < 0]
    if len(rows) >= FEW:
        words = f"{len(rows):,} of {len(known):,} customers have a value below 0"
        remedy = "see whether value is a margin that may be negative, or the sign marks something"
        change = effects.mean("customers", "value")
        yield in_rows(seen, BELOW, "customers", "value", rows, WARN, words, remedy, change)


def apart(seen: Seen) -> Iterator[Suspicion]:
    """Two heaps of values with nothing between them, twenty times and more from middle to middle,
    of which one holds a fifth or less: another currency, a mark read the wrong way.

    Dear and cheap plans make two heaps too, of different customers: most of those with a value in
    the smaller heap must have some in the other.
    """
    frame = seen.frame("purchases") if "purchases" in seen.tables else None
    if frame is None or len(known := frame["value"][frame["value"] > 0]) < FEWEST:
        return
    logs = np.sort(np.log(known.to_numpy(dtype=float)))
    least = int(max(FEW, 0.002 * len(logs)))
    steps = np.diff(logs)
    steps[: least - 1] = steps[len(steps) - least + 1 :] = 0
    at = int(steps.argmax()) + 1
    low, high = logs[:at], logs[at:]
    small, many = sorted((len(low), len(high)))
    far = np.median(high) - np.median(low)
    if steps[at - 1] < np.log(GAP) or far < np.log(CLEARLY) or small > MINOR * (small + many):
        return
    minor = (known > np.exp(high[0]) * 0.999) == (len(high) < len(low))
    who = frame.loc[known.index, "customer"]
    both = set(who[minor]) & set(who[~minor])
    if len(both) >= SAME_PEOPLE * who[minor].nunique():
        words = (
            f"{small:,} of {len(known):,} values lie about {np.exp(far):,.0f} times "
            f"{'above' if minor[known.idxmax()] else 'below'} all others, none between, and of the "
            "same customers: another currency, or a mark read the wrong way"
        )
        remedy = "bring all to one currency and unit; see read: {decimal, thousands} of purchases"
        rows, change = known.index[minor], effects.mean("purchases", "value")
        yield in_rows(seen, APART, "purchases", "value", rows, STOP, words, remedy, change)


def totals(seen: Seen) -> Iterator[Suspicion]:
    """A customer's purchase in a period that is the sum of all the others there: a total among the
    receipts. Where there is one other it is the same again, which prices are too by chance: that is
    judged among amounts alone, and by a third."""
    if "purchases" not in seen.tables:
        return
    frame = seen.frame("purchases")
    known = frame.loc[frame["value"] > 0, ["customer", "period", "value"]].dropna()
    grouped = known["value"].groupby([known["customer"], known["period"]], sort=False)
    n, whole, most = (grouped.transform(how) for how in ("size", "sum", "max"))
    last = ~known.iloc[::-1].duplicated(["customer", "period", "value"])[::-1]
    total = last & (known["value"] == most) & ((whole - 2 * most).abs() < 0.005 * n)
    amounts = known["value"].nunique() >= VARIED * len(known)
    for several, share in ((n > 2, TOTALLED), (n == 2, AGAIN if amounts else np.inf)):
        rows, judged = known.index[several & total], int((1 / n[several]).sum().round())
        if len(rows) >= max(FEW, share * judged):
            words = (
                f"in {len(rows):,} of {judged:,} customers and periods with several purchases one "
                "is the sum of all others: it counts them again"
            )
            remedy = "leave the totals out before loading (where)"
            change = effects.total("purchases", "value")
            yield in_rows(seen, TOTALS, "purchases", "value", rows, STOP, words, remedy, change)
            return


RULES = (default, below, apart, totals)
