"""Interrupted series: level change at a date named beforehand, with AR(1) errors by REML."""

from __future__ import annotations

import numpy as np

from cxlib.monitoring.benefits.effect import Effect
from cxlib.monitoring.seasonality import CYCLE, waves

FEWEST_POINTS = 24  # on each side; with 12 a true null is rejected in 7-11 % of cases
PHI = np.linspace(-0.5, 0.95, 59)  # steps of .025


def level_change(values: np.ndarray, since: int, cycle: str) -> Effect:
    """The step at position `since` beside a straight trend, harmonics and AR(1) errors.

    The autocorrelation is averaged over its restricted likelihood rather than set to the most
    likely value, so that not knowing it well widens the interval.

    Parameters
    ----------
    values : one series, a value per period, NaN where missing
    since : index of the first period after the change; given beforehand, never searched for
    cycle : the engagement's period; months and quarters get two pairs of harmonics

    Source: REML for AR(1) errors, Cheang & Reinsel (2000), JASA 95; interrupted series, Lopez
    Bernal et al. (2017), Int. J. Epidemiology 46.

    >>> steps = np.r_[np.zeros(24), np.ones(24)] + np.tile([0.1, -0.1, -0.1, 0.1], 12)
    >>> round(level_change(steps, 24, "index").value, 2)
    1.0
    """
    at = np.flatnonzero(np.isfinite(values))
    design = _design(at, since, len(values), cycle)
    fits = np.array([_fit(values[at], design, at, phi) for phi in PHI])
    likelihood, beta, variance = fits.T
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    value = float(weight @ beta)
    error = float(np.sqrt(weight @ (variance + (beta - value) ** 2)))
    return Effect(value, error, float(at.size - design.shape[1]))


def _design(at: np.ndarray, since: int, length: int, cycle: str) -> np.ndarray:
    """Step first, then intercept, trend and waves."""
    trend = (at - length / 2) / length
    columns = [at >= since, np.ones(at.size), trend]
    if cycle in CYCLE and length >= 2 * CYCLE[cycle]:
        columns += list(waves(at, CYCLE[cycle]).T)
    return np.column_stack(columns).astype(float)


def _fit(y: np.ndarray, design: np.ndarray, at: np.ndarray, phi: float) -> tuple[float, ...]:
    """Restricted log-likelihood, step and its variance at one value of phi."""
    gap = np.diff(at)
    carried = np.sign(phi) ** gap * np.abs(phi) ** gap
    scale = np.sqrt((1 - phi**2) / (1 - carried**2))
    first = np.sqrt(1 - phi**2)
    whole = np.column_stack([y, design])
    white = np.vstack(
        [whole[:1] * first, (whole[1:] - carried[:, None] * whole[:-1]) * scale[:, None]]
    )
    z, x = white[:, 0], white[:, 1:]
    gram = x.T @ x
    inverse = np.linalg.inv(gram)
    beta = inverse @ (x.T @ z)
    df = y.size - x.shape[1]
    rss = float(((z - x @ beta) ** 2).sum())
    log_v = -2 * (np.log(first) + np.log(scale).sum())
    likelihood = -0.5 * (log_v + np.linalg.slogdet(gram)[1] + df * np.log(max(rss, 1e-300)))
    return likelihood, float(beta[0]), float(inverse[0, 0] * rss / df)


def rate_ratio(
    counts: np.ndarray, exposure: np.ndarray, design: np.ndarray
) -> tuple[float, float, float, float]:
    """Counts per exposure before and after: rate ratio of `design`'s first column and its errors.

    Quasi-Poisson regression with offset log(exposure); answers ratio, log error, dispersion and
    residual degrees of freedom. It knows no autocorrelation: use it where there is none left.
    """
    import statsmodels.api as sm  # a second to import: only where it is used

    model = sm.GLM(
        counts, sm.add_constant(design), family=sm.families.Poisson(), offset=np.log(exposure)
    )
    fitted = model.fit(scale="X2")
    return (
        float(np.exp(fitted.params[1])),
        float(fitted.bse[1]),
        float(fitted.scale),
        float(fitted.df_resid),
    )
