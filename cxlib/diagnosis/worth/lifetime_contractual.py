"""How long a customer under contract stays: expected months.

Two ways. The empirical one takes the area under the Kaplan-Meier curve up to the longest time that
was watched, and promises nothing beyond. The shifted-beta-geometric model (Fader & Hardie 2007)
goes on from there: each customer has a chance of leaving at every renewal, and those chances differ
between customers by a beta distribution, which is why cohorts seem to grow more loyal with age.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln

LIMIT = 12.0  # of the log parameters: e^12 is as good as infinite
POWER = 4  # to which the axis of unlikeness is raised: most of it is for customers nearly alike
WIDE = 6.0  # log odds on either side of the likeliest, where likely models are looked for
GRID, ZOOMS = 40, 4  # cells of each axis, and how often they close in
UNLIKELY = 1e-5  # of the likelihood of the likeliest


class Sbg(NamedTuple):
    """The shifted-beta-geometric model: leaving chance per period is Beta(alpha, beta)."""

    alpha: float
    beta: float

    def survival(self, periods: np.ndarray) -> np.ndarray:
        """The share still there after so many periods.

        >>> Sbg(0.668, 3.806).survival(np.array([1, 7])).round(3).tolist()
        [0.851, 0.489]
        """
        t = np.asarray(periods, float)
        return np.exp(betaln(self.alpha, self.beta + t) - betaln(self.alpha, self.beta))

    def loss(self, periods: np.ndarray) -> np.ndarray:
        """The share that leaves at the end of period t = 1, 2, …"""
        t = np.asarray(periods, float)
        return np.exp(betaln(self.alpha + 1, self.beta + t - 1) - betaln(self.alpha, self.beta))


class Renewals(NamedTuple):
    """Customers by period 1, 2, …: who left in it, who was last seen after it, who came in late.

    `entered` counts those at risk only from after that period on (delayed entry).
    """

    lost: np.ndarray
    remaining: np.ndarray
    entered: np.ndarray

    def minus_likelihood(self, model: Sbg) -> float:
        periods = np.arange(1, self.lost.size + 1)
        with np.errstate(divide="ignore"):
            log_loss, log_stay = np.log(model.loss(periods)), np.log(model.survival(periods))
        counts = np.concatenate([self.lost, self.remaining, -self.entered])
        logs = np.concatenate([log_loss, log_stay, log_stay])
        return -float((counts[counts != 0] * logs[counts != 0]).sum())

    def likelihoods(self, alpha: np.ndarray, beta: np.ndarray) -> np.ndarray:
        """The log likelihood of many models at once."""
        t = np.arange(1, self.lost.size + 1)
        there = (self.lost + self.remaining + self.entered) > 0
        a, b, t = alpha[..., None], beta[..., None], t[there]
        whole = betaln(a, b)
        loss, stay = betaln(a + 1, b + t - 1) - whole, betaln(a, b + t) - whole
        return loss @ self.lost[there] + stay @ (self.remaining - self.entered)[there]


def renewals(lost: np.ndarray, remaining: np.ndarray) -> Renewals:
    """Counts of a cohort watched from its first day."""
    lost, remaining = np.asarray(lost, float), np.asarray(remaining, float)
    return Renewals(lost, remaining, np.zeros(lost.size))


def by_period(tenures: pd.DataFrame, unit: float) -> Renewals:
    """Tenures (entry, months, left) counted in periods of `unit` months."""
    length = tenures["months"].to_numpy(float) / unit
    left = tenures["left"].to_numpy(bool)
    entry = np.ceil(tenures["entry"].to_numpy(float) / unit).astype(int)
    whole = np.where(left, np.ceil(length), np.floor(length)).astype(int)
    seen = whole > entry  # whoever came and went within one period tells nothing of renewals
    size = int(max(whole.max(), 1)) + 1
    return Renewals(
        np.bincount(whole[seen & left], minlength=size)[1:],
        np.bincount(whole[seen & ~left], minlength=size)[1:],
        np.bincount(entry[seen], minlength=size)[1:],
    )


def fit_sbg(counts: Renewals) -> Sbg:
    """Maximum likelihood.

    >>> cohort = renewals([131, 126, 90, 60, 42, 34, 26], [0] * 6 + [491])
    >>> [round(value, 3) for value in fit_sbg(cohort)]
    [0.668, 3.806]
    """
    best = minimize(
        lambda logs: counts.minus_likelihood(Sbg(*np.exp(np.clip(logs, -LIMIT, LIMIT)))),
        np.zeros(2),
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000},
    )
    return Sbg(*(float(v) for v in np.exp(np.clip(best.x, -LIMIT, LIMIT))))


def spread(counts: Renewals, model: Sbg, draws: int, rng: np.random.Generator) -> list[Sbg]:
    """Models as likely as the data allow: drawn by their likelihood.

    Over a grid of the mean chance of leaving (its log odds) and of how unlike customers are, the
    fourth root of 1 / (1 + alpha + beta): where customers are all alike, the maximum lies at an
    edge, and its curvature says nothing. The grid closes in on where the likelihood is.
    """
    odds = np.log(model.alpha / model.beta)
    ends = [(odds - WIDE, odds + WIDE), (0.0, 1.0)]
    for _ in range(ZOOMS):
        axes = [np.linspace(*end, 2 * GRID + 1)[1::2] for end in ends]  # middles of the cells
        log = counts.likelihoods(*_parameters(*np.meshgrid(*axes, indexing="ij")))
        likely = np.exp(log - log.max())
        ends = [_closer(axis, end, likely.max(axis=1 - k))
                for k, (axis, end) in enumerate(zip(axes, ends, strict=True))]  # fmt: skip
    picked = rng.choice(likely.size, size=draws, p=(likely / likely.sum()).ravel())
    cell = [axis[1] - axis[0] for axis in axes]
    inside = rng.uniform(-0.5, 0.5, (2, draws))
    at = (axis[k] + width * u for axis, k, width, u in
          zip(axes, np.unravel_index(picked, likely.shape), cell, inside, strict=True))  # fmt: skip
    return [Sbg(float(alpha), float(beta)) for alpha, beta in zip(*_parameters(*at), strict=True)]


def _parameters(odds: np.ndarray, unlike: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Alpha and beta of the log odds of leaving on average, and of how unlike customers are."""
    chance = 1 / (1 + np.exp(-odds))
    total = 1 / np.clip(unlike**POWER, np.exp(-LIMIT), 1 - np.exp(-LIMIT)) - 1
    return chance * total, (1 - chance) * total


