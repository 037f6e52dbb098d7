"""Intervals of shares, means and counts, the same for every source."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.stats import intervals


def share(frame: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """`numerator` / `denominator` with Wilson's interval; n is the rounded denominator."""
    top, base = frame["numerator"].to_numpy(float), frame["denominator"].to_numpy(float)
    low, high = intervals.wilson(top, base, confidence)
    value = np.divide(top, base, out=np.full(top.shape, np.nan), where=base > 0)
    spread = np.sqrt(value * (1 - value))
    return frame.assign(n=np.round(base), value=value, low=low, high=high, spread=spread)


def rate(frame: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """`numerator` (a count) per `denominator` (exposure) with the exact Poisson interval.

    n is the count. Source: Garwood (1936).
    """
    count, exposure = frame["numerator"].to_numpy(float), frame["denominator"].to_numpy(float)
    low, high = poisson(count, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = count / exposure
        return frame.assign(
            n=count, value=value, low=low / exposure, high=high / exposure, spread=np.sqrt(value)
        )


def count(frame: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """A plain count in `n`; the interval is that of the Poisson mean behind it (Garwood 1936)."""
    low, high = poisson(frame["n"].to_numpy(float), confidence)
    return frame.assign(value=frame["n"].astype(float), low=low, high=high)


def mean(frame: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The mean in `value` with its t interval, from `spread` and the effective base `n`.

    The interval is that of the base as it is; what is told of it is rounded.

    >>> table = pd.DataFrame({"n": [12.4], "value": 3.0, "spread": 1.0})
    >>> mean(table, 0.95)["n"].tolist()
    [12.0]
    """
    n, spread = frame["n"].to_numpy(float), frame["spread"].to_numpy(float)
    half = stats.t.ppf(0.5 + confidence / 2, np.maximum(n - 1, 1)) * spread / np.sqrt(n)
    half = np.where(n > 1, half, np.nan)
    return frame.assign(n=np.round(n), low=frame["value"] - half, high=frame["value"] + half)


def poisson(counts: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Garwood's exact interval of a Poisson mean.

    >>> [round(float(v), 2) for v in poisson(np.array([10.0]), 0.95)[1]]
    [18.39]
    """
    tail = (1 - confidence) / 2
    low = np.where(counts > 0, stats.chi2.ppf(tail, 2 * counts) / 2, 0.0)
    return low, stats.chi2.ppf(1 - tail, 2 * (counts + 1)) / 2
