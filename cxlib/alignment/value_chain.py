"""Where cost and customer value part company: activities against the moments they serve."""

from __future__ import annotations

import numpy as np
import pandas as pd

APART = 2.0  # a share of cost twice the share of value, or half of it, is worth a question
COLUMNS = ["activity", "touchpoint", "department", "cost", "value_share", "cost_share", "words"]


def touchpoint_values(moments: pd.DataFrame) -> pd.Series:
    """What is at stake at each touchpoint a year: money where known, else customers.

    A touchpoint's moments are seen from several sides but are the same customers, so the largest
    counts and nothing is added up twice.
    """
    money = moments.value_at_stake.notna().any()
    column = "value_at_stake" if money else "customers_at_stake"
    values = moments.groupby("touchpoint")[column].max()
    return values.dropna().astype(float).clip(lower=0)


def value_chain(activities: pd.DataFrame, values: pd.Series, guilty: pd.DataFrame) -> pd.DataFrame:
    """Each activity's share of cost and of customer value.

    A touchpoint's value goes to the activities found guilty there, in equal parts; where none was,
    to all its activities.

    Parameters
    ----------
    activities : DataFrame
        activity, touchpoint, department, cost (a year).
    values : Series
        Value at stake by touchpoint.
    guilty : DataFrame
        activity and touchpoint of what `raci.guilty` gives.

    Returns
    -------
    DataFrame
        activity, touchpoint, department, cost, value_share and cost_share (0-1, of all), words.
    """
    accused = set(zip(guilty.activity, guilty.touchpoint, strict=True))
    table = activities.reset_index(drop=True)
    strength = pd.Series(
        [float(pair in accused) for pair in zip(table.activity, table.touchpoint, strict=True)],
        index=table.index, dtype=float,
    )  # fmt: skip
    found = strength.groupby(table.touchpoint).transform("sum")
    strength = strength.where(found > 0, 1.0)
    total = strength.groupby(table.touchpoint).transform("sum")
    value = table.touchpoint.map(values).astype(float)
    value = value.mask(table.touchpoint.notna() & value.isna(), 0.0)
    cost = table.cost.astype(float)
    table = table.assign(
        value_share=_share(value * strength / total, float(values.sum())),
        cost_share=_share(cost, float(cost.sum())),
    )
    return table.assign(words=_words(table))[COLUMNS]


def _share(values: pd.Series, total: float) -> pd.Series:
    return values / total if total > 0 else pd.Series(np.nan, index=values.index)


def _words(table: pd.DataFrame) -> list[str]:
    return [_say(v, c) for v, c in zip(table.value_share, table.cost_share, strict=True)]


def _say(value: float, cost: float) -> str:
    if np.isnan(value) or np.isnan(cost):
        return ""
    if cost > APART * value:
        return "costs more than the value it carries"
    if value > APART * cost:
        return "carries more value than it costs"
    return "cost and value go together"
