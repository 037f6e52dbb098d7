"""Which experience makes customers leave? A landmark at the experience itself.

Comparing customers who had trouble with those who had none is wrong twice over: the others include
people who never came near the touchpoint, and whoever was there late had to stay long enough to get
there (immortal time; Suissa 2008). Here the clock starts at each experience at the touchpoint and
stops at the next one there, at leaving, at the data's end, or at the horizon; everybody compared
has had an experience, good or bad, and it is the good or bad that is compared. Cox regression,
adjusted for tenure and number of contacts before that moment (what comes later may be a
consequence), for the customer's segments and, where the experience is told by an answer, for how
the same answer rates the other touchpoints (who is content rates everything higher, and stays). A
step that everybody passes is thereby no cause, and a heavy user no victim. A customer leaves at
most once, so several clocks of one customer need no clustered errors (Andersen & Gill 1982). The
whole history is used, not the window alone: leaving takes longer to see than how things stand now.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.diagnosis.experience import contact_counts, contacts_before
from cxlib.diagnosis.worth.cox import Cox, cox
from cxlib.diagnosis.worth.evalue import e_value, e_value_of_limit, risk_ratio_of
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH, adjusters
from cxlib.engagement.model import Engagement
from cxlib.stats.intervals import z_value
from cxlib.stats.resampling import percentile, stream
from cxlib.stats.tests import benjamini_hochberg

EVENTS_PER_PREDICTOR = 5  # Vittinghoff & McCulloch (2007)
FEWEST_LEFT = 10
FEWEST_EACH = 5  # leavers after bad, and after good: four can be chance however small their p
ROUNDING = 1e-9  # a covariate that varies by less is a constant, computed in several ways
LARGEST_ERROR = 2.0  # of a log hazard ratio: an interval from a fiftieth to fifty says nothing
MOST_ROWS = 20_000  # experiences per model: more are drawn from, whole customers at a time
DRAWS = 200  # of the coefficients: an interval's end moves by a tenth of its half width
PARTING_DAYS = 31  # where half have left this soon after it, the touchpoint is part of leaving
PARTING_SHARE = 0.5
JOINING_DAYS = 31  # what happened up to a month before the first day belongs to joining


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


def landmarks(told: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Every experience at one touchpoint with what became of the customer until the next one.

    Parameters
    ----------
    told : customer, time, bad; several rows per customer where they came again.
    spells : customer, start, until, left.

    Returns
    -------
    DataFrame
        told's and spells' columns; months (from the experience to leaving, to the next experience
        here or to the data's end, in whole months), left (whether it ended by leaving), gone
        (whether they left at all), days (to the customer's end), tenure (months before the
        experience).
    """
    rows = told.merge(spells, on="customer", how="inner")
    early = rows["start"] - pd.Timedelta(days=JOINING_DAYS)
    rows = rows[(rows["time"] >= early) & (rows["time"] < rows["until"])]
    rows = rows.sort_values(["customer", "time"], kind="stable", ignore_index=True)
    begin = rows[["time", "start"]].max(axis=1)  # a joining journey ends before the first day
    following = begin.groupby(rows["customer"]).shift(-1)
    end = following.fillna(rows["until"])
    months = (end - begin) / pd.Timedelta(days=DAYS_PER_MONTH)
    return rows.assign(
        months=np.ceil(months).clip(lower=1),
        gone=rows["left"],
        left=rows["left"] & following.isna(),
        days=(rows["until"] - begin) / pd.Timedelta(days=1),
        tenure=(begin - rows["start"]) / pd.Timedelta(days=DAYS_PER_MONTH),
    )


def is_parting(rows: pd.DataFrame) -> bool:
    """Whether the touchpoint is itself part of leaving: most are gone within a month of it."""
    if rows.empty:
        return False
    soon = rows["gone"] & (rows["days"] <= PARTING_DAYS)
    return bool(soon.mean() >= PARTING_SHARE)


def watched(rows: pd.DataFrame, horizon: float) -> pd.DataFrame:
    """The rows as seen up to the horizon: who left later had not left by then."""
    return rows.assign(
        left=rows["left"] & (rows["months"] <= horizon), months=rows["months"].clip(upper=horizon)
    )


