"""Two waves of an NPS drawn alike: half may be the same people, with weights of their own."""

from __future__ import annotations

import numpy as np

from cxlib.stats.changes import Changes, changes

ANSWERS = np.array([-100.0, 0.0, 100.0])  # a detractor, a passive, a promoter


def pair(
    rng: np.random.Generator, n: int, panel: float, weighted: bool, shift: float = 0.0
) -> Changes:
    """The change between two waves of n; a share `panel` answers in both, and half of these alike.

    `shift` of the detractors become promoters in the second, so that NPS rises by 60 x shift.
    """
    first = rng.choice(ANSWERS, n, p=[0.3, 0.3, 0.4])
    second = rng.choice(ANSWERS, n, p=[0.3, 0.3, 0.4])
    again = np.arange(n) < panel * n
    second = np.where(again & (rng.random(n) < 0.5), first, second)
    second = np.where((second < 0) & (rng.random(n) < shift), 100.0, second)
    who = np.concatenate([np.arange(n), np.where(again, np.arange(n), n + np.arange(n))])
    weights = rng.uniform(0.3, 3.0, 2 * n) if weighted else np.ones(2 * n)
    now = np.arange(2 * n) >= n
    values = np.concatenate([first, second])
    return changes(values, now, np.zeros(2 * n, int), 1, weights, who if panel else None)


def null_pair(rng: np.random.Generator, n: int, panel: float, weighted: bool) -> float:
    """The p-value of a pair in which nothing changed."""
    return float(pair(rng, n, panel, weighted).p()[0])
