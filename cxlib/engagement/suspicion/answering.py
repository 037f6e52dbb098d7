"""Who answered, and how: the same person several times, the same answers under several names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import pdtrc

from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.lining import main
from cxlib.engagement.suspicion.repeats import soon_after
from cxlib.engagement.suspicion.survey import RESPONSES, answers, projected

AGAIN = "the same answers again"
TWICE = "answered twice at once"
ALIKE = "the same answers at one moment"
FEW = 5
COPIED = 0.03
LONG = 8  # answered questions and a score, that two people rarely give alike
AT_ONCE = pd.Timedelta(minutes=10)
REPEATED = 0.01
SEVERAL = 3  # answers in a row, one of which may be a score
TOGETHER, OFTEN = 0.05, 3.0  # share of such rows, and times what chance makes of them
SURE = 1e-9


def copied(seen: Seen) -> Iterator[Suspicion]:
    """Long rows of answers that stand in the data more than once, under one id or several."""
    told = answers(seen)
    if len(told.names) < LONG:
        return
    whole = told.frame.to_numpy(dtype=float)
    long = _long_and_varied(whole)
    again = pd.Series(projected(whole), told.frame.index)[long].duplicated()
    n = int(again.sum())
    if n < max(FEW, COPIED * len(again)):
        return
    rows = again.index[again]
    words = (
        f"{n:,} rows repeat all answers of another row, {LONG + 1} or more of them: a wave sent "
        "twice, or answers that were copied"
    )
    remedy = "send each answer once; see whether two files overlap"
    yield in_rows(seen, AGAIN, RESPONSES, "", rows, WARN, words, remedy, main(seen))


def _long_and_varied(whole: np.ndarray) -> np.ndarray:
    """Rows of nine answers or more with three different ones among them."""
    there = ~np.isnan(whole)
    low = np.min(np.where(there, whole, np.inf), axis=1, keepdims=True)
    high = np.max(np.where(there, whole, -np.inf), axis=1, keepdims=True)
    between = (there & (whole != low) & (whole != high)).any(axis=1)
    return between & (there.sum(axis=1) > LONG)


def twice_at_once(seen: Seen) -> Iterator[Suspicion]:
    """One customer with several answers within ten minutes about one touchpoint."""
    if RESPONSES not in seen.tables:
        return
    frame = seen.frame(RESPONSES)
    customer, touchpoint = (seen.coded(RESPONSES, c)[0] for c in ("customer", "touchpoint"))
    rows = soon_after(frame["time"], AT_ONCE, customer, touchpoint)
    if len(rows) < max(FEW, REPEATED * (customer >= 0).sum()):
        return
    words = f"{len(rows):,} answers follow another of the same customer within ten minutes"
    remedy = "keep one of each before loading: the tool may save each page as an answer"
    yield in_rows(seen, TWICE, RESPONSES, "customer", rows, WARN, words, remedy, main(seen))


def at_one_moment(seen: Seen) -> Iterator[Suspicion]:
    """Rows of several customers with the same time and the same answers: copies under other ids.

    Held against as many pairs as rows of one time would make if they were any rows (Poisson).
    """
    told = answers(seen)
    if not {"time", "customer"} <= set(seen.frame(RESPONSES).columns):
        return
    times = seen.frame(RESPONSES)["time"]
    if times.duplicated(keep=False).sum() < max(FEW, TOGETHER * len(times)):
        return
    given = told.frame.notna().sum(axis=1) >= SEVERAL
    rows = seen.frame(RESPONSES).loc[given, ["time", "customer"]]
    rows = rows.assign(said=projected(told.frame[given].to_numpy(dtype=float))).drop_duplicates()
    rows = rows.dropna()
    here, alike = rows.groupby("time").size(), rows.groupby("said").size()
    seen_pairs = _pairs(rows.groupby(["time", "said"]).size())
    by_chance = _pairs(here) * _pairs(alike) / max(len(rows) * (len(rows) - 1) / 2, 1)
    copies = rows.index[rows.duplicated(["time", "said"])]
    if len(copies) < max(FEW, TOGETHER * len(rows)) or seen_pairs < OFTEN * by_chance:
        return
    if pdtrc(seen_pairs - 1, by_chance) < SURE:
        words = (
            f"{len(copies):,} rows have the time and all answers of a row of another customer: "
            "copies under other ids"
        )
        remedy = "send each answer once; see whether a file was joined to several ids"
        yield in_rows(seen, ALIKE, RESPONSES, "", copies, WARN, words, remedy, main(seen))


def _pairs(sizes: pd.Series) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


RULES = (copied, twice_at_once, at_one_moment)
