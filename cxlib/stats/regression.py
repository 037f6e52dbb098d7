"""Regressions with errors that can be defended: robust by default, clustered where asked."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from numpy.typing import ArrayLike
from scipy import stats


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
    y, x = np.asarray(y, float), sm.add_constant(np.asarray(predictors, float), has_constant="add")
    model = sm.OLS(y, x) if weights is None else sm.WLS(y, x, weights=np.asarray(weights, float))
    if clusters is None:
        fitted = model.fit(cov_type="HC3")
        df = float(y.size - x.shape[1])
    else:
        _, groups = np.unique(np.asarray(clusters), return_inverse=True)
        fitted = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
        df = float(groups.max())
    return Fit(np.asarray(fitted.params), np.asarray(fitted.cov_params()), df, int(y.size))


def logistic(y: ArrayLike, predictors: ArrayLike, clusters: ArrayLike | None = None) -> Fit:
    """Logistic regression of a 0/1 outcome; log odds ratios, robust or clustered errors.

    Raises numpy.linalg.LinAlgError or statsmodels' PerfectSeparation warning where the predictors
    tell the outcome exactly.
    """
    y, x = np.asarray(y, float), sm.add_constant(np.asarray(predictors, float), has_constant="add")
    model = sm.GLM(y, x, family=sm.families.Binomial())
    if clusters is None:
        fitted = model.fit(cov_type="HC1")
    else:
        _, groups = np.unique(np.asarray(clusters), return_inverse=True)
        fitted = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    return Fit(np.asarray(fitted.params), np.asarray(fitted.cov_params()), np.inf, int(y.size))
