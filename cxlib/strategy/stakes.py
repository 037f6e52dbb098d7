"""What each touchpoint is worth, as a distribution that the luckiest estimate does not win."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.stats.intervals import z_value
from cxlib.strategy.shrinkage import shrink

MONEY, CUSTOMERS, POINTS = "money", "customers kept", "points"  # what benefits are counted in
MONEY_COLUMNS = ("value_at_stake", "value_low", "value_high")
CUSTOMER_COLUMNS = ("customers_at_stake", "customers_low", "customers_high")
SOURCES = ("events", "survey", "operations")  # everybody is in the events, so they come first
EFFECT = ("effect_on_retention", "low", "high")
PAIN, DELIGHT = "pain", "delight"
BASES = {"survey": "answers", "operations": "runs"}  # what n counts, where it is not said
COLUMNS = ["place", "touchpoint", "grade", "n", "n_of", "stake", "spread", "claimed"]


def unit(leaving: pd.DataFrame) -> str:
    """What benefits are counted in: money where value is known, else customers, else points."""
    if leaving.value_at_stake.notna().any():
        return MONEY
    return CUSTOMERS if leaving.customers_at_stake.notna().any() else POINTS


def stakes(leaving: pd.DataFrame, moments: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """The yearly value at stake at each touchpoint, after shrinking its effect on retention.

    A moment's own worth comes first; a touchpoint without one counts with what `leaving` says.
    Every touchpoint whose effect was measured takes part, found significant or not: a choice rests
    on the best estimate, and shrinking is what keeps a lucky one from winning it.

    Parameters
    ----------
    leaving, moments : DataFrame
        The result tables. Where no row has a `value_at_stake`, customers are counted.

    Returns
    -------
    DataFrame
        place ("touchpoint:pain", or "touchpoint:delight" for what is gained where nothing is
        wrong: the two may be worth something each), touchpoint, grade, n and n_of, stake and its
        standard error `spread` (a year, after shrinking), `claimed` (the stake before).
    """
    columns = MONEY_COLUMNS if leaving.value_at_stake.notna().any() else CUSTOMER_COLUMNS
    known = _measured(leaving, moments, columns[0])
    z = z_value(confidence)
    claimed, spread = _estimate(known, *columns, z)
    effect, error = _estimate(known, *EFFECT, z)
    shrunk = shrink(effect, error)
    keep = np.divide(shrunk.mean, effect, where=effect != 0, out=np.ones_like(effect))
    calm = np.divide(shrunk.spread, error, where=error > 0, out=np.ones_like(error))
    return known.assign(stake=claimed * keep, spread=spread * calm, claimed=claimed)[COLUMNS]


def place(touchpoint: str, moment: object) -> str:
    """What a stake is known by: pain and delight at one touchpoint are two stakes.

    >>> place("cart", "friction"), place("cart", "delight")
    ('cart:pain', 'cart:delight')
    """
    return f"{touchpoint}:{DELIGHT if moment == DELIGHT else PAIN}"


def _measured(leaving: pd.DataFrame, moments: pd.DataFrame, worth: str) -> pd.DataFrame:
    """One row per place: the moment's, else the first of `leaving` by source."""
    renamed = leaving.drop(columns=["low", "high"]).rename(
        columns={"effect_low": "low", "effect_high": "high"}
    )
    order = {source: i for i, source in enumerate(SOURCES)}
    rest = renamed.assign(
        order=renamed.source.map(order).fillna(len(order)).astype(float),
        grade=np.where(renamed.source.eq("survey"), "survey", "events"), moment=PAIN,
    )  # fmt: skip
    own = moments.sort_values("rank").assign(order=-1.0, source=moments.grade)
    both = pd.concat([own, rest], ignore_index=True)
    both = both[both[worth].notna() & both.effect_on_retention.notna()]
    both["place"] = [place(t, m) for t, m in zip(both.touchpoint, both.moment, strict=True)]
    first = both.sort_values(["place", "order"], kind="stable").drop_duplicates("place")
    usual = first.source.map(BASES).fillna("visits")
    said = first["n_of"].astype(object) if "n_of" in first else usual
    return first.assign(n_of=said.where(said.notna(), usual)).reset_index(drop=True)


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
        Rows of the result table for the main outcome, scope "overall", turned so that more is
        better (`evidence.toward_better`).
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
        "place": [place(t, PAIN) for t in table.touchpoint], "touchpoint": table.touchpoint,
        "grade": "survey", "n": table.n, "n_of": "answers", "stake": shrunk.mean * sigmas,
        "spread": shrunk.spread * sigmas, "claimed": effect * sigmas,
    })[sigmas > 0].reset_index(drop=True)  # fmt: skip


def _sigmas(variable: str, spreads: Mapping[str, float], rooms: Mapping[str, float]) -> float:
    spread = spreads.get(variable, 0.0)
    return rooms.get(variable, 0.0) / spread if spread > 0 else 0.0


def draws(stakes: pd.DataFrame, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draws of every stake: (count, touchpoints)."""
    mean, spread = stakes.stake.to_numpy(float), stakes.spread.to_numpy(float)
    return mean + spread * rng.standard_normal((count, len(stakes)))
