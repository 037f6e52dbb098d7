"""What a touchpoint's bad experiences cost in a year: customers, and money where margin is known.

customers at stake = customers with an experience at the touchpoint in a year
                     x share of them with a bad one (as things stand in the window)
                     x retention lost by a bad one

Money is customers times the margin of a customer's lifetime. Uncertainty of the share (a beta draw)
and of the effect (its own draws) go through to the end. Where the experiences come from a survey,
those who did not answer are taken to fare like those who did.
"""

from __future__ import annotations

import numpy as np

from cxlib.diagnosis.worth.passing import Met
from cxlib.stats.intervals import z_value

PRIOR = 0.5  # Jeffreys' prior of a share
STAKES = (
    "customers_at_stake", "customers_low", "customers_high", "value_at_stake", "value_low",
    "value_high",
)  # fmt: skip


def at_stake(
    draws: np.ndarray,
    difference: float,
    met: Met,
    lifetime: tuple[float, float, float],
    confidence: float,
    rng: np.random.Generator,
) -> dict[str, float]:
    """Customers and money lost in a year by bad experiences at one touchpoint.

    Parameters
    ----------
    draws, difference : retention lost by a bad experience, drawn and estimated.
    met : customers with an experience in the window, and how many a year has.
    lifetime : margin of a customer's lifetime with its interval at `confidence`; missing without
        margin.

    Returns
    -------
    dict
        customers_at_stake, customers_low, customers_high, value_at_stake, value_low, value_high.
    """
    if not met.known or not len(draws):
        return dict.fromkeys(STAKES, np.nan)
    share = rng.beta(met.bad + PRIOR, met.known - met.bad + PRIOR, size=draws.size)
    lost = met.a_year * share * draws
    low, high = _ends(lost, confidence)
    centre = met.a_year * met.bad / met.known * difference
    money = _money(lost, lifetime, confidence, rng)
    known = bool(np.isfinite(money).all())
    money_low, money_high = _ends(money, confidence) if known else (np.nan, np.nan)
    values = (centre, low, high, centre * lifetime[0], money_low, money_high)
    return dict(zip(STAKES, map(float, values), strict=True))


def _ends(draws: np.ndarray, confidence: float) -> tuple[float, float]:
    """The draws' percentiles, at which one more draw would lie outside just as often (Weibull)."""
    tail = 50 * (1 - confidence)
    low, high = np.percentile(draws, [tail, 100 - tail], method="weibull")
    return float(low), float(high)


def _money(
    lost: np.ndarray, lifetime: tuple[float, float, float], confidence: float, rng
) -> np.ndarray:
    """Draws of money: lifetime value drawn as normal over its interval."""
    value, low, high = lifetime
    error = max(high - low, 0.0) / (2 * z_value(confidence))
    return lost * rng.normal(value, error, size=lost.size)
