"""The signed effect of each variable, the others held: what `critical` is judged by.

An importance weight is never below 0, so its interval cannot test anything; the effect can be 0,
up or down. Where (nearly) every row is complete it is a regression's coefficient with robust or
clustered errors; with answers missing here and there it is the coefficient of the pairwise
correlation matrix, with the error its bootstrap samples show.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats as distributions

from cxlib.stats import regression, tests
from cxlib.stats.ordinal import ordinal
from cxlib.stats.resampling import normal

COMPLETE_ENOUGH = 0.95  # share of complete rows above which only those are used
RIDGE = 1e-9  # keeps copies solvable; far below any correlation that matters
LEAST_SQUARES, ORDINAL, LOGISTIC, CORRELATIONS = (
    "linear regression", "linear regression, ordinal p", "logistic regression",
    "pairwise correlations",
)  # fmt: skip
MAX_T_DRAWS = 10_000  # of the largest |t|: its p is known to half a percent


class Effects(NamedTuple):
    """Outcome units per standard deviation of each variable, with interval and raw p."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    n: int
    method: str  # a code: one of LEAST_SQUARES, ORDINAL, LOGISTIC, CORRELATIONS
    df: float
    sets: int = 1  # imputed data sets that were pooled


def of_complete_rows(
    y: np.ndarray,
    x: np.ndarray,
    confidence: float = 0.95,
    clusters: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    test: str = "linear",
) -> Effects:
    """Effects by regression: logistic for a 0/1 outcome, least squares otherwise.

    A logistic effect is given as the average change in probability per standard deviation. Where
    the variables tell a 0/1 outcome exactly, no logistic fit exists and the linear one is used.
    With `test="ordinal"` the p-values are those of the proportional-odds model; the effects stay
    in outcome units.

    >>> x = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])
    >>> of_complete_rows(np.array([1.0, 2.2, 2.9, 4.1, 5.0]), x).value.round(2)
    array([1.57])
    """
    spread = x.std(axis=0, ddof=1)
    standard = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    if _is_binary(y):
        try:
            return _logistic(y, standard, confidence, clusters, weights)
        except np.linalg.LinAlgError:  # separated: the linear fit still answers
            pass
    fit = regression.linear(y, standard, clusters=clusters, weights=weights)
    low, high = fit.interval(confidence)
    found = Effects(
        *(v[1:] for v in (fit.beta, low, high, fit.p_values)), fit.n, LEAST_SQUARES, fit.df
    )
    return _ordinal(found, y, standard, clusters, weights) if test == "ordinal" else found


def _is_binary(y: np.ndarray) -> bool:
    return bool(np.isin(y, (0.0, 1.0)).all())


def _ordinal(
    found: Effects,
    y: np.ndarray,
    standard: np.ndarray,
    clusters: np.ndarray | None,
    weights: np.ndarray | None,
) -> Effects:
    """The same effects with the ordinal model's p-values, where it has an answer."""
    try:
        p = ordinal(y, standard, clusters, weights).p_values
    except np.linalg.LinAlgError:
        return found
    return found._replace(p=p, method=ORDINAL, df=np.inf)


def pooled(each: list[Effects], confidence: float = 0.95) -> Effects:
    """Effects over imputed data sets by Rubin's rules (1987), Barnard & Rubin's (1999) df."""
    if len(each) == 1:
        return each[0]
    first, m = each[0], len(each)
    value = np.mean([e.value for e in each], axis=0)
    t = distributions.t.ppf(0.5 + confidence / 2, first.df)
    within = np.mean([((e.high - e.low) / (2 * t)) ** 2 for e in each], axis=0)
    between = (1 + 1 / m) * np.var([e.value for e in each], axis=0, ddof=1)
    total = within + between
    part = np.clip(between / total, 1e-12, None)
    complete = (first.df + 1) / (first.df + 3) * first.df * (1 - part)
    df = 1 / (part**2 / (m - 1) + (1 / complete if np.isfinite(first.df) else 0.0))
    half = distributions.t.ppf(0.5 + confidence / 2, df) * np.sqrt(total)
    p = 2 * distributions.t.sf(np.abs(value) / np.sqrt(total), df)
    ends = (value - half, value + half)
    return Effects(value, *ends, p, first.n, first.method, float(df.min()), m)


def _logistic(
    y: np.ndarray,
    standard: np.ndarray,
    confidence: float,
    clusters: np.ndarray | None,
    weights: np.ndarray | None,
) -> Effects:
    fit = regression.logistic(y, standard, clusters=clusters, weights=weights)
    chance = 1 / (1 + np.exp(-(fit.beta[0] + standard @ fit.beta[1:])))
    slope = float((chance * (1 - chance)).mean())
    low, high = fit.interval(confidence)
    return Effects(
        slope * fit.beta[1:],
        slope * low[1:],
        slope * high[1:],
        fit.p_values[1:],
        fit.n,
        LOGISTIC,
        fit.df,
    )


def of_matrices(
    observed: np.ndarray,
    drawn: np.ndarray,
    outcome_sd: float,
    n: int,
    units: int,
    confidence: float = 0.95,
) -> Effects:
    """Effects from a correlation matrix (outcome first), errors from its bootstrap samples.

    Parameters
    ----------
    observed : array (k, k)
    drawn : array (draws, k, k)
    outcome_sd : float
        Standard deviation of the outcome: turns shares of it into its units.
    n, units : int
        Answers, and how many units were drawn (their number bounds the degrees of freedom).
    """
    beta = coefficients(observed)
    draws = coefficients(drawn)
    error = draws.std(axis=0, ddof=1)
    df = max(min(n, units) - beta.size - 1, 1)
    half = distributions.t.ppf(0.5 + confidence / 2, df) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * distributions.t.sf(np.abs(beta / error), df)
    return Effects(
        outcome_sd * beta,
        outcome_sd * (beta - half),
        outcome_sd * (beta + half),
        p,
        n,
        CORRELATIONS,
        df,
    )


def coefficients(matrices: np.ndarray) -> np.ndarray:
    """Standardised coefficients (..., p) out of correlation matrices, outcome first.

    >>> coefficients(np.array([[1.0, 0.6, 0.4], [0.6, 1.0, 0.5], [0.4, 0.5, 1.0]])).round(3)
    array([0.533, 0.133])
    """
    p = matrices.shape[-1] - 1
    predictors = matrices[..., 1:, 1:] + RIDGE * np.eye(p)
    return np.linalg.solve(predictors, matrices[..., 1:, :1])[..., 0]


def adjusted(
    effects: Effects,
    drawn: np.ndarray,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """p-values corrected over the model's variables.

    By default for the false discovery rate. With `rng` family-wise, by the distribution of the
    largest |t| (Hothorn, Bretz & Westfall 2008): t statistics as correlated as the bootstrap
    samples' coefficients are.
    """
    if rng is None:
        return tests.benjamini_hochberg(effects.p)
    together = coefficients(drawn)
    standard = (together - together.mean(axis=0)) / (together.std(axis=0) * len(together) ** 0.5)
    null = normal(rng, standard, MAX_T_DRAWS)
    if np.isfinite(effects.df):
        null /= np.sqrt(rng.chisquare(effects.df, (MAX_T_DRAWS, 1)) / effects.df)
    return tests.max_t(distributions.t.isf(effects.p / 2, effects.df), null)
