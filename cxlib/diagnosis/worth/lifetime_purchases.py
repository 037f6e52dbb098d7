"""What a customer without a contract brings in the next year, and how far that may be out.

From the whole purchase history up to the period's end: the models need first purchases. Two things
make the figure uncertain, and both are in its interval. The models' parameters: they are fitted
again without one block of customers at a time (the delete-a-group jackknife; Kott 2001). And chance
itself: these customers' next year is one of many that they could have, drawn from the models.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.diagnosis.worth.lifetime_noncontractual import (
    BgNbd,
    GammaGamma,
    fit_bgnbd,
    fit_gamma_gamma,
    summarised,
)
from cxlib.diagnosis.worth.margins import discounted
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH
from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import stream

HELD_OUT = 1 / 3  # of the time, on which a model must prove itself
BLOCKS = 20  # of customers, left out in turn
FUTURES = 20_000  # customers' years drawn in all, to see how far chance goes
COLUMNS = [
    "segment", "method", "n", "horizon_months", "months", "low", "high", "value", "value_low",
    "value_high", "held_out_error",
]  # fmt: skip


class Buying(NamedTuple):
    """How often customers buy, and how much; `spending` is missing where value is no margin."""

    often: BgNbd
    spending: GammaGamma | None

    def value(self, table: pd.DataFrame, months: float, yearly: float) -> np.ndarray:
        """Each customer's value in so many months, discounted month by month where asked."""
        told = (table["x"], table["recency"], table["age"])
        ends = np.arange(1, np.ceil(months) + 1) if yearly else np.array([months])
        ends = np.minimum(ends, months)
        until = np.array([self.often.conditional(end, *told) for end in ends])
        weight = discounted(ends - np.diff(ends, prepend=0.0) / 2, yearly) if yearly else [1.0]
        each = self.spending.expected(table["x"], table["spend"].fillna(0))
        return (np.asarray(weight) @ np.diff(until, prepend=0.0, axis=0)) * each

    def drawn(self, table: pd.DataFrame, months: float, rng: np.random.Generator) -> np.ndarray:
        """One possible value of every customer's months.

        The pace is Gamma, the chance to stop Beta, both given what was seen; purchases go on until
        the time or the customer's interest ends, and each is worth what this customer's are.
        """
        x, recency, age = (table[c].to_numpy(float) for c in ("x", "recency", "age"))
        r, alpha, a, b = self.often
        pace = rng.gamma(r + x, 1 / (alpha + age))
        stop = np.clip(rng.beta(a, b + x), 1e-12, 1.0)
        there = rng.random(x.size) < self.often.still_there(x, recency, age)
        bought = there * np.minimum(rng.poisson(pace * months), rng.geometric(stop))
        p, q, v = self.spending
        scale = rng.gamma(q + p * x, 1 / (v + x * table["spend"].fillna(0).to_numpy(float)))
        return rng.gamma(p * np.maximum(bought, 1e-9)) / scale * (bought > 0)


def noncontractual(engagement: Engagement) -> pd.DataFrame:
    """Purchases expected of a customer in the next year, and their value with its interval."""
    policy, purchases = engagement.policy, engagement.whole("purchases")
    if purchases.empty or purchases["customer"].nunique() < policy.reliability_n:
        return pd.DataFrame(columns=COLUMNS)
    first, last = purchases["time"].min(), purchases["time"].max()
    table = summarised(purchases, last, DAYS_PER_MONTH)
    if (table["x"] > 0).sum() < policy.privacy_n:
        return pd.DataFrame(columns=COLUMNS)
    valued = policy.value_is == "margin" and _spenders(table).sum() >= policy.privacy_n
    model, horizon = fitted(table, valued), float(policy.horizon_months)
    worth = (np.nan, np.nan, np.nan)
    if valued:
        rng = stream(engagement.seed, "purchases")
        worth = value_of(model, table, horizon, policy.discount, policy.confidence, rng)
    there = float(model.often.still_there(table["x"], table["recency"], table["age"]).mean())
    row = (
        "all", "BG/NBD with gamma-gamma", len(table), horizon, there * horizon, np.nan, np.nan,
        *worth, purchase_error(purchases, first, last),
    )  # fmt: skip
    return pd.DataFrame([dict(zip(COLUMNS, row, strict=True))])


def _spenders(table: pd.DataFrame) -> pd.Series:
    return (table["x"] > 0) & (table["spend"] > 0)


def fitted(table: pd.DataFrame, valued: bool, near: Buying | None = None) -> Buying:
    """Both models from customers as `summarised` gives them, searched from `near` where given."""
    often = fit_bgnbd(table["x"], table["recency"], table["age"], near=near and near.often)
    if not valued:
        return Buying(often, None)
    repeat = table[_spenders(table)]
    return Buying(often, fit_gamma_gamma(repeat["x"], repeat["spend"], near and near.spending))


def value_of(
    model: Buying,
    table: pd.DataFrame,
    months: float,
    yearly: float,
    confidence: float,
    rng: np.random.Generator,
) -> tuple[float, float, float]:
    """Mean value of a customer in so many months, and the interval of what they will bring."""
    each = model.value(table, months, yearly)
    block = rng.permutation(np.arange(len(table)) % BLOCKS)
    without = np.array(
        [fitted(table[block != k], True, model).value(table, months, yearly).mean()
         for k in range(BLOCKS)]
    )  # fmt: skip
    model_error = (BLOCKS - 1) / BLOCKS * ((without - without.mean()) ** 2).sum()
    times = max(1, FUTURES // len(table))
    chance = np.mean([(model.drawn(table, months, rng) - each) ** 2 for _ in range(times)])
    variance = model_error + chance / len(table)
    freedom = (BLOCKS - 1) * (variance / model_error) ** 2 if model_error > 0 else np.inf
    half = stats.t.ppf(0.5 + confidence / 2, freedom) * np.sqrt(variance)  # Satterthwaite (1946)
    value = float(each.mean())
    return value, max(0.0, value - half), value + float(half)


def purchase_error(purchases: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> float:
    """Purchases foretold for the held-out third of the time, over those made, less 1."""
    cut = last - (last - first) * HELD_OUT
    early = summarised(purchases, cut, DAYS_PER_MONTH)
    if len(early) == 0 or (early["x"] > 0).sum() < 2:
        return np.nan
    model = fit_bgnbd(early["x"], early["recency"], early["age"])
    weeks = (last - cut) / pd.Timedelta(days=DAYS_PER_MONTH)
    foretold = float(model.conditional(weeks, early["x"], early["recency"], early["age"]).sum())
    later = purchases[(purchases["time"] > cut) & purchases["customer"].isin(early["customer"])]
    made = len(later.assign(day=later["time"].dt.normalize()).drop_duplicates(["customer", "day"]))
    return foretold / made - 1 if made else np.nan
