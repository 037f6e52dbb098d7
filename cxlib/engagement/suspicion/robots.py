"""Answers that no people gave: very many within minutes, or one after another by the clock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.lining import main
from cxlib.engagement.suspicion.survey import RESPONSES

AT_ONCE = "very many answers within minutes"
WITHIN, DAY = 600, 86_400  # seconds
BURST, TIMES = 30, 5.0  # answers within ten minutes, and times what all other such times hold
SHARE = 0.05  # of all answers
LONGEST = 24 * 6  # ten minutes in a row: a day
EVEN = 30  # answers in a row as far apart as one another to the second
SECONDS = 0.5  # of the times have seconds, where such distances say something


def at_once(seen: Seen) -> Iterator[Suspicion]:
    """Answers by the dozen within ten minutes, and on from there, a twentieth of all, where no
    other ten minutes hold a fifth as many (those after a mailing fall off by and by); or a row of
    them as far apart as by a clock: a robot, or a load."""
    if RESPONSES not in seen.tables:
        return
    times = seen.frame(RESPONSES)["time"].dropna()
    seconds = times.to_numpy().astype("datetime64[s]").astype("int64")
    timed = seconds % DAY != 0  # a day alone says nothing of minutes
    times, seconds = times[timed], seconds[timed]
    if len(times) < BURST:
        return
    dense, most = _dense(times, seconds)
    even = _even(times, seconds)
    rows = dense if len(dense) else even
    if 0 < len(rows) <= len(times) / 2:
        words = (
            f"{len(rows):,} of {len(times):,} answers came within minutes of one another, and "
            f"never more than {most:,} in any other ten"
            if len(dense)
            else f"{len(rows):,} of {len(times):,} answers came one after another at even distances"
        )
        remedy = "see whether people gave them, or a robot or a test; leave them out if so"
        yield in_rows(seen, AT_ONCE, RESPONSES, "time", rows, WARN, words, remedy, main(seen))


def _dense(times: pd.Series, seconds: np.ndarray) -> tuple[pd.Index, int]:
    """The answers of one run of dense ten minutes, and the most of any other ten."""
    place = seconds // WITHIN
    places, counts = np.unique(place, return_counts=True)
    busy = counts >= BURST
    first, last = places[busy][[0, -1]] if busy.any() else (0, LONGEST)
    if busy.sum() != last - first + 1 or busy.sum() > LONGEST:  # no run, or longer than a day
        return times.index[:0], 0
    rest = counts[(places < first - 1) | (places > last + 1)]  # the ends may be parts
    most = int(rest.max(initial=0))
    core = counts[busy][1:-1] if busy.sum() > 2 else counts[busy].max(keepdims=True)
    sure = counts[busy].sum() >= SHARE * len(times) and len(rest) and core.min() >= TIMES * most
    rows = times.index[(place >= first) & (place <= last)]
    return (rows if sure else rows[:0]), most


def _even(times: pd.Series, seconds: np.ndarray) -> pd.Index:
    """The answers of rows of thirty and more that are as far apart as one another."""
    if (seconds % 60 != 0).mean() < SECONDS:
        return times.index[:0]
    order = np.argsort(seconds, kind="stable")
    gaps = np.diff(seconds[order])
    ends = np.flatnonzero(np.r_[True, np.diff(gaps) != 0, True])
    long = (np.diff(ends) >= EVEN) & (gaps[ends[:-1]] > 0) & (gaps[ends[:-1]] <= WITHIN)
    rows = [order[a : b + 1] for a, b in zip(ends[:-1][long], ends[1:][long], strict=True)]
    return times.index[np.concatenate(rows)] if rows else times.index[:0]


RULES = (at_once,)
