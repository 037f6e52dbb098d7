"""Regressions with errors that can be defended: robust by default, clustered where asked.

Least squares is written out, because a hundred thousand rows with robust errors take statsmodels
seconds and this milliseconds; the tests hold the two together to ten digits.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

SEPARATED = 15.0  # log odds beyond which a fitted chance is 0 or 1 to seven digits: separation
FULL_LEVERAGE = 1 - 1e-10  # a row that decides its own fitted value has no residual to learn from


class Fit(NamedTuple):
    """Coefficients with their covariance; the first one is the intercept.

    `df` is the degrees of freedom for t intervals (infinite for likelihood fits).
    """

    beta: np.ndarray
    cov: np.ndarray
    df: float
    n: int

    @property
    def errors(self) -> np.ndarray:
        return np.sqrt(np.diag(self.cov))

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
    """Least squares with HC3 errors (MacKinnon & White 1985), or cluster-robust ones with g - 1 df.

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
    _, groups = np.unique(np.asarray(clusters), return_inverse=True)
    order = np.argsort(groups, kind="stable")
    first = np.flatnonzero(np.diff(groups[order], prepend=-1))
    totals = np.add.reduceat((rows * residual[:, None])[order], first, axis=0)
    g = len(totals)
    small = g / max(g - 1, 1) * (n - 1) / max(n - k, 1)  # as in Stata and statsmodels
    return small * (inverse @ (totals.T @ totals) @ inverse), float(g - 1)


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
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

    y, x = np.asarray(y, float), sm.add_constant(np.asarray(predictors, float), has_constant="add")
    weight = None if weights is None else np.asarray(weights, float)
    model = sm.GLM(y, x, family=sm.families.Binomial(), var_weights=weight)
    kind: dict = {"cov_type": "HC1"}
    if clusters is not None:
        _, groups = np.unique(np.asarray(clusters), return_inverse=True)
        kind = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fitted = model.fit(**kind)
        except (PerfectSeparationWarning, ConvergenceWarning, RuntimeWarning) as found:
            raise np.linalg.LinAlgError("the predictors tell the outcome exactly") from found
    if np.abs(x @ fitted.params).max() > SEPARATED:
        raise np.linalg.LinAlgError("the predictors tell the outcome exactly")
    return Fit(np.asarray(fitted.params), np.asarray(fitted.cov_params()), np.inf, int(y.size))
