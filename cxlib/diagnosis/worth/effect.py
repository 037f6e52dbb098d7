"""What a bad experience does to leaving: a Cox model, and the retention it stands for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.cox import Cox, cox
from cxlib.diagnosis.worth.evalue import e_value, e_value_of_limit, risk_ratio_of
from cxlib.diagnosis.worth.landmarks import FEWEST_LEFT
from cxlib.diagnosis.worth.profile import Profile

EVENTS_PER_PREDICTOR = 5  # Vittinghoff & McCulloch (2007)
ROUNDING = 1e-9  # a covariate that varies by less is a constant, computed in several ways
LARGEST_ERROR = 2.0  # of a log hazard ratio: an interval from a fiftieth to fifty says nothing
DRAWS = 200  # of the coefficients: an interval's end moves by a tenth of its half width


class Effect(NamedTuple):
    """The difference in retention that a bad experience makes, with draws of its uncertainty."""

    hazard_ratio: float
    low: float
    high: float
    p: float
    ph_p: float
    retention_bad: float
    retention_good: float
    difference: float
    draws: np.ndarray
    horizon: float
    e_value: float
    e_value_limit: float


def effect(
    rows: pd.DataFrame, covariates: pd.DataFrame, horizon: float, confidence: float, rng
) -> Effect | None:
    """The effect of a bad experience, or None where the model cannot be fitted.

    Parameters
    ----------
    rows : months, left, bad, as `landmarks` gives them.
    covariates : one column per adjuster, same rows; dropped from the last where too few have left.
    horizon : months after the experience at which retention is compared, at most.
    """
    allowed = max(0, int(rows["left"].sum()) // EVENTS_PER_PREDICTOR - 1)
    x = predictors(rows, covariates, allowed)
    months, left = rows["months"].to_numpy(float), rows["left"].to_numpy(bool)
    try:
        model = cox(months, left, x)
    except np.linalg.LinAlgError:
        return None
    if not model.errors[0] < LARGEST_ERROR:
        return None
    return _described(model, x, months, left, _reach(rows, horizon), confidence, rng)


def predictors(rows: pd.DataFrame, covariates: pd.DataFrame, allowed: int) -> np.ndarray:
    """Bad (0/1) and the standardised covariates; those that do not vary among leavers are out."""
    values, left = covariates.to_numpy(float), rows["left"].to_numpy(bool)
    varies = (values.std(axis=0) > ROUNDING) & (values[left].std(axis=0) > ROUNDING)
    usable = np.flatnonzero(varies)[:allowed]
    values = values[:, usable]
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    return np.column_stack([rows["bad"].to_numpy(float), values])


def _reach(rows: pd.DataFrame, horizon: float) -> float:
    """The horizon, or how long both sides were still watched by ten customers each."""
    longest = [group["months"].nlargest(FEWEST_LEFT).iloc[-1] for _, group in rows.groupby("bad")]
    return float(min(horizon, *longest))


def _described(model: Cox, x, months, left, horizon, confidence, rng) -> Effect:
    beta, profile = model.beta[0], Profile(months, left, x, model)
    low, high = np.exp(profile.interval(confidence))
    standard = Standardised(x, months, left, horizon)
    bad, good = standard.retention(model.beta)
    draws = standard.differences(rng.multivariate_normal(model.beta, model.cov, size=DRAWS), rng)
    return Effect(
        float(np.exp(beta)), float(low), float(high), profile.p(), float(model.ph_p[0]),
        bad, good, good - bad, draws, horizon,
        e_value(risk_ratio_of(float(np.exp(beta)))),
        e_value_of_limit(risk_ratio_of(float(low)), risk_ratio_of(float(high))),
    )  # fmt: skip


class Standardised:
    """Retention at the horizon if everybody here had had a bad, or a good, experience.

    The mean over the customers as they are (g-formula), from the Cox model and its baseline hazard,
    ties by Efron's method as in the model: in whole months many leave at once.
    """

    def __init__(self, x: np.ndarray, months: np.ndarray, left: np.ndarray, horizon: float):
        order = np.argsort(months, kind="stable")
        self.x, self.left = x[order], left[order]
        times, self.starts = np.unique(months[order], return_index=True)
        deaths = np.where(times <= horizon, np.add.reduceat(self.left.astype(int), self.starts), 0)
        self.at = np.repeat(np.arange(deaths.size), deaths)
        number = np.arange(self.at.size) - np.repeat(np.cumsum(deaths) - deaths, deaths)
        self.part = (number / deaths[self.at])[:, None]

    def _hazard(self, betas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cumulative hazard up to the horizon and its variance, per row of betas."""
        risk = np.exp(self.x @ betas.T)
        sums = np.add.reduceat(risk, self.starts, axis=0)
        at_risk = np.cumsum(sums[::-1], axis=0)[::-1]
        leaving = np.add.reduceat(risk * self.left[:, None], self.starts, axis=0)
        share = 1 / (at_risk[self.at] - self.part * leaving[self.at])
        return share.sum(axis=0), (share**2).sum(axis=0)

    def _retained(self, betas: np.ndarray, hazard: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        others = np.exp(self.x[:, 1:] @ betas[:, 1:].T) * hazard
        return np.exp(-others * np.exp(betas[:, 0])).mean(axis=0), np.exp(-others).mean(axis=0)

    def retention(self, beta: np.ndarray) -> tuple[float, float]:
        """Retention with a bad, and with a good, experience."""
        betas = beta[None, :]
        bad, good = self._retained(betas, self._hazard(betas)[0])
        return float(bad[0]), float(good[0])

    def differences(self, betas: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Good less bad for each draw of the coefficients; the baseline is drawn along."""
        hazard, variance = self._hazard(betas)
        noise = rng.standard_normal(len(betas)) * np.sqrt(variance)
        bad, good = self._retained(betas, np.maximum(hazard + noise, 0.0))
        return good - bad
