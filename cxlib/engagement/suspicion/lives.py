"""Customers' lives: dates that contradict one another, and dates that stand for none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion.frame import STOP, WARN, Measure, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.ids import among, customers_of

CUSTOMERS = "customers"
CONTRADICT, TERM, PLACEHOLDER, TENURE, GONE, OUTSIDE = (
    "two columns contradict",
    "last days are ends of contracts",
    "one date for very many",
    "tenure in another unit",
    "only customers who stayed",
    "bought before coming or after leaving",
)
FEW = 30
SHARE = 0.02  # of the customers in whom two columns contradict
WHOLE_TERMS = 0.5
PILED = 0.2  # of all rows on one day
TIMES = 10  # the day with the next most
UNIT = 5.0
MISSING = 0.2
DAY_COLUMNS = ((CUSTOMERS, "start"), (CUSTOMERS, "end"), ("purchases", "time"))


def left_against_end(seen: Seen) -> Iterator[Suspicion]:
    """`left` says that a customer is there and `end` that it has gone, or the other way round.

    A last day after the day of the run is to come, and contradicts nothing.
    """
    if CUSTOMERS not in seen.tables:
        return
    frame = seen.frame(CUSTOMERS)
    both = frame["left"].notna() & frame["end"].notna().any()
    if not both.any() or frame["end"].isna().all():
        return
    over = frame["end"] <= seen.today
    gone, stays = (both & ~frame["left"].fillna(False) & over), both & frame["left"].fillna(False)
    nowhere = stays & frame["end"].isna()
    n, silent = int(gone.sum()), int(nowhere.sum())
    if n + silent < max(10, SHARE * both.sum()):
        return
    rows = frame.index[gone | nowhere]
    words = (
        f"{n:,} of {int(both.sum()):,} customers have a last day though `left` says no, {silent:,} "
        "none though it says yes: retention follows the last day"
    )
    remedy = "ask which of the two is right, and leave the other out of tables.customers.columns"
    yield Suspicion(
        CONTRADICT, CUSTOMERS, "end", n + silent, STOP, words, remedy,
        example=seen.places(CUSTOMERS, rows), measure=_left_share(),
        removed=lambda s: s.blanked(CUSTOMERS, "end", frame.index[gone]),
    )  # fmt: skip


def _left_share() -> Measure:
    def of(seen: Seen) -> str:
        frame = seen.frame(CUSTOMERS)
        return f"{(frame['end'] <= seen.today).mean():.1%} (n {len(frame):,})"

    return Measure("share of customers who have left", of)


def ends_of_contracts(seen: Seen) -> Iterator[Suspicion]:
    """Half of the last days or more lie whole years after the first: terms, not leavings."""
    if CUSTOMERS not in seen.tables:
        return
    frame = seen.frame(CUSTOMERS).dropna(subset=["start", "end"])
    if len(frame) < FEW:
        return
    days = (frame["end"] - frame["start"]).dt.days
    rest = (days + 2) % 365.25
    whole = (days > 300) & (rest <= 4)
    n = int(whole.sum())
    if n >= WHOLE_TERMS * len(frame):
        words = f"{n:,} of {len(frame):,} last days lie whole years after the first"
        remedy = "see whether `end` is the end of a contract; use `left`, or leave `end` out"
        rows, change = frame.index[whole], _left_share()
        yield in_rows(seen, TERM, CUSTOMERS, "end", rows, WARN, words, remedy, change, blank=True)


def placeholders(seen: Seen) -> Iterator[Suspicion]:
    """A fifth of all dates or more on one day, ten times the next, or all of them: a default, or a
    migration."""
    for name, column in DAY_COLUMNS:
        days = seen.frame(name)[column].dropna() if name in seen.tables else ()
        if len(days) < FEW:
            continue
        counts = days.dt.normalize().value_counts()
        day, n = counts.index[0], int(counts.iloc[0])
        second = int(counts.iloc[1]) if len(counts) > 1 else 0
        if n >= PILED * len(days) and n >= TIMES * second:
            rows = days.index[days.dt.normalize() == day]
            words = (
                f"{n:,} of {len(days):,} dates are {day.date()}, the next most frequent day has "
                f"{second:,}: what the system writes where it does not know"
            )
            remedy = f"ask what the day means; leave {column} empty where it is not known"
            yield in_rows(seen, PLACEHOLDER, name, column, rows, WARN, words, remedy)


def tenure_against_start(seen: Seen) -> Iterator[Suspicion]:
    """`tenure` counts periods; held against `start`, it counts days, or years."""
    if CUSTOMERS not in seen.tables:
        return
    frame = seen.frame(CUSTOMERS).dropna(subset=["start", "tenure"])
    length = {"month": 30.44, "week": 7.0, "quarter": 91.3, "year": 365.25}.get(seen.config.period)
    if len(frame) < FEW or length is None:
        return
    last = frame["end"].fillna(max(frame["end"].max(), frame["start"].max()))
    periods = (last - frame["start"]).dt.days / length
    told = (frame["tenure"] / periods.where(periods > 1)).median()
    if np.isfinite(told) and not 1 / UNIT < told < UNIT:
        words = f"tenure is {told:.2g} times the periods since `start`"
        remedy = f"write tenure in {seen.config.period}s, as the engagement's period is"
        yield Suspicion(TENURE, CUSTOMERS, "tenure", len(frame), STOP, words, remedy)


def only_stayers(seen: Seen) -> Iterator[Suspicion]:
    """Nobody in the customers table has left, and many who bought or came are not in it."""
    if CUSTOMERS not in seen.tables:
        return
    frame = seen.frame(CUSTOMERS)
    if frame["end"].notna().any() or frame["left"].fillna(False).any():
        return
    known = customers_of(seen)
    listed = known.get(CUSTOMERS, pd.Series(dtype=int)).index
    for name, counts in known.items():
        missing = ~among(counts.index, listed)
        if (
            name in ("purchases", "responses")
            and len(listed) >= FEW
            and MISSING <= missing.mean() < 1 - MISSING
        ):
            words = (
                f"nobody in it has left, and {missing.sum():,} of {len(counts):,} customers of "
                f"{name} are not in it: those who left were deleted"
            )
            remedy = "ask for the customers who left, with their last day"
            yield Suspicion(GONE, CUSTOMERS, "end", int(missing.sum()), WARN, words, remedy)
            return


def outside_their_time(seen: Seen) -> Iterator[Suspicion]:
    """Purchases before a customer's first day or after the last."""
    if not {CUSTOMERS, "purchases"} <= set(seen.tables):
        return
    lives = seen.frame(CUSTOMERS).set_index("customer")[["start", "end"]]
    bought = seen.frame("purchases")
    own = lives.reindex(bought["customer"])
    times = bought["time"].dt.normalize().to_numpy()
    slack = np.timedelta64(2, "D")
    with np.errstate(invalid="ignore"):
        early = times < own["start"].to_numpy() - slack
        late = times > own["end"].to_numpy() + slack
    rows = bought.index[early | late]
    known = int(own["start"].notna().sum())
    if known >= FEW and len(rows) >= max(10, 0.05 * known):
        words = (
            f"{int(early.sum()):,} of {known:,} purchases lie before the customer's first day, "
            f"{int(late.sum()):,} after the last"
        )
        remedy = "see whether start and end are those of a contract, and ids those of one system"
        yield in_rows(seen, OUTSIDE, "purchases", "time", rows, WARN, words, remedy)


RULES = (left_against_end, ends_of_contracts, placeholders, tenure_against_start, only_stayers,
         outside_their_time)  # fmt: skip
