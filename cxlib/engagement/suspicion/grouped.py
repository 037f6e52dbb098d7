"""One group of those who answered, measured otherwise than all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Measure, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.levels import Group, grouped, some, sorted_by
from cxlib.engagement.suspicion.survey import RESPONSES, answers

ALIKE, AGAINST = "one answer in one group", "runs the other way in one group"
FEWEST = 30  # answers of a group
CHANCE = 1e-6
TURNED, SURE = 0.25, 6.0  # correlations of either sign at least, and standard errors between them
LEVELS = 50


def one_answer(seen: Seen) -> Iterator[Suspicion]:
    """A file, touchpoint or segment in which everybody gave one and the same answer.

    Elsewhere a share p gave it; that all n here do by chance has the probability pⁿ.
    """
    told = answers(seen)
    graded = np.array([len(told.counts[name][0]) >= 3 for name in told.names], dtype=bool)
    for group in grouped(seen, LEVELS):
        alike = (group.counts >= FEWEST) & (group.lowest == group.highest) & graded
        for row, at in np.argwhere(alike):
            name, n, answer = told.names[at], int(group.counts[row, at]), group.highest[row, at]
            inside = group.levels == group.named[row]
            elsewhere = told.frame.loc[~inside, name].dropna()
            p = float((elsewhere == answer).mean()) if len(elsewhere) else 1.0
            if p**n * len(group.named) < CHANCE:
                yield _alike(seen, name, group, group.named[row], n, float(answer), p)


def _alike(
    seen: Seen, name: str, group: Group, level: str, n: int, answer: float, share: float
) -> Suspicion:
    inside = group.levels == level
    words = (
        f"all {n:,} answers of {some(group.name, [level])} are {answer:g}, elsewhere "
        f"{share:.0%}: a default, or an answer that somebody else gave"
    )
    remedy = "see how that group was asked; leave its answers out if nobody gave them"
    rows = inside.index[inside]
    return in_rows(seen, ALIKE, RESPONSES, name, rows, _grave(seen, name), words, remedy,
                   _measure(seen, name), blank=True)  # fmt: skip


def other_way(seen: Seen) -> Iterator[Suspicion]:
    """A file, touchpoint or segment in which an answer falls where all others rise, though it
    rises with them in the other groups: that group was coded the other way round."""
    people = answers(seen)
    if len(people.names) < 3:
        return
    for group in grouped(seen, LEVELS):
        order, starts = sorted_by(group.codes[people.every])
        r, n = _correlations(people.scores[order], people.standings[order], starts)
        against = _against(r, n)
        levels = group.named[group.codes[people.every][order][starts]]
        for at in np.flatnonzero(against.any(axis=0)):
            found = list(levels[against[:, at]])
            lowest = float(r[against[:, at], at].min())
            yield _reversed(seen, people.names[at], group, found, lowest)


def _correlations(
    x: np.ndarray, y: np.ndarray, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pearson's r of each column with its like in each group, whose rows follow one another from
    `starts` on, and over how many; 0 where it cannot be told."""
    known = ~np.isnan(x) & ~np.isnan(y)
    x, y = np.where(known, x, 0.0), np.where(known, y, 0.0)
    n, a, b, ab, aa, bb = (
        np.add.reduceat(part, starts, axis=0) for part in (1.0 * known, x, y, x * y, x * x, y * y)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt((aa - a * a / n) * (bb - b * b / n))
        r = np.where(spread > 1e-9, (ab - a * b / n) / spread, 0.0)
    return np.clip(np.nan_to_num(r), -0.999, 0.999), n


def _against(r: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Which groups run against the others taken together (Fisher's z)."""
    z, weight = np.arctanh(r), np.maximum(n - 3, 0)
    others = weight.sum(axis=0) - weight
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(others > 0, ((weight * z).sum(axis=0) - weight * z) / others, 0.0)
        errors = (mean - z) / np.sqrt(1 / weight + 1 / others)
    there = (n >= FEWEST) & (others >= FEWEST)
    return there & (r <= -TURNED) & (np.tanh(mean) >= TURNED) & (errors >= SURE)


def _reversed(seen: Seen, name: str, group: Group, levels: list, r: float) -> Suspicion:
    words = (
        f"the answers of {some(group.name, levels)} fall where the others rise (correlation "
        f"{r:.2f}), and elsewhere they rise with them"
    )
    remedy = "turn that group's answers round before loading (1 = best there)"
    inside = group.levels.isin(levels)
    rows = inside.index[inside]
    return in_rows(seen, AGAINST, RESPONSES, name, rows, _grave(seen, name), words, remedy,
                   _measure(seen, name), blank=True)  # fmt: skip


def _grave(seen: Seen, name: str) -> Literal["stop", "warn"]:
    return STOP if name in answers(seen).outcomes else WARN


def _measure(seen: Seen, name: str) -> Measure:
    own = name in answers(seen).outcomes
    return effects.outcome(name) if own else effects.mean(RESPONSES, name)


RULES = (one_answer, other_way)