def _closer(axis: np.ndarray, end: tuple[float, float], likely: np.ndarray) -> tuple:
    """The part of an axis, with a cell on either side, where any model is likely."""
    there = np.flatnonzero(likely > UNLIKELY)
    width = axis[1] - axis[0]
    return (max(end[0], axis[there[0]] - 1.5 * width), min(end[1], axis[there[-1]] + 1.5 * width))


def expected_months(curve: pd.DataFrame, horizon: float) -> tuple[float, float]:
    """The area under a retention curve up to the horizon, and its standard error.

    The restricted mean survival time with Greenwood's variance (Klein & Moeschberger 2003, 4.5).

    Parameters
    ----------
    curve : months, n (at risk), left, retention, as `survival.kaplan_meier` gives it.
    """
    steps = curve[curve["months"] <= horizon]
    edges = np.concatenate([[0.0], steps["months"].to_numpy(float), [horizon]])
    heights = np.concatenate([[1.0], steps["retention"].to_numpy(float)])
    areas = np.diff(edges) * heights
    after = np.cumsum(areas[::-1])[::-1][1:]  # area right of each step
    left, at_risk = steps["left"].to_numpy(float), steps["n"].to_numpy(float)
    alive = at_risk > left
    variance = (after[alive] ** 2 * left[alive] / (at_risk * (at_risk - left))[alive]).sum()
    return float(areas.sum()), float(np.sqrt(variance))


def area_until(curve: pd.DataFrame, ends: np.ndarray) -> np.ndarray:
    """The area under a retention curve up to each of several times.

    >>> curve = pd.DataFrame({"months": [2.0], "retention": [0.5]})
    >>> area_until(curve, np.array([1.0, 2.0, 4.0])).tolist()
    [1.0, 2.0, 3.0]
    """
    edges = np.concatenate([[0.0], curve["months"].to_numpy(float), [np.inf]])
    heights = np.concatenate([[1.0], curve["retention"].to_numpy(float)])
    before = np.concatenate([[0.0], np.cumsum(np.diff(edges[:-1]) * heights[:-1])])
    at = np.searchsorted(edges, ends, side="right") - 1
    return before[at] + (np.asarray(ends, float) - edges[at]) * heights[at]
