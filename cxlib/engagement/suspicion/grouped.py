"""One group of those who answered, measured otherwise than all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Measure, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.scales import by_level
from cxlib.engagement.suspicion.survey import RESPONSES, answers, groups

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
    graded = [n for n in told.names if len(told.counts[n][0]) >= 3]
    whole = told.frame[graded].to_numpy(dtype=float)
    for group, levels in groups(seen) if graded else ():
        if levels.nunique() > LEVELS:
            continue
        named, counts, most = by_level(whole, levels)
        least = -by_level(-whole, levels)[2]
        for row, at in np.argwhere((counts >= FEWEST) & (least == most)):
            inside, n, answer = levels == named[row], int(counts[row, at]), float(most[row, at])
            elsewhere = told.frame.loc[~inside, graded[at]].dropna()
            p = float((elsewhere == answer).mean()) if len(elsewhere) else 1.0
            if p**n * len(named) < CHANCE:
                yield _alike(seen, graded[at], group, inside, n, answer, p)


def _alike(
    seen: Seen, name: str, group: str, inside: pd.Series, n: int, answer: float, share: float
) -> Suspicion:
    words = (
        f"all {n:,} answers of {_one(group)} are {answer:g}, elsewhere {share:.0%}: a default, or "
        "an answer that somebody else gave"
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
    standing = [people.standing(name) for name in people.names]
    for group, levels in groups(seen):
        codes, named = pd.factorize(levels.reindex(people.drawn.index))
        if not 2 <= len(named) <= LEVELS:
            continue
        for at, name in enumerate(people.names):
            r, n = _correlations(people.scores[:, at], standing[at], codes, len(named))
            for level in np.flatnonzero(_against(r, n)):
                yield _reversed(seen, name, group, levels == named[level], r[level])


def _correlations(
    own: np.ndarray, rest: np.ndarray, codes: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Pearson's r in each group, and over how many; 0 where it cannot be told."""
    known = ~np.isnan(own) & ~np.isnan(rest) & (codes >= 0)
    x, y, g = own[known], rest[known], codes[known]
    n = np.bincount(g, minlength=k)
    safe = np.maximum(n, 1)
    dx, dy = (v - (np.bincount(g, v, k) / safe)[g] for v in (x, y))
    spread = np.sqrt(np.bincount(g, dx * dx, k) * np.bincount(g, dy * dy, k))
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.where(spread > 0, np.bincount(g, dx * dy, k) / spread, 0.0)
    return np.clip(r, -0.999, 0.999), n


def _against(r: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Which groups run against the others taken together (Fisher's z)."""
    z, weight = np.arctanh(r), np.maximum(n - 3, 0)
    others = weight.sum() - weight
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(others > 0, ((weight * z).sum() - weight * z) / others, 0.0)
        errors = (mean - z) / np.sqrt(1 / weight + 1 / others)
    there = (n >= FEWEST) & (others >= FEWEST)
    return there & (r <= -TURNED) & (np.tanh(mean) >= TURNED) & (errors >= SURE)


def _reversed(seen: Seen, name: str, group: str, inside: pd.Series, r: float) -> Suspicion:
    words = (
        f"the answers of {_one(group)} fall where the others rise (correlation {r:.2f}), and in "
        "the other groups they rise with them"
    )
    remedy = "turn that group's answers round before loading (1 = best there)"
    rows = inside.index[inside]
    return in_rows(seen, AGAINST, RESPONSES, name, rows, _grave(seen, name), words, remedy,
                   _measure(seen, name), blank=True)  # fmt: skip


def _one(group: str) -> str:
    return "one file" if group == "file" else f"one level of {group}"


def _grave(seen: Seen, name: str) -> Literal["stop", "warn"]:
    return STOP if name in answers(seen).outcomes else WARN


def _measure(seen: Seen, name: str) -> Measure:
    own = name in answers(seen).outcomes
    return effects.outcome(name) if own else effects.mean(RESPONSES, name)


RULES = (one_answer, other_way)
