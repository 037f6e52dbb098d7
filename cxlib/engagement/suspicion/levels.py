"""The groups in which answers came: by source file, touchpoint, segment and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion.frame import Seen
from cxlib.engagement.suspicion.survey import FEWEST, RESPONSES, answers

TIME = "time"  # as a group
MOST_RUNS = 40


@dataclass(frozen=True)
class Group:
    """How the answers to each column lie in the levels of one group.

    Attributes
    ----------
    name : "file", "touchpoint" or a segment.
    levels : the level of each response.
    codes : its place among `named`; −1 where there is none.
    named : the levels; the rows of the three below, whose columns are those of the answers.
    counts : answers.
    lowest, highest : the lowest and the highest of them; missing where there is none.
    """

    name: str
    levels: pd.Series
    codes: np.ndarray
    named: np.ndarray
    counts: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray


def grouped(seen: Seen, most: int) -> list[Group]:
    """The answers by source file, touchpoint and segment; groups of at most so many levels."""
    told = seen.once("answers by group", lambda: [_grouped(seen, *of) for of in groups(seen)])
    return [group for group in told if len(group.named) <= most]


def _grouped(seen: Seen, name: str, levels: pd.Series) -> Group:
    codes, named = pd.factorize(levels)
    order, starts = sorted_by(codes)
    whole = answers(seen).frame.to_numpy(dtype=float)[order]
    counts = np.add.reduceat(~np.isnan(whole), starts, axis=0, dtype=int)
    ends = (least.reduceat(whole, starts, axis=0) for least in (np.fmin, np.fmax))
    return Group(name, levels, codes, np.asarray(named), counts, *ends)


def sorted_by(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows that have a code, in the order of it, and where each code begins among them."""
    small = codes.astype(np.int16) if codes.max(initial=0) < 2**15 else codes  # sorted quicker
    order = np.argsort(small, kind="stable")
    order = order[codes[order] >= 0]
    return order, np.flatnonzero(np.r_[True, np.diff(codes[order]) > 0])


def groups(seen: Seen) -> Iterator[tuple[str, pd.Series]]:
    """The groups in which answers came, by source file, touchpoint, segment and time: name and
    levels. Of time each level is a run of periods that holds enough answers to be judged, called
    by its first.

    The index of the levels is that of the responses.
    """
    if RESPONSES not in seen.tables:
        return
    frame, table = seen.frame(RESPONSES), seen.tables[RESPONSES]
    if len(table.raw.files) > 1:
        files = np.asarray(table.raw.files, dtype=object)[table.raw.file_of[frame.index]]
        yield "file", pd.Series(files, index=frame.index)
    for column in ("touchpoint", *table.options.segments):
        if column in frame and frame[column].nunique() > 1:
            yield column, frame[column]
    if "period" in frame and frame["period"].nunique() > 1:
        yield TIME, _runs(seen)


def _runs(seen: Seen) -> pd.Series:
    """For each row the first period of its run; a run ends as soon as it holds enough rows, and
    there are forty at most."""
    codes, periods = seen.coded(RESPONSES, "period")
    counts = np.bincount(codes[codes >= 0], minlength=len(periods))
    enough = max(FEWEST, counts.sum() / MOST_RUNS)
    run, held, run_of = -1, np.inf, np.zeros(len(periods) + 1, dtype=int)
    firsts: list[str] = []
    for at in np.argsort(periods.astype(object)):
        if held >= enough:
            run, held = run + 1, 0
            firsts.append(str(periods[at]))
        run_of[at], held = run, held + counts[at]
    run_of[-1] = -1  # of rows without a period
    levels = pd.Categorical.from_codes(run_of[codes], categories=firsts)
    return pd.Series(levels, index=seen.frame(RESPONSES).index)


def some(group: str, levels: list) -> str:
    """Of which levels something is said: when, or how many; the names of others are not told.

    >>> some("time", ["2026-01"]), some("file", ["a.csv"]), some("region", ["a", "b"])
    ('the time from 2026-01 on', 'one file', '2 levels of region')
    """
    if group == TIME:
        first, more = min(levels), len(levels) - 1
        return f"the time from {first} on" + (f" and of {more} other times" if more else "")
    of = "" if group == "file" else f" of {group}"
    what = "file" if group == "file" else "level"
    return f"one {what}{of}" if len(levels) == 1 else f"{len(levels)} {what}s{of}"
