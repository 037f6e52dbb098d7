"""Which of many places has more events than comparable places: counts in, tests out.

Each place's count is set against what it would have if it were like the others at the same stratum
(indirect standardisation, the place itself left out). Places differ by nature, so a place is
called out only when it lies outside the spread of the others: an overdispersed funnel plot
(Spiegelhalter 2005, "Handling over-dispersion of performance indicators") in the form of a
prediction interval for a new place (Higgins, Thompson & Spiegelhalter 2009).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

PRIOR_TRIALS = 20.0  # a stratum's rate leans on its wider one as if that had twenty trials
FEWEST = 5  # below five events the normal approximation is not to be trusted: no test
CONTINUITY = 0.5


class Excess(NamedTuple):
    """Per place: trials, events, events expected, variance of that expectation, one-sided p."""

    trials: np.ndarray
    events: np.ndarray
    expected: np.ndarray
    expected_variance: np.ndarray
    p: np.ndarray


def excess(trials: np.ndarray, events: np.ndarray) -> Excess:
    """Test every place for an excess of events.

    Parameters
    ----------
    trials, events : arrays (place, group, band)
        Counts. A band is a depth (how far along), a group a kind of case. The expected rate in
        (group, band) is that of the other places there, leaning on all groups at that band where
        there are few, and on everything where those are few too.
    """
    rate, scatter = rates_elsewhere(trials, events)
    n, x = trials.sum((1, 2)), events.sum((1, 2))
    expected = (trials * rate).sum((1, 2))
    variance = (trials**2 * rate * (1 - rate) * scatter).sum((1, 2))
    chance = (trials * rate * (1 - rate)).sum((1, 2))
    p = _outlying(x, expected, chance + variance)
    return Excess(n, x, expected, variance, p)


def rates_elsewhere(trials: np.ndarray, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rates of the other places per (place, group, band), and what one trial's variance is over.

    The second array times the variance of one trial is the sampling variance of the rate.
    """
    n = trials.sum(axis=0, keepdims=True) - trials
    x = events.sum(axis=0, keepdims=True) - events
    n_band, x_band = n.sum(axis=1, keepdims=True), x.sum(axis=1, keepdims=True)
    n_all, x_all = n_band.sum(axis=2, keepdims=True), x_band.sum(axis=2, keepdims=True)
    overall = x_all / np.maximum(n_all, 1)
    band = (x_band + PRIOR_TRIALS * overall) / (n_band + PRIOR_TRIALS)
    rate = (x + PRIOR_TRIALS * band) / (n + PRIOR_TRIALS)
    own = n / (n + PRIOR_TRIALS)
    scatter = own**2 / np.maximum(n, 1) + (1 - own) ** 2 / np.maximum(n_band, 1)
    return rate, scatter


def _outlying(x: np.ndarray, expected: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """One-sided p that a place's ratio to expectation lies above the spread of the others."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log((x + CONTINUITY) / (expected + CONTINUITY))
        error2 = variance / (expected + CONTINUITY) ** 2
    usable = (expected > 0) & np.isfinite(ratio) & (error2 > 0)
    p = np.full(x.shape, np.nan)
    for place in np.flatnonzero(usable & (x >= FEWEST)):
        others = usable.copy()
        others[place] = False
        p[place] = _beyond(ratio[place], error2[place], ratio[others], error2[others])
    return np.where(usable & (x < FEWEST), 1.0, p)


def _beyond(value: float, error2: float, others: np.ndarray, others2: np.ndarray) -> float:
    """The chance of a new place as high as this one, given the others (t, places - 2 df)."""
    k = others.size
    if k < 2:
        return np.nan
    spread2 = _between(others, others2)
    weight = 1 / (others2 + spread2)
    centre = (weight * others).sum() / weight.sum()
    error = np.sqrt(error2 + spread2 + 1 / weight.sum())
    return float(stats.t.sf((value - centre) / error, k - 1))


def _between(values: np.ndarray, error2: np.ndarray) -> float:
    """Variance between places by moments (DerSimonian & Laird 1986).

    Not winsorised: pulling in the extremes names a place in 15 to 20 % of logs in which places
    merely differ (spread 0.2 to 0.5 on the log scale), leaving them in does so in 5 to 7 %.
    """
    weight = 1 / error2
    centre = (weight * values).sum() / weight.sum()
    excess_spread = (weight * (values - centre) ** 2).sum() - (values.size - 1)
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return max(0.0, float(excess_spread / scale))
