"""Answers that no people gave: very many within minutes, or one after another by the clock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.lining import main
from cxlib.engagement.suspicion.survey import RESPONSES

AT_ONCE = "very many answers within minutes"
WITHIN = pd.Timedelta("10min")
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
    times = times[times != times.dt.normalize()]
    if len(times) < BURST:
        return
    dense, most = _dense(times)
    even = _even(times)
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


def _dense(times: pd.Series) -> tuple[pd.Index, int]:
    """The answers of one run of dense ten minutes, and the most of any other ten."""
    place = times.dt.floor(WITHIN)
    counts = place.value_counts().sort_index()
    busy = counts[counts >= BURST]
    if busy.empty or not _one_run(busy.index):
        return times.index[:0], 0
    rest = counts.drop(busy.index)
    rest = rest[(rest.index < busy.index[0] - WITHIN) | (rest.index > busy.index[-1] + WITHIN)]
    most = int(rest.max()) if len(rest) else 0
    core = busy.iloc[1:-1] if len(busy) > 2 else busy.nlargest(1)  # the ends may be parts
    sure = busy.sum() >= SHARE * len(times) and len(rest) and core.min() >= TIMES * most
    rows = times.index[(place >= busy.index[0]) & (place <= busy.index[-1])]
    return (rows if sure else rows[:0]), most


def _one_run(busy: pd.DatetimeIndex) -> bool:
    """Whether these ten minutes follow one another, a day of them at most."""
    return len(busy) <= LONGEST and (np.diff(busy.to_numpy()) <= WITHIN.to_timedelta64()).all()


def _even(times: pd.Series) -> pd.Index:
    """The answers of rows of thirty and more that are as far apart as one another."""
    ordered = times.sort_values()
    seconds = ordered.to_numpy().astype("datetime64[s]").astype("int64")
    if (seconds % 60 != 0).mean() < SECONDS:
        return times.index[:0]
    gaps = np.diff(seconds)
    ends = np.flatnonzero(np.r_[True, np.diff(gaps) != 0, True])
    long = (np.diff(ends) >= EVEN) & (gaps[ends[:-1]] > 0) & (gaps[ends[:-1]] <= WITHIN.seconds)
    rows = [np.arange(a, b + 1) for a, b in zip(ends[:-1][long], ends[1:][long], strict=True)]
    return ordered.index[np.concatenate(rows)] if rows else ordered.index[:0]


RULES = (at_once,)
