"""Proportional-odds regression: for answers in ordered steps, whose distances nobody measured.

statsmodels' OrderedModel fits the same model by numerical derivatives in about a second; this
Newton iteration with exact ones takes milliseconds, which simulations and many touchpoints need.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.special import expit

STEPS = 30  # Newton steps; a fit that needs more does not exist (separated answers)
CLOSE = 1e-8  # change in log-likelihood per answer at which the iteration ends
SMALLEST = 1e-300  # a probability's floor: keeps logarithms finite on the way
SEPARATED = 30.0  # a coefficient per standard deviation beyond this has run away


class Ordinal(NamedTuple):
    """Log odds ratios of a higher answer, with robust covariance; thresholds of the steps."""

    beta: np.ndarray
    cov: np.ndarray
    thresholds: np.ndarray
    n: int

    @property
    def errors(self) -> np.ndarray:
        return np.sqrt(np.diag(self.cov))

    @property
    def p_values(self) -> np.ndarray:
        return 2 * stats.norm.sf(np.abs(self.beta / self.errors))


def ordinal(
    y: ArrayLike,
    predictors: ArrayLike,
    clusters: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Ordinal:
    """Cumulative logit model (McCullagh 1980) with sandwich errors, clustered where asked.

    Parameters
    ----------
    y : array (n,)
        Ordered answers; their distinct values are the steps.
    predictors : array (n, k)
        Complete, without a constant.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where no finite answer exists: the predictors tell the answers exactly, or repeat each
        other.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0]])
    >>> fit = ordinal([1, 1, 2, 1, 2, 3, 3, 2], x)
    >>> fit.beta.round(2), fit.n
    (array([0.88]), 8)
    """
    x = np.asarray(predictors, float)
    centre, spread = x.mean(axis=0), x.std(axis=0)
    if (spread == 0).any():
        raise np.linalg.LinAlgError("a predictor is constant")
    steps, code = np.unique(np.asarray(y, float), return_inverse=True)
    weight = np.ones(len(x)) if weights is None else np.asarray(weights, float)
    upper, lower = _designs(code, len(steps), (x - centre) / spread)
    start = np.zeros(upper.shape[1])
    share = np.cumsum(np.bincount(code, weights=weight))[:-1] / weight.sum()
    start[: len(steps) - 1] = np.log(share / (1 - share))
    edges = code == len(steps) - 1, code == 0
    params, scores, hessian = _newton(start, upper, lower, edges, weight)
    cov = _sandwich(scores, hessian, clusters)
    cuts = len(steps) - 1
    beta, thresholds = params[cuts:] / spread, params[:cuts]
    scale = np.outer(spread, spread)
    return Ordinal(beta, cov[cuts:, cuts:] / scale, thresholds + centre @ beta, len(x))


def _designs(code: np.ndarray, steps: int, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that turn parameters into the bounds above and below each answer's step."""
    cut = np.eye(steps)[:, : steps - 1]
    return np.hstack([cut[code], -x]), np.hstack([cut[code - 1], -x])


def _newton(
    params: np.ndarray,
    upper: np.ndarray,
    lower: np.ndarray,
    edges: tuple[np.ndarray, np.ndarray],
    weight: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    best, scores, hessian = _derivatives(params, upper, lower, edges, weight)
    for _ in range(STEPS):
        step = np.linalg.solve(hessian, scores.sum(axis=0))
        for _ in range(STEPS):  # halve until it climbs: the likelihood is concave
            tried = _derivatives(params + step, upper, lower, edges, weight)
            if tried[0] >= best:
                break
            step = step / 2
        gain = tried[0] - best
        params, (best, scores, hessian) = params + step, tried
        if np.abs(params).max() > SEPARATED:
            break
        if gain < CLOSE * len(upper):
            return params, scores, hessian
    raise np.linalg.LinAlgError("the predictors tell the answers exactly")


def _derivatives(
    params: np.ndarray,
    upper: np.ndarray,
    lower: np.ndarray,
    edges: tuple[np.ndarray, np.ndarray],
    weight: np.ndarray,
) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, each answer's score, and minus the second derivatives."""
    highest, lowest = edges
    above = np.where(highest, 1.0, expit(upper @ params))
    below = np.where(lowest, 0.0, expit(lower @ params))
    chance = np.maximum(above - below, SMALLEST)
    slope_above, slope_below = above * (1 - above), below * (1 - below)
    scores = (upper * (slope_above / chance)[:, None]) - (lower * (slope_below / chance)[:, None])
    bend_above = weight * slope_above * (1 - 2 * above) / chance
    bend_below = weight * slope_below * (1 - 2 * below) / chance
    hessian = (scores * weight[:, None]).T @ scores
    hessian -= (upper * bend_above[:, None]).T @ upper - (lower * bend_below[:, None]).T @ lower
    return float(weight @ np.log(chance)), scores * weight[:, None], hessian


def _sandwich(scores: np.ndarray, hessian: np.ndarray, clusters: ArrayLike | None) -> np.ndarray:
    n = len(scores)
    if clusters is not None:
        _, code = np.unique(np.asarray(clusters), return_inverse=True)
        order = np.argsort(code, kind="stable")
        first = np.flatnonzero(np.diff(code[order], prepend=-1))
        scores = np.add.reduceat(scores[order], first, axis=0)
        n = len(scores)
    bread = np.linalg.inv(hessian)
    return bread @ (scores.T @ scores) @ bread * n / max(n - 1, 1)
