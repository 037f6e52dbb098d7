"""What each moment is worth, as a distribution that is not taken in by the luckiest estimate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.stats.intervals import z_value
from cxlib.strategy.shrinkage import shrink

COLUMNS = ("moment_id", "touchpoint", "moment", "grade", "n", "stake", "spread", "claimed")


def unit(engagement: Engagement, moments: pd.DataFrame) -> str:
    """What benefits are counted in: the currency where value is known, else customers kept."""
    if _in_money(moments):
        return engagement.config.currency or "money"
    return "customers kept"


def stakes(moments: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """The yearly value at stake at each moment, after shrinking its effect on retention.

    The stake is proportional to the effect on retention, so it is shrunk by the same factor.
    A moment whose worth was not measured is left out.

    Parameters
    ----------
    moments : DataFrame
        The result table `moments`. Where no row has a `value_at_stake`, customers are counted.

    Returns
    -------
    DataFrame
        moment_id, touchpoint, moment, grade, n, stake and its standard error `spread` (a year,
        after shrinking), `claimed` (the stake before).

    Examples
    --------
    >>> one = {"moment_id": "a:truth", "touchpoint": "a", "moment": "truth", "rank": 1, "n": 90}
    >>> worth = {"value_at_stake": 100.0, "value_low": 20.0, "value_high": 180.0}
    >>> effect = {"grade": "both", "effect_on_retention": 0.1, "low": 0.02, "high": 0.18}
    >>> stakes(pd.DataFrame([one | worth | effect])).stake.round(1).tolist()
    [83.3]
    """
    columns = ("value_at_stake", "value_low", "value_high")
    if not _in_money(moments):
        columns = ("customers_at_stake", "customers_low", "customers_high")
    known = moments[moments[columns[0]].notna()] if columns[0] in moments else moments[:0]
    claimed, low, high = (known[c].to_numpy(float, na_value=np.nan) for c in columns)
    z = z_value(confidence)
    spread = np.nan_to_num((high - low) / (2 * z))
    stake, after = _shrunk(known, claimed, spread, z)
    out = known.reindex(columns=["moment_id", "touchpoint", "moment", "grade", "n"])
    return out.assign(stake=stake, spread=after, claimed=claimed).reset_index(drop=True)


def draws(stakes: pd.DataFrame, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draws of every moment's stake: (count, moments)."""
    mean, spread = stakes.stake.to_numpy(float), stakes.spread.to_numpy(float)
    return mean + spread * rng.standard_normal((count, len(stakes)))


def _in_money(moments: pd.DataFrame) -> bool:
    return "value_at_stake" in moments and bool(moments.value_at_stake.notna().any())


def _shrunk(
    known: pd.DataFrame, claimed: np.ndarray, spread: np.ndarray, z: float
) -> tuple[np.ndarray, np.ndarray]:
    """Shrinking happens on the effects, which are comparable; stakes follow in proportion."""
    effect, low, high = (
        known[c].to_numpy(float, na_value=np.nan) for c in ("effect_on_retention", "low", "high")
    )
    error = (high - low) / (2 * z)
    usable = np.isfinite(effect) & np.isfinite(error) & (effect != 0)
    per_effect = np.divide(claimed, effect, where=usable, out=np.zeros_like(claimed))
    facing = np.where(per_effect < 0, -1.0, 1.0)  # a harm written as a negative effect
    shrunk = shrink((effect * facing)[usable], error[usable])
    stake, after = claimed.copy(), spread.copy()
    stake[usable] = shrunk.mean * np.abs(per_effect[usable])
    after[usable] = _widest(shrunk.spread, error[usable], per_effect[usable], spread[usable])
    return stake, after


def _widest(
    after: np.ndarray, error: np.ndarray, per_effect: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """The effect's spread as money, or the stake's own (values vary too) reduced alike."""
    reduction = np.divide(after, error, where=error > 0, out=np.ones_like(error))
    return np.maximum(after * np.abs(per_effect), spread * np.minimum(reduction, 1))
