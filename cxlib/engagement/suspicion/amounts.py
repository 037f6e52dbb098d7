"""Amounts that are no amounts: counters, running balances, another currency in one group."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, Seen, Suspicion, in_rows

PURCHASES = "purchases"
COUNTER, BALANCE, CURRENCY = (
    "a number that only rises",
    "a running total of each customer",
    "another unit in one group",
)
FEWEST = 50  # purchases, or steps between purchases of one customer
RISING = 0.98  # of all steps
TIMES = 50.0  # between medians: what a currency makes, and hardly a group of customers
FEW = 20  # purchases of a group
LEVELS = 50


def counter(seen: Seen) -> Iterator[Suspicion]:
    """Values that rise from purchase to purchase, whoever bought: a number of the order."""
    frame = seen.frame(PURCHASES).dropna(subset=["value", "time"])
    if len(frame) < FEWEST:
        return
    steps = np.diff(frame.sort_values("time", kind="stable")["value"].to_numpy(dtype=float))
    if (steps > 0).mean() >= RISING:
        words = f"the values of {len(frame):,} purchases rise from each to the next in time"
        remedy = (
            "that is the number of the order, or a total to date: name the column of the amount "
            "under tables.purchases.columns.value"
        )
        yield Suspicion(COUNTER, PURCHASES, "value", len(frame), STOP, words, remedy,
                        measure=effects.mean(PURCHASES, "value"))  # fmt: skip


def running_total(seen: Seen) -> Iterator[Suspicion]:
    """Values that rise from purchase to purchase of nearly every customer: what was bought so
    far."""
    if PURCHASES not in seen.tables or any(counter(seen)):
        return
    frame = seen.frame(PURCHASES).dropna(subset=["customer", "value", "time"])
    ordered = frame.sort_values(["customer", "time"], kind="stable")
    steps = ordered.groupby("customer", sort=False)["value"].diff().dropna()
    if len(steps) >= FEWEST and (steps > 0).mean() >= RISING:
        words = (
            f"{(steps > 0).mean():.0%} of {len(steps):,} purchases are of more than the same "
            "customer's before: the value adds up"
        )
        remedy = "deliver what each purchase was worth by itself"
        yield in_rows(seen, BALANCE, PURCHASES, "value", steps.index, STOP, words, remedy)


def other_unit(seen: Seen) -> Iterator[Suspicion]:
    """A segment whose values are fifty times those of all others, or a fiftieth: its currency."""
    for name in (PURCHASES, "customers"):
        if name not in seen.tables:
            continue
        frame = seen.frame(name)
        sizes = frame["value"].abs().where(lambda v: v > 0)
        for column in seen.tables[name].options.segments:
            if column in frame and 2 <= frame[column].nunique() <= LEVELS:
                yield from _in_one_group(seen, name, column, sizes)


def _in_one_group(seen: Seen, name: str, column: str, sizes: pd.Series) -> Iterator[Suspicion]:
    levels = seen.frame(name)[column]
    grouped = sizes.groupby(levels)
    middle = grouped.median()[grouped.count() >= FEW]
    for level in middle.index if len(middle) >= 2 else ():
        rest = middle.drop(level)
        times = middle[level] / rest.median()
        alone = rest.max() < TIMES * rest.min()
        if alone and (times >= TIMES or times <= 1 / TIMES):
            rows = levels.index[levels == level]
            words = (
                f"the values of one level of {column} are {times:.3g} times those of the others "
                f"({len(rows):,} {name})"
            )
            remedy = "bring all to one currency and unit before loading"
            change = effects.mean(name, "value")
            yield in_rows(seen, CURRENCY, name, "value", rows, STOP, words, remedy, change)


RULES = (counter, running_total, other_unit)
