"""Regressions with errors that can be defended: robust by default, clustered where asked.

Least squares is written out, because a hundred thousand rows with robust errors take statsmodels
seconds and this milliseconds; the tests hold the two together to nine digits.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

SEPARATED = 15.0  # log odds beyond which a fitted chance is 0 or 1 to seven digits: separation
RIDGE = 1e-9  # keeps what remains solvable when a cluster alone carries a predictor
CLUSTERS_AT_ONCE = 5_000  # left out together: bounds the memory
FULL_LEVERAGE = 1 - 1e-10  # a row that decides its own fitted value has no residual to learn from


class Fit(NamedTuple):
    """Coefficients with their covariance; the first one is the intercept.

    `df` is the degrees of freedom for t intervals (infinite for likelihood fits of single rows).
    """

    beta: np.ndarray
    cov: np.ndarray
    df: float
    n: int

    @property
    def errors(self) -> np.ndarray:
        variance = np.diag(self.cov)
        return np.sqrt(np.where(variance > 0, variance, np.nan))

    @property
    def p_values(self) -> np.ndarray:
        return 2 * stats.t.sf(np.abs(self.beta / self.errors), self.df)

    def interval(self, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        half = stats.t.ppf(0.5 + confidence / 2, self.df) * self.errors
        return self.beta - half, self.beta + half


def linear(
    y: ArrayLike,
    predictors: ArrayLike,
    clusters: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Fit:
    """Least squares with errors by leaving out one row (HC3) or one cluster at a time (CR3).

    MacKinnon & White (1985); Bell & McCaffrey (2002) for clusters, of which a few dozen suffice,
    where the plain sandwich needs hundreds. Degrees of freedom: n - k, or clusters - 1.

    `predictors` has the shape (n, k) without a constant; rows must be complete.

    >>> fit = linear([1.0, 2.1, 2.9, 4.2], [[0.0], [1.0], [2.0], [3.0]])
    >>> [round(float(b), 2) for b in fit.beta]
    [0.99, 1.04]
    """
    y, x = np.asarray(y, float), np.asarray(predictors, float).reshape(len(np.asarray(y)), -1)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, float)
    centre = np.average(x, axis=0, weights=w)
    spread = np.sqrt(np.average((x - centre) ** 2, axis=0, weights=w))
    spread = np.where(spread > 0, spread, 1.0)
    z = np.column_stack([np.ones(len(y)), (x - centre) / spread])
    root = np.sqrt(w)
    rows, target = z * root[:, None], y * root
    inverse = np.linalg.pinv(rows.T @ rows, hermitian=True)
    beta = inverse @ (rows.T @ target)
    residual = target - rows @ beta
    cov, df = _robust(rows, residual, inverse, clusters)
    back = np.vstack([np.r_[1.0, -centre / spread], np.diag(np.r_[1.0, 1 / spread])[1:]])
    return Fit(back @ beta, back @ cov @ back.T, df, int(y.size))


def _robust(
    rows: np.ndarray, residual: np.ndarray, inverse: np.ndarray, clusters: ArrayLike | None
) -> tuple[np.ndarray, float]:
    """Sandwich covariance and its degrees of freedom."""
    n, k = rows.shape
    if clusters is None:
        leverage = np.minimum(((rows @ inverse) * rows).sum(axis=1), FULL_LEVERAGE)
        scores = rows * (residual / (1 - leverage))[:, None]
        return inverse @ (scores.T @ scores) @ inverse, float(n - k)
    without = _left_out(rows, residual, inverse, clusters)
    g = len(without)
    return (g - 1) / max(g, 1) * (without.T @ without), float(max(g - 1, 1))


def _left_out(
    rows: np.ndarray, residual: np.ndarray, inverse: np.ndarray, clusters: ArrayLike
) -> np.ndarray:
    """How far the coefficients move when each cluster is left out (clusters, k)."""
    _, groups = np.unique(np.asarray(clusters), return_inverse=True)
    order = np.argsort(groups, kind="stable")
    first = np.flatnonzero(np.diff(groups[order], prepend=-1))
    scores = np.add.reduceat((rows * residual[:, None])[order], first, axis=0)
    k = rows.shape[1]
    whole = rows.T @ rows + RIDGE * len(rows) * np.eye(k)
    i, j = np.triu_indices(k)
    moved = np.empty_like(scores)
    for start in range(0, len(first), CLUSTERS_AT_ONCE):
        part = first[start : start + CLUSTERS_AT_ONCE + 1]
        end = part[-1] if len(part) > CLUSTERS_AT_ONCE else len(rows)
        here = rows[order[part[0] : end]]
        edges = part[:CLUSTERS_AT_ONCE] - part[0]
        own = np.empty((len(edges), k, k))
        own[:, i, j] = own[:, j, i] = np.add.reduceat(here[:, i] * here[:, j], edges, axis=0)
        stop = start + len(edges)
        moved[start:stop] = np.linalg.solve(whole - own, scores[start:stop, :, None])[..., 0]
    return moved


def logistic(
    y: ArrayLike,
    predictors: ArrayLike,
    clusters: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Fit:
    """Logistic regression of a 0/1 outcome; log odds ratios, robust or clustered errors.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where the predictors tell the outcome exactly, or nearly: no finite answer exists.

    Examples
    --------
    >>> fit = logistic([0, 0, 1, 0, 1, 1], [[1.0], [2.0], [3.0], [4.0], [5.0], [6.0]])
    >>> round(float(fit.beta[1]), 2)
    1.21
    """
    import statsmodels.api as sm  # a second to import: only where it is used
    from statsmodels.tools.sm_exceptions import (
        ConvergenceWarning,
        PerfectSeparationWarning,
        SpecificationWarning,
    )

    y, x = np.asarray(y, float), sm.add_constant(np.asarray(predictors, float), has_constant="add")
    weight = None if weights is None else np.asarray(weights, float)
    model = sm.GLM(y, x, family=sm.families.Binomial(), var_weights=weight)
    kind: dict = {"cov_type": "HC1"}
    df = np.inf
    if clusters is not None:
        _, groups = np.unique(np.asarray(clusters), return_inverse=True)
        kind = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
        df = float(max(groups.max(), 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # robust errors of weighted answers are said to be "not fully supported": they are right
        warnings.simplefilter("ignore", SpecificationWarning)
        try:
            fitted = model.fit(**kind)
        except (PerfectSeparationWarning, ConvergenceWarning, RuntimeWarning) as found:
            raise np.linalg.LinAlgError("the predictors tell the outcome exactly") from found
    if np.abs(x @ fitted.params).max() > SEPARATED:
        raise np.linalg.LinAlgError("the predictors tell the outcome exactly")
    return Fit(np.asarray(fitted.params), np.asarray(fitted.cov_params()), df, int(y.size))
