"""Where cost and customer value part company: activities against the moments they serve."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.results.coded import coded
from cxlib.stats.intervals import z_value

APART = 2.0  # a share of cost twice the share of value, or half of it, is worth a question
COLUMNS = ["activity", "touchpoint", "department", "cost", "value_share", "value_low", "value_high",
           "cost_share", "words"]  # fmt: skip


def touchpoint_values(moments: pd.DataFrame) -> pd.DataFrame:
    """What is at stake at each touchpoint a year: money where known, else customers.

    A touchpoint's moments are seen from several sides but are the same customers, so the largest
    counts and nothing is added up twice.

    Returns
    -------
    DataFrame
        value, low, high by touchpoint; 0 at least.
    """
    what = "value" if moments.value_at_stake.notna().any() else "customers"
    measured = ["touchpoint", f"{what}_at_stake", f"{what}_low", f"{what}_high"]
    named = moments[measured].set_axis(["touchpoint", "value", "low", "high"], axis="columns")
    known = named.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
    largest = known.drop_duplicates("touchpoint").set_index("touchpoint").sort_index()
    return largest.astype(float).clip(lower=0)


def value_chain(
    activities: pd.DataFrame, values: pd.DataFrame, guilty: pd.DataFrame, confidence: float = 0.95
) -> pd.DataFrame:
    """Each activity's share of cost and of customer value.

    A touchpoint's value goes to the activities found guilty there, in equal parts; where none was,
    to all its activities.

    Parameters
    ----------
    activities : DataFrame
        activity, touchpoint, department, cost (a year).
    values : DataFrame
        value, low, high by touchpoint, as `touchpoint_values` gives them.
    guilty : DataFrame
        activity and touchpoint of what `causes.guilty` gives.
    confidence : that of the intervals of `values` and of the shares

    Returns
    -------
    DataFrame
        activity, touchpoint, department, cost, value_share with its interval and cost_share (0-1,
        of all), words (a code: how the two compare).
    """
    table = activities.reset_index(drop=True)
    part, traced = _parts(table, guilty)
    shares = _value_shares(values, confidence).reindex(table.touchpoint).reset_index(drop=True)
    # where no moment's worth was measured, its share is not known: that is not a share of nothing
    bare = table.touchpoint.notna() & shares.value.isna() & (len(values) > 0)
    cost = table.cost.astype(float)
    table = table.assign(
        value_share=shares.value * part,
        value_low=(shares.low * part).mask(traced),
        value_high=(shares.high * part).mask(traced),
        cost_share=cost / cost.sum() if cost.sum() > 0 else np.nan,
        traced=traced,
        bare=bare,
    )
    return table.assign(words=[_compared(row) for row in table.itertuples()])[COLUMNS]


def _parts(table: pd.DataFrame, guilty: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The part of its touchpoint's value that each row carries; whether it was traced elsewhere."""
    accused = set(zip(guilty.activity, guilty.touchpoint, strict=True))
    found = pd.Series(
        [float(pair in accused) for pair in zip(table.activity, table.touchpoint, strict=True)],
        index=table.index, dtype=float,
    )  # fmt: skip
    proven = found.groupby(table.touchpoint).transform("sum") > 0
    strength = found.where(proven, 1.0)
    part = strength / strength.groupby(table.touchpoint).transform("sum")
    return part, proven & (found == 0)


def _value_shares(values: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Each touchpoint's share of all that is at stake, with its interval.

    The stakes are taken as independent estimates; the variance of a share of their sum is that of
    the ratio to first order (delta method).
    """
    total = float(values.value.sum())
    if total <= 0:
        return pd.DataFrame(columns=["value", "low", "high"], dtype=float)
    quantile = z_value(confidence)
    variance = ((values.high - values.low) / (2 * quantile)) ** 2
    share = values.value / total
    others = variance.sum(skipna=False) - variance
    half = quantile * np.sqrt((1 - share) ** 2 * variance + share**2 * others) / total
    ends = {"low": (share - half).clip(0, 1), "high": (share + half).clip(0, 1)}
    return pd.DataFrame({"value": share, **ends})


def _compared(row: object) -> str | None:
    """How cost and value compare, told apart only where the interval does."""
    cost, value = row.cost_share, row.value_share
    if row.bare and not np.isnan(cost):
        return coded("value_chain|no moment")
    if np.isnan(cost) or np.isnan(value):
        return None
    if row.traced:
        return coded("value_chain|traced elsewhere")
    if cost > APART * row.value_high:
        return coded("value_chain|costs more")
    if row.value_low > APART * cost:
        return coded("value_chain|carries more")
    together = row.value_high <= APART * cost and cost <= APART * row.value_low
    return coded("value_chain|together" if together else "value_chain|too close")
