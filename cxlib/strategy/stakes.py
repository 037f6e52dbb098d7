"""What each touchpoint is worth, as a distribution that the luckiest estimate does not win."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.stats.intervals import z_value
from cxlib.strategy.shrinkage import shrink

CUSTOMERS = "customers kept"
MONEY_COLUMNS = ("value_at_stake", "value_low", "value_high")
CUSTOMER_COLUMNS = ("customers_at_stake", "customers_low", "customers_high")
SOURCES = ("events", "survey", "operations")  # everybody is in the events, so they come first
COLUMNS = ["touchpoint", "grade", "n", "stake", "spread", "claimed"]


def unit(leaving: pd.DataFrame, currency: str, outcome: str | None) -> str:
    """What benefits are counted in: money where value is known, else customers, else points."""
    if leaving.value_at_stake.notna().any():
        return currency or "money"
    if leaving.customers_at_stake.notna().any():
        return CUSTOMERS
    return f"points of {outcome or 'the main outcome'}"


def stakes(leaving: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """The yearly value at stake at each touchpoint, after shrinking its effect on retention.

    Every touchpoint whose effect was measured takes part, found significant or not: a choice rests
    on the best estimate, and shrinking is what keeps a lucky one from winning it.

    Parameters
    ----------
    leaving : DataFrame
        The result table. Where no row has a `value_at_stake`, customers are counted.

    Returns
    -------
    DataFrame
        touchpoint, grade, n, stake and its standard error `spread` (a year, after shrinking),
        `claimed` (the stake before).
    """
    columns = MONEY_COLUMNS if leaving.value_at_stake.notna().any() else CUSTOMER_COLUMNS
    order = leaving.source.map({source: i for i, source in enumerate(SOURCES)}).fillna(len(SOURCES))
    first = leaving.assign(order=order.astype(int)).sort_values(["order", "touchpoint"])
    first = first[first[columns[0]].notna() & first.effect_on_retention.notna()]
    known = first.drop_duplicates("touchpoint").sort_values("touchpoint", ignore_index=True)
    z = z_value(confidence)
    claimed, spread = _estimate(known, *columns, z)
    effect, error = _estimate(known, "effect_on_retention", "effect_low", "effect_high", z)
    shrunk = shrink(effect, error)
    keep = np.divide(shrunk.mean, effect, where=effect != 0, out=np.ones_like(effect))
    calm = np.divide(shrunk.spread, error, where=error > 0, out=np.ones_like(error))
    return known.assign(
        grade=np.where(known.source.eq("survey"), "survey", "events"),
        stake=claimed * keep, spread=spread * calm, claimed=claimed,
    )[COLUMNS]  # fmt: skip


def _estimate(
    table: pd.DataFrame, value: str, low: str, high: str, z: float
) -> tuple[np.ndarray, np.ndarray]:
    """A column and the standard error its interval stands for."""
    centre, below, above = (table[c].to_numpy(float, na_value=np.nan) for c in (value, low, high))
    return centre, np.nan_to_num((above - below) / (2 * z))


def points(
    drivers: pd.DataFrame,
    variables: pd.DataFrame,
    spreads: Mapping[str, float],
    rooms: Mapping[str, float],
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Where leaving was not measured: the points of the main outcome a touchpoint could bring.

    Effect on the outcome per standard deviation of the touchpoint's overall rating, times the
    standard deviations up to the end of its scale; effects shrunk alike.

    Parameters
    ----------
    drivers : DataFrame
        Rows of the result table for the main outcome, scope "overall".
    spreads, rooms : mappings of variable
        Standard deviation of its answers; points left to the end of its scale.

    Returns
    -------
    DataFrame
        As `stakes` gives.
    """
    where = variables.dropna(subset=["touchpoint"]).drop_duplicates("variable")
    table = drivers.merge(where[["variable", "touchpoint"]], on="variable")
    table = table[table.effect.notna()].sort_values("effect", ascending=False)
    table = table.drop_duplicates("touchpoint").reset_index(drop=True)
    sigmas = np.array([_sigmas(v, spreads, rooms) for v in table.variable])
    error = (table.effect_high - table.effect_low).to_numpy(float, na_value=0.0)
    effect = table.effect.to_numpy(float)
    shrunk = shrink(effect, error / (2 * z_value(confidence)))
    return pd.DataFrame({
        "touchpoint": table.touchpoint, "grade": "survey", "n": table.n,
        "stake": shrunk.mean * sigmas, "spread": shrunk.spread * sigmas, "claimed": effect * sigmas,
    })[sigmas > 0].reset_index(drop=True)  # fmt: skip


def _sigmas(variable: str, spreads: Mapping[str, float], rooms: Mapping[str, float]) -> float:
    spread = spreads.get(variable, 0.0)
    return rooms.get(variable, 0.0) / spread if spread > 0 else 0.0


def draws(stakes: pd.DataFrame, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draws of every stake: (count, touchpoints)."""
    mean, spread = stakes.stake.to_numpy(float), stakes.spread.to_numpy(float)
    return mean + spread * rng.standard_normal((count, len(stakes)))
