"""Answers that hang on the row above, where rows are people: filled down, or sorted apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Measure, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.survey import LOOKED_AT, RESPONSES, Answers, answers

CARRIED, ALONE, OFF = (
    "the answer of the row above",
    "sorted without its rows",
    "goes with another row",
)
FEWEST = 100  # answers from which rows are judged
REPEATED = 0.35  # points above chance by which an answer is that of the row above
HINTED = REPEATED / 3  # of some stretches of rows, for all rows to be looked at
EITHER_WAY = 0.25  # of its changes at least go up, and as many down: a sorted column's do not
LEAST_ANSWERS = 4
STRETCH = 500  # rows that stay together where rows are drawn
NEIGHBOURS = 6_000  # rows by which it is judged whether a column is off
BESIDE = (1, -1)  # rows by which a column may be off
JOINED, SURE = 0.2, 6.0  # correlation there at least, and standard errors above that of its own row


def carried_down(seen: Seen) -> Iterator[Suspicion]:
    """Answers that equal the row above far more often than chance, between different people."""
    told = answers(seen)
    same, some = _same_person(seen), _stretches(len(told.frame))
    others = ~same[some[:-1]]
    for name in told.names:
        values, counts = told.counts[name]
        if len(values) < LEAST_ANSWERS or counts.sum() < FEWEST:
            continue
        cells = told.frame[name].to_numpy(dtype=float)
        by_chance = float(np.sum((counts / counts.sum()) ** 2))
        first = np.diff(cells[some])
        first = first[~np.isnan(first) & others]
        if len(first) >= FEWEST and np.mean(first == 0) - by_chance < HINTED:
            continue
        steps = np.diff(cells)
        known = ~np.isnan(steps) & ~same
        if known.sum() < FEWEST:
            continue
        share = float(np.mean(steps[known] == 0))
        changes = steps[known & (steps != 0)]
        ups = float(np.mean(changes > 0)) if len(changes) else 1.0
        if share - by_chance >= REPEATED and EITHER_WAY <= ups <= 1 - EITHER_WAY:
            rows = told.frame.index[1:][known & (steps == 0)]
            words = (
                f"{share:.0%} of the answers are those of the row above, of another customer; "
                f"{by_chance:.0%} would be by chance: blanks were filled from above"
            )
            remedy = "leave blank what was not answered"
            yield in_rows(seen, CARRIED, RESPONSES, name, rows, _grave(seen, name), words, remedy,
                          _measure(seen, name), blank=True)  # fmt: skip


def _stretches(n: int) -> np.ndarray:
    """Rows that follow one another, drawn from all over the table where it is long."""
    every = max(1, n // LOOKED_AT)
    starts = np.arange(0, n, every * STRETCH)
    rows = (starts[:, None] + np.arange(STRETCH)).ravel()
    return rows[rows < n]


def _same_person(seen: Seen) -> np.ndarray:
    """Whether each row but the first is of the customer, or the account, of the row above."""
    frame = seen.frame(RESPONSES)
    same = np.zeros(max(len(frame) - 1, 0), dtype=bool)
    for column in ("customer", "account"):
        if column in frame and frame[column].notna().any():
            codes = seen.coded(RESPONSES, column)[0]
            same |= (np.diff(codes) == 0) & (codes[1:] >= 0)
    return same


def sorted_alone(seen: Seen) -> Iterator[Suspicion]:
    """A column that only rises down the rows, as the times do: it was sorted without its rows."""
    told = answers(seen)
    if RESPONSES not in seen.tables or len(told.frame) < FEWEST:
        return
    times = seen.frame(RESPONSES)["time"].dropna()
    ordered = times.is_monotonic_increasing or times.is_monotonic_decreasing
    if not ordered or times.diff().ne(pd.Timedelta(0)).sum() < FEWEST:
        return
    for name in told.names:
        cells = told.frame[name].dropna()
        if (
            len(told.counts[name][0]) >= LEAST_ANSWERS
            and len(cells) >= FEWEST
            and (cells.is_monotonic_increasing or cells.is_monotonic_decreasing)
        ):
            words = f"its {len(cells):,} answers stand in order down the rows, and so do the times"
            remedy = "export again: in a spreadsheet the column was sorted by itself"
            yield Suspicion(ALONE, RESPONSES, name, len(cells), _grave(seen, name), words, remedy)


def of_another_row(seen: Seen) -> Iterator[Suspicion]:
    """A column that goes with the other answers of the row above or below, and not with those of
    its own: it was joined one row off."""
    told = answers(seen)
    if len(told.names) < 2 or len(told.frame) < FEWEST:
        return
    scores = _scores(told)
    here = _beside(scores, 0)
    error = np.sqrt(2 / np.maximum((~np.isnan(scores)).sum(axis=0), FEWEST))
    beside = {by: _beside(scores, by) for by in BESIDE}
    by, r = max(beside.items(), key=lambda b: b[1].max())  # the others look off the other way
    nearer = np.arctanh(r) - np.arctanh(here) >= SURE * error
    for at in np.flatnonzero(nearer & (r >= JOINED)):
        name, n = told.names[at], int(told.counts[told.names[at]][1].sum())
        words = (
            f"it goes with the answers of the row {'above' if by > 0 else 'below'} "
            f"(correlation {r[at]:.2f}) and not with those of its own ({here[at]:.2f})"
        )
        remedy = "join it again by the id of the answer, not by its place in the file"
        yield Suspicion(OFF, RESPONSES, name, n, _grave(seen, name), words, remedy)


def _scores(told: Answers) -> np.ndarray:
    """The first rows as they follow one another, in standard scores, good ends up."""
    head = told.frame.iloc[:NEIGHBOURS].to_numpy(dtype=float)
    signs = np.array([1.0 if told.good_is_high.get(n, True) else -1.0 for n in told.names])
    there = ~np.isnan(head)
    n = np.maximum(there.sum(axis=0), 1)
    away = np.where(there, head - np.where(there, head, 0).sum(axis=0) / n, np.nan)
    spread = np.sqrt(np.where(there, away**2, 0).sum(axis=0) / n)
    return np.where(spread > 0, signs * away / np.where(spread > 0, spread, 1), np.nan)


def _beside(scores: np.ndarray, by: int) -> np.ndarray:
    """Pearson's r of each column with the mean of the others so many rows above (below: < 0)."""
    there = ~np.isnan(scores)
    known = np.where(there, scores, 0.0)
    counts = there.sum(axis=1, keepdims=True) - there
    others = np.where(counts > 0, (known.sum(axis=1, keepdims=True) - known) / counts.clip(1), 0.0)
    last = len(scores)
    own, rest = slice(max(by, 0), last + min(by, 0)), slice(max(-by, 0), last - max(by, 0))
    both = there[own] & (counts[rest] > 0)
    x, y = known[own], others[rest]
    n = np.maximum(both.sum(axis=0), 1)
    x, y = (np.where(both, c - np.where(both, c, 0).sum(axis=0) / n, 0.0) for c in (x, y))
    spread = np.sqrt((x * x).sum(axis=0) * (y * y).sum(axis=0))
    r = np.where(spread > 1e-9, (x * y).sum(axis=0) / np.where(spread > 1e-9, spread, 1), 0.0)
    return np.clip(r, -0.999, 0.999)


def _grave(seen: Seen, name: str) -> Literal["stop", "warn"]:
    return STOP if name in answers(seen).outcomes else WARN


def _measure(seen: Seen, name: str) -> Measure:
    own = name in answers(seen).outcomes
    return effects.outcome(name) if own else effects.mean(RESPONSES, name)


RULES = (carried_down, sorted_alone, of_another_row)
