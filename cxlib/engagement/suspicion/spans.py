"""Customers' days against one another, and against what they answered and bought."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.checking.tables import BEFORE
from cxlib.engagement.contracts.quality import EXCLUDED
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.lining import main
from cxlib.engagement.suspicion.survey import RESPONSES

CUSTOMERS, PURCHASES = "customers", "purchases"
BACKWARDS, OUTSIDE, FEW_DAYS, NOBODY, TURNED = (
    "last day before the first",
    "answered before coming or long after leaving",
    "few dates for very many",
    "nobody ever left",
    "left means the opposite",
)
FEW, SHARE = 10, 0.02
KNOWN = 30
EARLY, LATE = pd.Timedelta(days=2), pd.Timedelta(days=120)  # asked on leaving, and answered late
OFTEN = 0.05  # of the answers of customers whose days are known
DAYS, ROWS = 12, 100  # different days at most, of so many dates or more
LONG = pd.Timedelta(days=730)
RECENT = pd.Timedelta(days=60)
ACTIVE, MORE = 0.2, 3.0  # of who left, and times who stayed


def backwards(seen: Seen) -> Iterator[Suspicion]:
    """Many customers who left before they came; they are excluded row by row."""
    if CUSTOMERS not in seen.tables:
        return
    table = seen.tables[CUSTOMERS]
    n = sum(int(told["n"]) for told in table.notes if told["check"] == EXCLUDED + BEFORE)
    ended = n + int(table.frame["end"].notna().sum())
    if n >= max(FEW, SHARE * ended):
        words = (
            f"{n:,} of {ended:,} customers with a last day left before they came, and were left "
            "out: retention is that of the others"
        )
        remedy = "see whether start and end are exchanged, or day and month in one of them"
        yield Suspicion(BACKWARDS, CUSTOMERS, "end", n, WARN, words, remedy)


def answered_outside(seen: Seen) -> Iterator[Suspicion]:
    """Answers of people who were no customers yet, or had left for months."""
    if not {CUSTOMERS, RESPONSES} <= set(seen.tables):
        return
    lives = seen.frame(CUSTOMERS).drop_duplicates("customer").set_index("customer")
    asked = seen.frame(RESPONSES).dropna(subset=["customer", "time"])
    own = lives[["start", "end"]].reindex(asked["customer"])
    times = asked["time"].to_numpy()
    with np.errstate(invalid="ignore"):
        early = times < (own["start"].dt.normalize() - EARLY).to_numpy()
        late = times > (own["end"] + LATE).to_numpy()
    known = int(own["start"].notna().sum() or own["end"].notna().sum())
    rows = asked.index[early | late]
    if known >= KNOWN and len(rows) >= max(FEW, OFTEN * known):
        words = (
            f"of {known:,} answers {int(early.sum()):,} lie before the customer's first day, "
            f"{int(late.sum()):,} more than {LATE.days} days after the last"
        )
        remedy = "see which clock and which ids the survey has, and what start and end are"
        yield in_rows(seen, OUTSIDE, RESPONSES, "time", rows, WARN, words, remedy, main(seen))


def few_dates(seen: Seen) -> Iterator[Suspicion]:
    """Hundreds of first or last days on a handful of days: the last of a year, a term's end."""
    for column in ("start", "end"):
        days = seen.frame(CUSTOMERS)[column].dropna().dt.normalize()
        counts = days.value_counts()
        if not (len(days) >= ROWS and 2 <= len(counts) <= DAYS):
            continue
        months = counts.index.to_period("M")
        if len(counts) < months.nunique() or days.max() - days.min() < LONG / 2:
            continue
        words = (
            f"{len(days):,} dates lie on {len(counts)} days, such as {counts.index[0].date()}: "
            f"the end of a year or a term, and not the day on which somebody "
            f"{'came' if column == 'start' else 'left'}"
        )
        remedy = "ask for the days themselves; retention by period follows from them"
        yield Suspicion(FEW_DAYS, CUSTOMERS, column, len(days), WARN, words, remedy)


def nobody_left(seen: Seen) -> Iterator[Suspicion]:
    """A column for the last day without a single one, over two years of customers: those who left
    are not in it, or their day is not."""
    table = seen.tables.get(CUSTOMERS)
    if table is None:
        return
    frame = table.frame
    asked = {"end", "left"} & {*table.options.columns, *table.raw.frame.columns}
    gone = frame["end"].notna().any() or frame["left"].fillna(False).any()
    starts = frame["start"].dropna()
    if not asked or gone or len(starts) < 2 * ROWS or starts.max() - starts.min() < LONG:
        return
    words = (
        f"none of {len(frame):,} customers has left since {starts.min().date()}: retention would "
        "be 100 %"
    )
    remedy = "ask for the customers who left, with their last day; or leave the column out"
    yield Suspicion(NOBODY, CUSTOMERS, "end", len(frame), WARN, words, remedy)


def left_turned(seen: Seen) -> Iterator[Suspicion]:
    """Of those who left more bought in the last weeks than of those who stayed."""
    if not {CUSTOMERS, PURCHASES} <= set(seen.tables):
        return
    frame = seen.frame(CUSTOMERS)
    left, bought = frame["left"], seen.frame(PURCHASES).dropna(subset=["customer", "time"])
    if frame["end"].notna().any() or left.isna().all() or bought.empty:
        return
    recent = bought.loc[bought["time"] > bought["time"].max() - RECENT, "customer"]
    active = frame["customer"].isin(set(recent))
    gone, here = active[left.fillna(False)], active[left.eq(False)]
    if min(len(gone), len(here)) < KNOWN:
        return
    if gone.mean() >= ACTIVE and gone.mean() >= MORE * here.mean():
        words = (
            f"{gone.mean():.0%} of {len(gone):,} customers who left bought in the last "
            f"{RECENT.days} days, of {len(here):,} who stayed {here.mean():.0%}"
        )
        remedy = "see what left means; yes is for those who are gone"
        yield Suspicion(TURNED, CUSTOMERS, "left", len(gone), STOP, words, remedy)


RULES = (backwards, answered_outside, few_dates, nobody_left, left_turned)
