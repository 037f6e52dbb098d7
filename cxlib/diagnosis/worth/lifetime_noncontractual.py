"""What a customer without a contract is worth: BG/NBD for how often, gamma-gamma for how much.

Nobody says goodbye: whether a silent customer is gone or only resting is inferred from how often
they bought and when last (Fader, Hardie & Lee 2005a). What they spend per purchase is inferred from
their own mean, drawn towards everybody's (Fader, Hardie & Lee 2005b). The models are judged on a
hold-out: fitted to the first part of the time, they must foretell the purchases of the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

TOLERANCE = {"xatol": 1e-6, "fatol": 1e-8, "maxiter": 4000, "maxfev": 4000}
NEAR = {"xatol": 1e-3, "fatol": 1e-5, "maxiter": 400, "maxfev": 400}  # where the start is good
LIMIT = 7.0  # of the log parameters: at e^7 customers differ by 3 %; beyond, hyp2f1 loses its way


class BgNbd(NamedTuple):
    """Buying: rates are Gamma(r, alpha), the chance to stop after a purchase is Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Of each customer: x repeat purchases, the last at `recency`, watched until `age`."""
        r, alpha, a, b = self
        x, recency, age = (np.asarray(v, float) for v in (x, recency, age))
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        common += betaln(a, b + x) - betaln(a, b)
        alive = -(r + x) * np.log(alpha + age)
        with np.errstate(divide="ignore", invalid="ignore"):
            gone = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recency)
        return common + np.where(x > 0, np.logaddexp(alive, gone), alive)

    def expected(self, weeks: np.ndarray) -> np.ndarray:
        """Repeat purchases expected of a new customer in so much time (equation 9)."""
        r, alpha, a, b = self
        t = np.asarray(weeks, float)
        shrink = (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, t / (alpha + t))
        return (a + b - 1) / (a - 1) * (1 - shrink)

    def still_there(self, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
        """The chance that the customer is still one."""
        r, alpha, a, b = self
        x, recency, age = (np.asarray(v, float) for v in (x, recency, age))
        odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + recency)) ** (r + x)
        return 1 / (1 + np.where(x > 0, odds, 0.0))

    def conditional(
        self, weeks: float, x: np.ndarray, recency: np.ndarray, age: np.ndarray
    ) -> np.ndarray:
        """Purchases expected in the next `weeks`, given what was seen (equation 10)."""
        r, alpha, a, b = self
        x, age = np.asarray(x, float), np.asarray(age, float)
        z = weeks / (alpha + age + weeks)
        shrink = ((alpha + age) / (alpha + age + weeks)) ** (r + x)
        shrink = shrink * hyp2f1(r + x, b + x, a + b + x - 1, z)
        bought = (a + b + x - 1) / (a - 1) * (1 - shrink)
        return bought * self.still_there(x, recency, age)

    def none_by(self, weeks: float) -> float:
        """The chance that a new customer makes no repeat purchase in so much time (equation 8)."""
        return float((self.alpha / (self.alpha + weeks)) ** self.r)


def _search(minus_likelihood: Callable, size: int, near: np.ndarray | None) -> np.ndarray:
    """The likeliest parameters, searched on their logs; from `near` where that is known."""

    def of_logs(logs: np.ndarray) -> float:
        return minus_likelihood(np.exp(np.clip(logs, -LIMIT, LIMIT)))

    if near is None:
        best = minimize(of_logs, np.zeros(size), method="Nelder-Mead", options=TOLERANCE)
    else:
        start = np.clip(np.log(near), -LIMIT, LIMIT)
        corners = np.vstack([start, start + 0.1 * np.eye(size)])
        options = NEAR | {"initial_simplex": corners}
        best = minimize(of_logs, start, method="Nelder-Mead", options=options)
    return np.exp(np.clip(best.x, -LIMIT, LIMIT))


def fit_bgnbd(
    x: np.ndarray,
    recency: np.ndarray,
    age: np.ndarray,
    counts: np.ndarray | None = None,
    near: BgNbd | None = None,
) -> BgNbd:
    """Maximum likelihood. `counts` tells how many customers share a row; `near` where to begin.

    The unit of time is free; it is scaled for the search, so that weeks and days fit alike.
    """
    x, recency, age = (np.asarray(v, float) for v in (x, recency, age))
    weights = np.ones_like(x) if counts is None else np.asarray(counts, float)
    scale = float(np.average(age, weights=weights))

    def minus_likelihood(parameters: np.ndarray) -> float:
        model = BgNbd(*parameters)
        return -float(weights @ model.log_likelihood(x, recency / scale, age / scale))

    begin = None if near is None else np.array([near.r, near.alpha / scale, near.a, near.b])
    r, alpha, a, b = map(float, _search(minus_likelihood, 4, begin))
    return BgNbd(r, alpha * scale, a, b)


class GammaGamma(NamedTuple):
    """Spending: a purchase is Gamma(p, nu), nu differs by Gamma(q, v)."""

    p: float
    q: float
    v: float

    def log_likelihood(self, x: np.ndarray, spend: np.ndarray) -> np.ndarray:
        p, q, v = self
        px = p * np.asarray(x, float)
        spend, x = np.asarray(spend, float), np.asarray(x, float)
        value = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v)
        return value + (px - 1) * np.log(spend) + px * np.log(x) - (px + q) * np.log(v + x * spend)

    def expected(self, x: np.ndarray, spend: np.ndarray) -> np.ndarray:
        """Mean value per purchase expected of a customer who spent `spend` in x purchases."""
        p, q, v = self
        x, spend = np.asarray(x, float), np.asarray(spend, float)
        spent = np.where(x > 0, x * spend, 0.0)
        return p * (v + spent) / (p * x + q - 1)


def fit_gamma_gamma(x: np.ndarray, spend: np.ndarray, near: GammaGamma | None = None) -> GammaGamma:
    """Maximum likelihood from customers with repeat purchases; x purchases of mean value `spend`.

    The unit of money is free; it is scaled for the search.
    """
    x, spend = np.asarray(x, float), np.asarray(spend, float)
    scale = float(spend.mean())

    def minus_likelihood(parameters: np.ndarray) -> float:
        return -float(GammaGamma(*parameters).log_likelihood(x, spend / scale).sum())

    begin = None if near is None else np.array([near.p, near.q, near.v / scale])
    p, q, v = map(float, _search(minus_likelihood, 3, begin))
    return GammaGamma(p, q, v * scale)


def summarised(purchases: pd.DataFrame, until: pd.Timestamp, unit_days: float) -> pd.DataFrame:
    """Purchases as the models want them.

    Parameters
    ----------
    purchases : customer, time, value. Purchases of one customer on one day count as one.
    until : the end of observation.
    unit_days : length of the unit of time.

    Returns
    -------
    DataFrame
        customer, x (repeat purchases), recency and age (in the unit, from the first purchase),
        spend (mean value of the repeat purchases; missing without one).
    """
    seen = purchases[purchases["time"] <= until]
    daily = seen.assign(day=seen["time"].dt.normalize()).groupby(["customer", "day"])["value"].sum()
    daily = daily.reset_index().sort_values(["customer", "day"])
    repeat = daily.duplicated("customer")
    bought = daily.groupby("customer")["day"].agg(["min", "max", "count"])
    unit = pd.Timedelta(days=unit_days)
    return pd.DataFrame(
        {
            "x": bought["count"] - 1,
            "recency": (bought["max"] - bought["min"]) / unit,
            "age": (until.normalize() - bought["min"]) / unit,
            "spend": daily[repeat].groupby("customer")["value"].mean(),
        }
    ).reset_index()
