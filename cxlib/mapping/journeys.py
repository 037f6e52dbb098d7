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
from cxlib.stats import intervals

NEVER_MET = (
    "The journeys table builds on what no interaction in this time ever is, so what rests on it "
    "cannot be told or is nought: {}. Check the spelling, or whether such events were supplied."
)
TOO_LONG = (
    "One journey instance has {:,} interactions, {:.0%} of all: a robot, or an id that many share? "
    "It counts as one."
)
FEWEST_OF_A_ROBOT, LARGEST_SHARE = 1000, 0.05
ORDERED_BY = {"value": "the value a year of those who walk them", "n": "instances"}
MOST_NAMED = 6
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
    return {"journeys": table.drop(columns="over"), "findings": _finding(table, by[0])}


def remarks(walked: Walks, declared: Declared, journeys: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Notes on what is declared and never met, and on an instance too long to be one customer's."""
    absent = never_met(declared, journeys)
    said = [NEVER_MET.format(", ".join(absent))] if absent else []
    sizes = walked.paths.agg(longest=_.path.length().max(), all=(_.n * _.path.length()).sum())
    longest, every = (int(v) for v in sizes.to_pandas().iloc[0])
    if longest >= FEWEST_OF_A_ROBOT and longest > LARGEST_SHARE * every:
        said.append(TOO_LONG.format(longest, longest / every))
    return {"notes": pd.DataFrame({"section": "journeys", "note": said})}


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
    nothing = pd.DataFrame({"customer": pd.Series([], dtype="str"), "value": []})
    if engagement.policy.value_is is None:
        return nothing
    a_year = PERIODS_PER_YEAR.get(engagement.config.period, 1)
    known = engagement.table("customers").dropna(subset=["customer", "value"])
    if len(known):
        return known[["customer"]].assign(value=known.value.astype(float) * a_year)
    bought = engagement.table("purchases").dropna(subset=["customer", "value"])
    if bought.empty:
        return nothing
    days = max((bought.time.max() - bought.time.min()).days, 1)
    sums = bought.groupby("customer", as_index=False).value.sum()
    return sums.assign(value=sums.value * DAYS_PER_YEAR / days)


def _finding(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """What the most important journeys are, and how often the first is completed."""
    known = table.dropna(subset="completion")
    if known.empty:
        return pd.DataFrame()
    row = known.iloc[0]
    order = f"Journeys by {ORDERED_BY[by]}: {', '.join(table.journey[:MOST_NAMED])}. "
    still = f"; {row.open:,} still open, left out" if row.open else ""
    statement = (
        f"{order if len(table) > 1 else ''}The journey '{row.journey}' has {row.n:,} instances; "
        f"{row.completion:.1%} of the {row.over:,} that are over were completed "
        f"({row.low:.1%} to {row.high:.1%}{still})."
    )
    return pd.DataFrame({
        "finding_id": [f"journey:{row.journey}"], "statement": [statement], "grade": ["events"],
        "n": [int(row.over)], "evidence": [f"journeys[journey={row.journey}]"], "leads_to": [None],
    })  # fmt: skip
