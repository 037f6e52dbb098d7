"""A channel recorded otherwise than the others: by another clock, in part, never completed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

LOG = "interactions"
CLOCKS, THINNED, FLAG = (
    "one channel by another clock",
    "far fewer events of one channel",
    "never or always completed in one channel",
)
FEWEST = 300  # events of a channel
APART, LIKE = 0.3, 0.1  # of a channel's events at other hours than elsewhere; once moved back
HOURS_MOVED = 3
PERIODS = 3  # before and after, at least
LEFT, CLEARLY = 0.3, 1.5  # of a channel's share of events; times below the least before
USUAL = 30  # events a period
ELSEWHERE = (0.05, 0.95)  # shares of completed events that are neither never nor always


def other_clock(seen: Seen) -> Iterator[Suspicion]:
    """A channel whose hours of the day are those of the others, some hours later."""
    if seen.log is None:
        return
    wide = _hours_by_channel(seen)
    large = wide[wide.sum(axis=1) >= FEWEST]
    sizes = large.sum(axis=1).sort_values()
    for channel in sizes.index if len(large) >= 2 else ():  # of two the smaller is named
        own = large.loc[channel].to_numpy(dtype=float)
        rest = large.drop(channel).sum().to_numpy(dtype=float)
        shift = _shift(own / own.sum(), rest / rest.sum())
        if shift:
            words = (
                f"the {own.sum():,.0f} events of '{channel}' lie {abs(shift)} hours "
                f"{'later' if shift > 0 else 'earlier'} in the day than all others, and there as "
                "they do: two clocks"
            )
            remedy = "see in which time zone each source writes; bring both to one"
            yield Suspicion(CLOCKS, LOG, "time", int(own.sum()), WARN, words, remedy)
            return


def by_hour(seen: Seen) -> pd.DataFrame:
    """Events by channel and hour: channel, clock (local), n, sharp (how many at the full hour)."""

    def counted() -> pd.DataFrame:
        table = seen.log.table
        sharp = (table.time.minute() == 0) & (table.time.second() == 0)
        told = table.group_by("channel", hour=table.time.truncate("h")).aggregate(
            n=table.count(), sharp=sharp.sum()
        )
        found = told.to_pyarrow().to_pandas()
        return found.assign(clock=periods.to_local(found["hour"], seen.config.timezone))

    return seen.once("hours by channel", counted)


def _hours_by_channel(seen: Seen) -> pd.DataFrame:
    found = by_hour(seen).dropna(subset=["channel"])
    if found.empty:
        return pd.DataFrame(columns=range(24), dtype=float)
    hour = found["clock"].dt.hour
    wide = found["n"].groupby([found["channel"], hour]).sum().unstack(fill_value=0)
    return wide.reindex(columns=range(24), fill_value=0)


def _shift(own: np.ndarray, rest: np.ndarray) -> int:
    """By how many hours `own` lies later, where it is the same there and another as it stands.

    >>> day = np.array([0.0] * 8 + [5, 20, 30, 30, 20, 10, 20, 30, 20, 10] + [2.0] * 6) / 207
    >>> _shift(np.roll(day, 5), day), _shift(day, day)
    (5, 0)
    """
    apart = [np.abs(np.roll(own, -k) - rest).sum() / 2 for k in range(24)]
    best = int(np.argmin(apart))
    moved = best if best <= 12 else best - 24
    told = apart[0] >= APART and apart[best] <= LIKE and abs(moved) >= HOURS_MOVED
    return moved if told else 0


def thinned(seen: Seen) -> Iterator[Suspicion]:
    """A channel whose share of all events falls to less than a third from one period on, having
    been steady before: a sample, or a part that is recorded no more."""
    if seen.log is None or seen.config.period in ("none", "index"):
        return
    wide = _by_period(seen, "channel")
    if wide is None:
        return
    total = wide.sum(axis=1)
    for channel in wide.columns if wide.shape[1] >= 2 else ():
        share = (wide[channel] / total).to_numpy()
        at = _fallen(share, wide[channel].to_numpy())
        if at is not None:
            before, after = np.median(share[:at]), np.median(share[at:])
            words = (
                f"'{channel}' has {after:.1%} of all events from {wide.index[at]} on, and had "
                f"{before:.1%} before"
            )
            remedy = "ask whether it was sampled, or partly recorded, from then on"
            n = int(wide[channel].iloc[at:].sum())
            yield Suspicion(THINNED, LOG, "channel", n, WARN, words, remedy)


def _by_period(seen: Seen, column: str) -> pd.DataFrame | None:
    """Events of each period but the last (rows) and channel; None where there are too few."""
    told = rhythm.places(seen.log, seen.config).dropna(subset=[column])
    told = told[told["period"] != rhythm.OLDER]
    if told.empty:
        return None
    wide = told.groupby(["period", column])["n"].sum().unstack(fill_value=0).iloc[:-1]
    return wide if len(wide) >= 2 * PERIODS else None


def _fallen(share: np.ndarray, counts: np.ndarray) -> int | None:
    """From which place on a share is less than a third of what it steadily was; it is not gone.

    >>> _fallen(np.array([0.3, 0.31, 0.29, 0.3, 0.05, 0.06, 0.05]), np.full(7, 90))
    4
    """
    for at in range(PERIODS, len(share) - PERIODS + 1):
        before, after = share[:at], share[at:]
        steady = np.median(counts[:at]) >= USUAL and before.min() > CLEARLY * after.max()
        if steady and 0 < after.max() < LEFT * np.median(before):
            return at
    return None


def one_flag(seen: Seen) -> Iterator[Suspicion]:
    """A channel of whose events none or all are completed, where the same touchpoints elsewhere
    have both."""
    if seen.log is None:
        return
    told = rhythm.places(seen.log, seen.config).dropna(subset=["channel", "completed"])
    if told.empty or told["channel"].nunique() < 2:
        return
    done = told.assign(done=told["n"] * told["completed"].astype(float))
    for channel, own in done.groupby("channel"):
        rest = done[(done["channel"] != channel) & done["touchpoint"].isin(own["touchpoint"])]
        n, share = own["n"].sum(), own["done"].sum() / own["n"].sum()
        if n < FEWEST or rest["n"].sum() < FEWEST or share not in (0.0, 1.0):
            continue
        elsewhere = rest["done"].sum() / rest["n"].sum()
        if ELSEWHERE[0] <= elsewhere <= ELSEWHERE[1]:
            words = (
                f"{'all' if share else 'none'} of {n:,.0f} events of '{channel}' are completed, "
                f"of those at the same touchpoints elsewhere {elsewhere:.0%}"
            )
            remedy = "see whether that channel reports completion at all; leave it blank if not"
            yield Suspicion(FLAG, LOG, "completed", int(n), WARN, words, remedy)


RULES = (other_clock, thinned, one_flag)
