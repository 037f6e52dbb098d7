"""Who answered, and how: the same person several times, the same answers under several names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import pdtrc

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import WARN, Measure, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.repeats import soon_after
from cxlib.engagement.suspicion.survey import RESPONSES, answers

STRAIGHT = "the same answer to every question"
AGAIN = "the same answers again"
TWICE = "answered twice at once"
ALIKE = "the same answers at one moment"
BATTERY = 6  # questions, of which people rarely answer all alike
LINED = 0.10  # share of straight answers from which they move the figures
EXPECTED = 5  # times what the answers would give if each question were drawn by itself
FEW = 5
COPIED = 0.03
LONG = 8  # answered questions and a score, that two people rarely give alike
AT_ONCE = pd.Timedelta(minutes=10)
REPEATED = 0.01
SEVERAL = 3  # answers in a row, one of which may be a score
TOGETHER, OFTEN = 0.05, 3.0  # share of such rows, and times what chance makes of them
SURE = 1e-9


def straight_lined(seen: Seen) -> Iterator[Suspicion]:
    """People who gave one and the same answer to six questions or more, at no end of the scale.

    All at the top may be meant. The share is held against what it would be if every question's
    answers were shuffled among those who answered it.
    """
    told = answers(seen)
    ratings = [n for n in told.names if n not in told.outcomes and len(told.counts[n][0]) >= 4]
    if len(ratings) < BATTERY:
        return
    whole = told.frame[ratings].to_numpy(dtype=float)
    ends = np.array([told.counts[n][0][[0, -1]] for n in ratings])
    lined = _lined(whole, ends)
    asked = (~np.isnan(whole)).sum(axis=1) >= BATTERY
    share = lined.sum() / max(asked.sum(), 1)
    if share < LINED or share < EXPECTED * _by_chance(whole, ends, asked):
        return
    rows = told.frame.index[lined]
    words = (
        f"{len(rows):,} of {asked.sum():,} people gave one answer to all of {BATTERY} questions or "
        "more: their answers make every question go with every other"
    )
    remedy = "leave them out before loading, or ask the survey tool for the time they took"
    yield in_rows(seen, STRAIGHT, RESPONSES, "", rows, WARN, words, remedy, _main(seen))


def _lined(whole: np.ndarray, ends: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        low, high = (f(np.where(np.isnan(whole), fill, whole), axis=1)
                     for f, fill in ((np.min, np.inf), (np.max, -np.inf)))  # fmt: skip
        extreme = (whole == ends[:, 0]) | (whole == ends[:, 1])
    many = (~np.isnan(whole)).sum(axis=1) >= BATTERY
    return many & (low == high) & ~extreme.all(axis=1, where=~np.isnan(whole))


def _by_chance(whole: np.ndarray, ends: np.ndarray, asked: np.ndarray) -> float:
    """The share with every question's answers shuffled: from the shares of each answer."""
    rng = np.random.default_rng(0)
    shuffled = whole.copy()
    for column in shuffled.T:
        there = ~np.isnan(column)
        column[there] = rng.permutation(column[there])
    return float(_lined(shuffled, ends).sum() / max(asked.sum(), 1))


def copied(seen: Seen) -> Iterator[Suspicion]:
    """Long rows of answers that stand in the data more than once, under one id or several."""
    told = answers(seen)
    if len(told.names) < LONG:
        return
    whole = told.frame.to_numpy(dtype=float)
    long = _long_and_varied(whole)
    again = pd.Series(_keys(whole), told.frame.index)[long].duplicated()
    n = int(again.sum())
    if n < max(FEW, COPIED * len(again)):
        return
    rows = again.index[again]
    words = (
        f"{n:,} rows repeat all answers of another row, {LONG + 1} or more of them: a wave sent "
        "twice, or answers that were copied"
    )
    remedy = "send each answer once; see whether two files overlap"
    yield in_rows(seen, AGAIN, RESPONSES, "", rows, WARN, words, remedy, _main(seen))


def _long_and_varied(whole: np.ndarray) -> np.ndarray:
    """Rows of nine answers or more with three different ones among them."""
    there = ~np.isnan(whole)
    low = np.min(np.where(there, whole, np.inf), axis=1, keepdims=True)
    high = np.max(np.where(there, whole, -np.inf), axis=1, keepdims=True)
    between = (there & (whole != low) & (whole != high)).any(axis=1)
    return between & (there.sum(axis=1) > LONG)


def _keys(whole: np.ndarray) -> np.ndarray:
    """One number for each row, the same for the same answers: a projection on a random line."""
    line = np.random.default_rng(0).standard_normal(whole.shape[1])
    return np.where(np.isnan(whole), -0.5, whole) @ line


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
    yield in_rows(seen, TWICE, RESPONSES, "customer", rows, WARN, words, remedy, _main(seen))


def at_one_moment(seen: Seen) -> Iterator[Suspicion]:
    """Rows of several customers with the same time and the same answers: copies under other ids.

    Held against as many pairs as rows of one time would make if they were any rows (Poisson).
    """
    told = answers(seen)
    if not {"time", "customer"} <= set(seen.frame(RESPONSES).columns):
        return
    given = told.frame.notna().sum(axis=1) >= SEVERAL
    rows = seen.frame(RESPONSES).loc[given, ["time", "customer"]]
    rows = rows.assign(said=_keys(told.frame[given].to_numpy(dtype=float))).drop_duplicates()
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
        yield in_rows(seen, ALIKE, RESPONSES, "", copies, WARN, words, remedy, _main(seen))


def _pairs(sizes: pd.Series) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


def _main(seen: Seen) -> Measure:
    own = answers(seen).outcomes
    return effects.outcome(own[0]) if own else effects.rows(RESPONSES)


RULES = (straight_lined, copied, twice_at_once, at_one_moment)
