"""Drivers that hold between groups of customers and vanish inside them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE
from cxlib.diagnosis.saying import listed

MOST_INSIDE = 0.5  # of the effect over everybody; more than that may still be there inside


def only_between(table: pd.DataFrame) -> pd.DataFrame:
    """Critical variables whose effect is a difference between segments: outcome, variable, segment.

    The effects inside a segment's levels are pooled by their precision; where the pooled interval
    holds nought and lies within half the effect over everybody, the groups make the difference.

    Parameters
    ----------
    table : rows of `drivers`, those inside the segments too
    """
    rows = table[table["effect"].notna() & (table["level"] == "variable")]
    whole = rows[(rows["scope"] == EVERYWHERE) & rows["critical"].fillna(False).astype(bool)]
    inside = rows[rows["scope"].str.contains("=")]
    inside = inside.assign(segment=inside["scope"].str.split("=", n=1).str[0])
    found = [
        {"outcome": outcome, "variable": row.variable, "segment": segment}
        for (outcome, segment), part in inside.groupby(["outcome", "segment"])
        for row in whole[whole["outcome"] == outcome].itertuples()
        if _vanishes(part[part["variable"] == row.variable], float(row.effect))
    ]
    return pd.DataFrame(found, columns=["outcome", "variable", "segment"])


def between_groups(found: pd.DataFrame) -> list[str]:
    """A warning for each outcome and segment of `only_between`."""
    return [
        f"{listed(list(part['variable']))}: goes with '{outcome}' over everybody, and inside the "
        f"groups of {segment} no more than chance does. The groups differ in both; whether the "
        "rating matters cannot be told from that. Do not act on it before looking inside."
        for (outcome, segment), part in found.groupby(["outcome", "segment"])
    ]


def _vanishes(part: pd.DataFrame, effect: float) -> bool:
    width = (part["effect_high"] - part["effect_low"]).to_numpy(float) / 2
    if len(part) < 2 or not (np.isfinite(width) & (width > 0)).all():
        return False
    weight = 1 / width**2
    pooled = float(np.average(part["effect"].to_numpy(float), weights=weight))
    margin = float(1 / np.sqrt(weight.sum()))
    return abs(pooled) <= margin and abs(pooled) + margin < MOST_INSIDE * abs(effect)
