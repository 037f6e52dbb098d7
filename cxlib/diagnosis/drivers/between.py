"""Drivers that hold between groups of customers and vanish inside them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE

INSIDE = ["outcome", "variable", "segment", "effect", "margin", "failed", "survived"]
MOST_INSIDE = 0.5  # of the effect over everybody; more than that may still be there inside


def inside(table: pd.DataFrame) -> pd.DataFrame:
    """What is left of each critical driver's effect inside the groups of each segment.

    The effects inside a segment's levels are pooled by their precision. A driver that holds over
    everybody has failed where the pooled interval holds nought and lies within half the effect
    over everybody: then the groups make the difference. It has survived where the interval lies
    on the effect's side of nought.

    Parameters
    ----------
    table : rows of `drivers`, those inside the segments too

    Returns
    -------
    DataFrame
        outcome, variable, segment, effect (pooled), margin (half its interval), failed, survived.
    """
    rows = table[table["effect"].notna() & (table["level"] != "group")]
    whole = rows[(rows["scope"] == EVERYWHERE) & rows["critical"].fillna(False).astype(bool)]
    within = rows[rows["scope"].str.contains("=")]
    within = within.assign(segment=within["scope"].str.split("=", n=1).str[0])
    found = [
        {"outcome": outcome, "variable": row.variable, "segment": segment, **told}
        for (outcome, segment), part in within.groupby(["outcome", "segment"])
        for row in whole[whole["outcome"] == outcome].itertuples()
        if (told := _pooled(part[part["variable"] == row.variable], float(row.effect)))
    ]
    return pd.DataFrame(found, columns=INSIDE)


def _pooled(part: pd.DataFrame, effect: float) -> dict[str, object]:
    width = (part["effect_high"] - part["effect_low"]).to_numpy(float) / 2
    if len(part) < 2 or not (np.isfinite(width) & (width > 0)).all():
        return {}
    weight = 1 / width**2
    pooled = float(np.average(part["effect"].to_numpy(float), weights=weight))
    margin = float(1 / np.sqrt(weight.sum()))
    gone = abs(pooled) <= margin and abs(pooled) + margin < MOST_INSIDE * abs(effect)
    there = pooled * np.sign(effect) > margin
    return {"effect": pooled, "margin": margin, "failed": gone, "survived": bool(there)}
