"""How good the promises are, over all initiatives judged so far, and how that was before."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from cxlib.stats.intervals import z_value


class Calibration(NamedTuple):
    """Observed change as a share of the promised one: 1 is as promised, 0 is nothing.

    `alike`: whether the promises' fates differ no more than chance makes them (Cochran's Q), so
    that they have an average.
    """

    judged: int
    realised: int
    ratio: float
    low: float
    high: float
    alike: bool


def judged_so_far(benefits: pd.DataFrame, past: pd.DataFrame, period: str | None) -> pd.DataFrame:
    """Every promise by its newest judgement: this run's, and those no longer on the list.

    Parameters
    ----------
    benefits : this run's, in the columns of the `benefits` result table
    past : what earlier runs judged: period, initiative, kpi, expected, observed, low, high, result
    period : this run's; what was judged in it or later is no past
    """
    earlier = before(past, period)
    if earlier.empty:
        return benefits
    keys = ["initiative", "kpi"]
    newest = earlier.sort_values("period").drop_duplicates(keys, keep="last")
    listed = pd.MultiIndex.from_frame(benefits[keys])
    gone = newest[~pd.MultiIndex.from_frame(newest[keys]).isin(listed)]
    known = [part for part in (benefits, gone.reindex(columns=benefits.columns)) if len(part)]
    return pd.concat(known, ignore_index=True) if known else benefits


def before(past: pd.DataFrame, period: str | None) -> pd.DataFrame:
    """The judgements of earlier periods."""
    return past[past["period"] < (period or "")] if len(past) else past


def calibration(benefits: pd.DataFrame, confidence: float) -> Calibration | None:
    """The average of observed / promised, each weighted by how surely it is known.

    Promises still open count as soon as there is an estimate, so that only kept promises are not
    the only ones counted. None where fewer than two promises have an estimate.

    Parameters
    ----------
    benefits : expected, observed, low, high, result

    >>> table = pd.DataFrame({"expected": [10.0, 4.0], "observed": [5.0, 2.0], "low": [4.0, 1.6],
    ...     "high": [6.0, 2.4], "result": ["not realised", "realised"]})
    >>> round(calibration(table, 0.95).ratio, 2)
    0.5
    """
    if benefits.empty:
        return None
    known = benefits[benefits["observed"].notna() & (benefits["expected"].fillna(0) != 0)]
    if len(known) < 2:
        return None
    promised = known["expected"].to_numpy(float)
    width = (known["high"] - known["low"]).to_numpy(float) / (2 * z_value(confidence))
    ratio, error = known["observed"].to_numpy(float) / promised, np.abs(width / promised)
    weight = 1 / np.maximum(error, 1e-9) ** 2
    average = float(np.average(ratio, weights=weight))
    half = z_value(confidence) / float(np.sqrt(weight.sum()))
    kept = int((known["result"] == "realised").sum())
    unlike = chdtrc(len(known) - 1, float((weight * (ratio - average) ** 2).sum()))
    alike = bool(unlike >= 1 - confidence)
    return Calibration(len(known), kept, average, average - half, average + half, alike)
