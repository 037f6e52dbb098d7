"""How good the promises are, over all initiatives judged so far."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.stats.intervals import z_value


class Calibration(NamedTuple):
    """Observed change as a share of the promised one: 1 is as promised, 0 is nothing."""

    judged: int
    realised: int
    ratio: float
    low: float
    high: float


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
    return Calibration(len(known), kept, average, average - half, average + half)
