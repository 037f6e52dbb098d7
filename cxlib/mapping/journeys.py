"""Which journeys matter: how many walk each, how many complete it, and what they bring."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
from ibis import _

from cxlib.engagement.model import Engagement
from cxlib.mapping.declared import Declared, never_met
from cxlib.mapping.paths import Walks
from cxlib.mapping.reach import journey_sizes
from cxlib.results.coded import count, listed, note, notes, share
from cxlib.stats import intervals

NO_WORTH = pd.DataFrame({"customer": pd.Series([], dtype="str"), "value": []})
FEWEST_OF_A_ROBOT, LARGEST_SHARE = 1000, 0.05
DAYS_PER_YEAR = 365.25
PERIODS_PER_YEAR = {"week": DAYS_PER_YEAR / 7, "month": 12, "quarter": 4, "year": 1}


def journeys(
    walked: Walks, declared: Declared, worth: pd.DataFrame, confidence: float
) -> dict[str, pd.DataFrame]:
    """Volume, completion and value of each journey, the most important first.

    Completion is the share of the instances that are over; open ones are censored. `worth` holds
    customer and value (per year); the value of a journey is that of the customers who walk it.
    """
    sizes = journey_sizes(walked)
    base = sizes.over.where(sizes.over > 0)
    low, high = intervals.wilson(sizes.completed, sizes.over, confidence)
    names = dict(zip(declared.journeys.code, declared.journeys.journey, strict=True))
    table = sizes.assign(
        completion=(sizes.completed / base).astype(float), low=low, high=high,
        value=sizes.journey.map(_value(walked, worth)).astype(float),
        journey=sizes.journey.map(names),
    )  # fmt: skip
    by = ["value", "n"] if table.value.notna().any() else ["n"]
    table = table.sort_values([*by, "journey"], ascending=[False] * len(by) + [True])
    table = table.assign(rank=np.arange(1, len(table) + 1))
    return {"journeys": table.drop(columns="over")}


def remarks(walked: Walks, declared: Declared, journeys: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Notes on what is declared and never met, and on an instance too long to be one customer's."""
    absent = never_met(declared, journeys)
    said = [note("journeys", "never met", names=listed(absent))] if absent else []
    sizes = walked.paths.agg(longest=_.path.length().max(), all=(_.n * _.path.length()).sum())
    longest, every = (int(v) for v in sizes.to_pandas().iloc[0])
    if longest >= FEWEST_OF_A_ROBOT and longest > LARGEST_SHARE * every:
        robot = {"interactions": count(longest), "part": share(longest / every)}
        said.append(note("journeys", "robot", audience="consultant", **robot))
    return {"notes": notes(*said)}


def _value(walked: Walks, worth: pd.DataFrame) -> dict[int, float]:
    """Per journey code, the value a year of its distinct customers."""
    if worth.empty:
        return {}
    walkers = walked.instances.select("journey", "customer").distinct()
    valued = walkers.inner_join(ibis.memtable(worth), "customer")
    found = valued.group_by("journey").agg(value=_.value.sum()).to_pandas()
    return dict(zip(found.journey, found.value, strict=True))


def worth(engagement: Engagement) -> pd.DataFrame:
    """customer and value a year: from `customers.value` per period, else from purchases.

    Empty unless `policy.value_is` says what the value is.
    """
    if engagement.policy.value_is is None:
        return NO_WORTH
    a_year = PERIODS_PER_YEAR.get(engagement.config.period, 1)
    known = engagement.table("customers").dropna(subset=["customer", "value"])
    if len(known):
        return known[["customer"]].assign(value=known.value.astype(float) * a_year)
    bought = engagement.table("purchases").dropna(subset=["customer", "value"])
    if bought.empty:
        return NO_WORTH
    days = max((bought.time.max() - bought.time.min()).days, 1)
    sums = bought.groupby("customer", as_index=False).value.sum()
    return sums.assign(value=sums.value * DAYS_PER_YEAR / days)
