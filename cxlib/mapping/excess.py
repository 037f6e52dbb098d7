"""Which of many places has more events than comparable places: counts in, tests out.

Each place's count is set against what it would have if it were like the others in the same strata
(indirect standardisation, the place itself left out; Breslow & Day 1987, vol. II, ch. 2). The
count is then referred to a Poisson whose mean is itself uncertain, a negative binomial.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

PRIOR_TRIALS = 20.0  # a stratum's rate leans on its wider one as if that had twenty trials
IDLE_EXPECTED = 5.0  # no event where five were expected: a place where it cannot happen (p 0.007)
LEAST_SPREAD = 1e-9  # a variance of the mean below this is none


class Excess(NamedTuple):
    """Per place: trials, events, events expected, variance of that expectation, one-sided p."""

    trials: np.ndarray
    events: np.ndarray
    expected: np.ndarray
    expected_variance: np.ndarray
    p: np.ndarray


def excess(
    trials: np.ndarray,
    events: np.ndarray,
    yardstick: np.ndarray,
    chance: np.ndarray | float = 0.0,
    chance_variance: np.ndarray | float = 0.0,
) -> Excess:
    """Test every place for an excess of events over comparable places.

    Parameters
    ----------
    trials, events : arrays (place, group, band)
        Counts. A band is a depth (how far along), a group a kind of case. The expected rate in
        (group, band) is that of the other places there, leaning on all groups at that band where
        there are few, and on everything where those are few too.
    yardstick : array (place,) of bool
        Places that others may be compared with. Those where the event turns out not to happen at
        all are left out as well: a place that nobody can leave says nothing of one that can.
    chance : array like trials, or 0
        The share of a place's trials that have the event by its own nature; only what is beyond
        that is compared.
    chance_variance : array (place, group), or 0
        The sampling variance of that share, where it was estimated.

    Returns
    -------
    Excess
        expected and p are missing where there is no other place to compare with.

    >>> trials, events = np.full((4, 1, 1), 1000), np.array([50, 52, 47, 90]).reshape(4, 1, 1)
    >>> excess(trials, events, np.ones(4, bool)).p.round(3)
    array([0.929, 0.876, 0.974, 0.   ])
    """
    free, beyond = trials * (1 - chance), np.maximum(events - trials * chance, 0)
    rate, _ = rates_elsewhere(free, beyond, yardstick)
    idle = (events.sum((1, 2)) == 0) & ((free * rate).sum((1, 2)) >= IDLE_EXPECTED)
    rate, scatter = rates_elsewhere(free, beyond, yardstick & ~idle)
    n, x = trials.sum((1, 2)), events.sum((1, 2))
    expected = (trials * chance + free * rate).sum((1, 2))
    variance = (free**2 * rate * (1 - rate) * scatter).sum((1, 2))
    variance += (trials.sum(axis=2) ** 2 * chance_variance).sum(axis=1)
    # of a place that has no other to be compared with, nothing is to be expected
    compared = (n > 0) & (_elsewhere(trials, yardstick & ~idle) > 0)
    p = np.where(compared, tail(x, expected, variance), np.nan)
    return Excess(n, x, np.where(compared, expected, np.nan), variance, p)


def _elsewhere(trials: np.ndarray, yardstick: np.ndarray) -> np.ndarray:
    """How many trials the other places have that each may be compared with."""
    own = np.where(yardstick, trials.sum((1, 2)), 0)
    return own.sum() - own


def among_alike(
    trials: np.ndarray,
    events: np.ndarray,
    yardstick: np.ndarray,
    kind: np.ndarray,
    chance: np.ndarray | float = 0.0,
) -> Excess:
    """The same test, each place among those of its kind; among all where its kind has no other.

    Parameters
    ----------
    kind : array (place,) of bool
        What makes two places alike, such as whether a journey may be completed there.

    >>> trials, events = np.full((4, 1, 1), 1000), np.array([50, 52, 247, 250]).reshape(4, 1, 1)
    >>> bool((excess(trials, events, np.ones(4, bool)).p < 0.01).any())
    True
    >>> kind = np.array([False, False, True, True])
    >>> bool((among_alike(trials, events, np.ones(4, bool), kind).p < 0.01).any())
    False
    """
    found = [
        excess(trials, events, yardstick & (kind == one), chance)
        if (yardstick & (kind == one)).sum() > 1
        else excess(trials, events, yardstick, chance)
        for one in (False, True)
    ]
    return Excess(*(np.where(kind, yes, no) for no, yes in zip(*found, strict=True)))


def rates_elsewhere(
    trials: np.ndarray, events: np.ndarray, yardstick: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rates of the other places per (place, group, band), and what one trial's variance is over.

    The second array times the variance of one trial is the sampling variance of the rate.
    """
    n, x = (np.where(yardstick[:, None, None], counts, 0) for counts in (trials, events))
    n, x = n.sum(axis=0, keepdims=True) - n, x.sum(axis=0, keepdims=True) - x
    n_band, x_band = n.sum(axis=1, keepdims=True), x.sum(axis=1, keepdims=True)
    n_all, x_all = n_band.sum(axis=2, keepdims=True), x_band.sum(axis=2, keepdims=True)
    overall = x_all / np.maximum(n_all, 1)
    band = (x_band + PRIOR_TRIALS * overall) / (n_band + PRIOR_TRIALS)
    rate = (x + PRIOR_TRIALS * band) / (n + PRIOR_TRIALS)
    own = n / (n + PRIOR_TRIALS)
    scatter = own**2 / np.maximum(n, 1) + (1 - own) ** 2 / np.maximum(n_band, 1)
    return rate, scatter


def tail(x: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Mid-p that a count as high as x comes of a Poisson whose mean has this variance.

    >>> tail(np.array([5.0]), np.array([5.0]), np.array([0.0])).round(3)
    array([0.472])
    """
    mean = np.maximum(mean, LEAST_SPREAD)
    size = mean**2 / np.maximum(variance, LEAST_SPREAD * mean**2)
    law = stats.nbinom(size, size / (size + mean))
    return np.clip(law.sf(x) + 0.5 * law.pmf(x), 0, 1)
