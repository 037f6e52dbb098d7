"""Amounts that are no amounts: counters, running balances, another currency in one group."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion, in_rows

PURCHASES = "purchases"
COUNTER, BALANCE, CURRENCY, PIECES, FIRST = (
    "a number that only rises",
    "a running total of each customer",
    "another unit in one group",
    "values that are a number of pieces",
    "all on one day of the month",
)
FEWEST = 50  # purchases, or steps between purchases of one customer
RISING = 0.98  # of all steps
TIMES = 50.0  # between medians: what a currency makes, and hardly a group of customers
FEW = 20  # purchases of a group
SCALED, FACTORS = 7.0, (10, 12, 52, 100, 1000)  # times at least; months and weeks to a year, cents
NEAR = 0.1  # of the amounts, that lie apart once they are divided
MOST_PIECES, SIZES = 12, 6
MONTHS, ONE_DAY = 4, 0.95
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
    """A segment whose values are fifty times those of all others, or a fiftieth: its currency; or
    seven times and spread as theirs: years for months. Purchases by the customers' segments too."""
    for name in (PURCHASES, "customers"):
        if name not in seen.tables:
            continue
        frame = seen.frame(name)
        sizes = frame["value"].abs().where(lambda v: v > 0)
        for column, levels in _levels(seen, name):
            if 2 <= levels.nunique() <= LEVELS:
                yield from _in_one_group(seen, name, column, levels, sizes)


def _levels(seen: Seen, name: str) -> Iterator[tuple[str, pd.Series]]:
    frame = seen.frame(name)
    own = [c for c in seen.tables[name].options.segments if c in frame]
    yield from ((column, frame[column]) for column in own)
    if name == PURCHASES and "customers" in seen.tables:
        people = seen.frame("customers").drop_duplicates("customer").set_index("customer")
        codes, known = seen.coded(name, "customer")
        for column in seen.tables["customers"].options.segments:
            if column in people and column not in own:
                told = people[column].reindex(known).to_numpy(dtype=object)
                yield column, pd.Series(np.append(told, None)[codes], index=frame.index)


def _in_one_group(
    seen: Seen, name: str, column: str, levels: pd.Series, sizes: pd.Series
) -> Iterator[Suspicion]:
    grouped = sizes.groupby(levels)
    middle = grouped.median()[grouped.count() >= FEW]
    for level in middle.index if len(middle) >= 2 else ():
        rest = middle.drop(level)
        times = middle[level] / rest.median()
        alone = rest.max() < TIMES * rest.min()
        far = max(times, 1 / times)
        inside, others = sizes[levels == level].dropna(), sizes[levels != level].dropna()
        if alone and (far >= TIMES or (far >= SCALED and _alike(inside, others))):
            rows = levels.index[levels == level]
            words = (
                f"the values of one level of {column} are {times:.3g} times those of the others "
                f"({len(rows):,} {name})"
            )
            remedy = "bring all to one currency and unit before loading"
            change = effects.mean(name, "value")
            yield in_rows(seen, CURRENCY, name, "value", rows, STOP, words, remedy, change)


def _alike(some: pd.Series, others: pd.Series) -> bool:
    """Whether amounts are spread as others are, once divided by a usual factor (Kolmogorov).

    >>> amounts = pd.Series(np.linspace(19, 89, 200))
    >>> _alike(12 * amounts, amounts), _alike(pd.Series([90.0] * 200), amounts)
    (True, False)
    """
    near = max(NEAR, 1.63 * np.sqrt(1 / len(some) + 1 / len(others)))
    known = np.sort(others.to_numpy())
    for factor in (f for of in FACTORS for f in (of, 1 / of)):
        moved = np.sort(some.to_numpy() / factor)
        both = np.concatenate([moved, known])
        apart = [np.searchsorted(v, both, side="right") / len(v) for v in (moved, known)]
        if np.abs(apart[0] - apart[1]).max() <= near:
            return True
    return False


def pieces(seen: Seen) -> Iterator[Suspicion]:
    """A few small whole numbers as values: how many were bought, and not for how much."""
    known = seen.frame(PURCHASES)["value"].dropna()
    known = known[known > 0]
    few = len(known) >= 4 * FEWEST and 2 <= known.nunique() <= SIZES
    if few and known.max() <= MOST_PIECES and (known == known.round()).all():
        words = (
            f"all {len(known):,} values are whole numbers from {known.min():g} to {known.max():g}"
        )
        remedy = "see whether value is the number of pieces; name the column of the amount if so"
        yield Suspicion(PIECES, PURCHASES, "value", len(known), WARN, words, remedy)


def first_of_month(seen: Seen) -> Iterator[Suspicion]:
    """Rows of months on end that all lie on one day of the month: the month alone was exported."""
    for name in (PURCHASES, "responses"):
        days = seen.frame(name)["time"].dropna()
        if len(days) < 4 * FEWEST or days.dt.to_period("M").nunique() < MONTHS:
            continue
        local = periods.to_local(days, seen.config.timezone)
        share = local.dt.day.value_counts(normalize=True)
        if share.iloc[0] >= ONE_DAY:
            words = (
                f"{share.iloc[0]:.0%} of {len(days):,} rows lie on day {share.index[0]} of their "
                "month: the month was exported, or an account is closed then"
            )
            remedy = "ask for the days; what follows within a month cannot be put in order"
            yield Suspicion(FIRST, name, "time", len(days), TELL, words, remedy)


RULES = (counter, running_total, other_unit, pieces, first_of_month)
