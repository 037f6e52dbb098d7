"""Answers that hang on the row above, where rows are people: filled down, or sorted apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Measure, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.survey import RESPONSES, answers

CARRIED, ALONE = "the answer of the row above", "sorted without its rows"
FEWEST = 100  # answers from which rows are judged
REPEATED = 0.35  # points above chance by which an answer is that of the row above
EITHER_WAY = 0.25  # of its changes at least go up, and as many down: a sorted column's do not
LEAST_ANSWERS = 4


def carried_down(seen: Seen) -> Iterator[Suspicion]:
    """Answers that equal the row above far more often than chance, between different people."""
    told = answers(seen)
    same = _same_person(seen)
    for name in told.names:
        values, counts = told.counts[name]
        if len(values) < LEAST_ANSWERS or counts.sum() < FEWEST:
            continue
        cells = told.frame[name].to_numpy(dtype=float)
        steps = np.diff(cells)
        known = ~np.isnan(steps) & ~same
        if known.sum() < FEWEST:
            continue
        by_chance = float(np.sum((counts / counts.sum()) ** 2))
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
    if not ordered or times.nunique() < FEWEST:
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


def _grave(seen: Seen, name: str) -> Literal["stop", "warn"]:
    return STOP if name in answers(seen).outcomes else WARN


def _measure(seen: Seen, name: str) -> Measure:
    own = name in answers(seen).outcomes
    return effects.outcome(name) if own else effects.mean(RESPONSES, name)


RULES = (carried_down, sorted_alone)