def thinned(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The rows of so many customers, drawn at random, as one model needs at most."""
    if len(rows) <= MOST_ROWS:
        return rows
    customers = rows["customer"].unique()
    share = MOST_ROWS / len(rows)
    return rows[rows["customer"].isin(customers[rng.random(customers.size) < share])]


def carries(rows: pd.DataFrame, fewest: int) -> bool:
    """Whether there is a contrast: enough good and bad experiences, and enough who left."""
    bad, left = rows["bad"].astype(bool), rows["left"].astype(bool)
    on_both_sides = min(int((bad & left).sum()), int((~bad & left).sum())) >= FEWEST_EACH
    enough = min(int(bad.sum()), int((~bad).sum())) >= fewest
    return enough and on_both_sides and int(left.sum()) >= FEWEST_LEFT


def effect(
    rows: pd.DataFrame, covariates: pd.DataFrame, horizon: float, confidence: float, rng
) -> Effect | None:
    """The effect of a bad first experience, or None where the model cannot be fitted.

    Parameters
    ----------
    rows : months, left, bad, as `landmarks` gives them.
    covariates : one column per adjuster, same rows; dropped from the last where too few have left.
    horizon : months after the experience at which retention is compared, at most.
    """
    allowed = max(0, int(rows["left"].sum()) // EVENTS_PER_PREDICTOR - 1)
    x = _predictors(rows, covariates, allowed)
    months, left = rows["months"].to_numpy(float), rows["left"].to_numpy(bool)
    try:
        model = cox(months, left, x)
    except np.linalg.LinAlgError:
        return None
    if not model.errors[0] < LARGEST_ERROR:
        return None
    return _described(model, x, months, left, _reach(rows, horizon), confidence, rng)


def _predictors(rows: pd.DataFrame, covariates: pd.DataFrame, allowed: int) -> np.ndarray:
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
    beta, error = model.beta[0], model.errors[0]
    half = z_value(confidence) * error
    low, high = np.exp(beta - half), np.exp(beta + half)
    standard = Standardised(x, months, left, horizon)
    bad, good = standard.retention(model.beta)
    draws = standard.differences(rng.multivariate_normal(model.beta, model.cov, size=DRAWS), rng)
    return Effect(
        float(np.exp(beta)), float(low), float(high), _p(beta, error), float(model.ph_p[0]),
        bad, good, good - bad, draws, horizon,
        e_value(risk_ratio_of(float(np.exp(beta)))),
        e_value_of_limit(risk_ratio_of(float(low)), risk_ratio_of(float(high))),
    )  # fmt: skip


def _p(beta: float, error: float) -> float:
    from scipy import stats

    return float(2 * stats.norm.sf(abs(beta / error)))


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


def leaving(
    engagement: Engagement, experiences: pd.DataFrame, spells: pd.DataFrame
) -> pd.DataFrame:
    """Every touchpoint's effect on leaving; missing at touchpoints that are part of leaving itself.

    Returns
    -------
    DataFrame
        touchpoint, source, n (customers with an experience), bad (with a bad one), left (who left
        later), hazard_ratio, low, high, p_adjusted, ph_p, retention_good, retention_bad,
        effect_on_retention (good less bad), effect_low, effect_high, months (to which retention is
        compared), tenure (median months at the experience), e_value, e_value_limit,
        part_of_leaving (bool: most leave within a month of it), and the draws of the effect
        (column `draws`, not part of the result table).
    """
    rows = []
    policy = engagement.policy
    levels = adjusters(spells, engagement.segments("customers"))
    spells = spells.join(levels)
    told = experiences.assign(
        contacts=contacts_before(contact_counts(engagement, whole=True), experiences)
    )
    for (touchpoint, source), here in told.groupby(["touchpoint", "source"]):
        seen = watched(landmarks(here, spells), policy.horizon_months)
        if is_parting(seen):
            rows.append(_parting_row(touchpoint, source, seen))
        elif carries(seen, policy.reliability_n):
            rng = stream(engagement.seed, "leaving", touchpoint, source)
            seen = thinned(seen, rng).reset_index(drop=True)
            covariates = covariates_of(seen, list(levels))
            found = effect(seen, covariates, policy.horizon_months, policy.confidence, rng)
            if found is not None:
                rows.append(_row(touchpoint, source, seen, found, policy.confidence))
    table = pd.DataFrame(rows)
    if len(table):
        families = table.groupby("source")["p"]
        table["p_adjusted"] = families.transform(lambda p: benjamini_hochberg(p.to_numpy()))
        table = table.drop(columns="p")
    return table


def covariates_of(seen: pd.DataFrame, levels: list[str]) -> pd.DataFrame:
    """What the effect is adjusted for: tenure, contacts and mood before, and segment levels."""
    before = {
        "tenure": np.log1p(seen["tenure"]),
        "contacts": np.log1p(seen["contacts"]),
        "mood": seen["mood"].fillna(seen["mood"].mean()).fillna(0.0),
    }
    return pd.DataFrame(before, index=seen.index).join(seen[levels])


def _row(
    touchpoint: str, source: str, seen: pd.DataFrame, found: Effect, confidence: float
) -> dict:
    low, high = percentile(found.draws, confidence)
    return {
        "touchpoint": touchpoint, "source": source, "n": len(seen), "bad": int(seen["bad"].sum()),
        "left": int(seen["left"].sum()), "hazard_ratio": found.hazard_ratio, "low": found.low,
        "high": found.high, "p": found.p, "ph_p": found.ph_p,
        "retention_good": found.retention_good, "retention_bad": found.retention_bad,
        "effect_on_retention": found.difference, "effect_low": float(low),
        "effect_high": float(high), "months": found.horizon,
        "tenure": float(seen["tenure"].median()), "e_value": found.e_value,
        "e_value_limit": found.e_value_limit, "draws": found.draws, "part_of_leaving": False,
    }  # fmt: skip


def _parting_row(touchpoint: str, source: str, seen: pd.DataFrame) -> dict:
    return {
        "touchpoint": touchpoint, "source": source, "n": len(seen), "bad": int(seen["bad"].sum()),
        "left": int(seen["left"].sum()), "tenure": float(seen["tenure"].median()), "p": np.nan,
        "draws": np.array([]), "part_of_leaving": True,
    }  # fmt: skip
