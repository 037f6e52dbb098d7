"""What so few answers can carry: the change they would show, and how many more are needed."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

POWER = 0.80  # a change that is there is seen four times in five (Cohen 1988)
WORTH_SEEING = {  # the change a client acts on; said wherever it is used
    "nps": 10.0,  # points
    "top2": 0.10,  # ten in a hundred customers
    "share": 0.10,
    "mean": 0.10,  # of the scale's length
}


def detectable(spread: np.ndarray, n: np.ndarray, confidence: float = 0.95) -> np.ndarray:
    """The change between two surveys of n answers each that would be seen with 80 % power.

    In the unit of `spread`, the answers' standard deviation. Two-sided test at 1 − confidence.

    >>> round(float(detectable(80.0, 30)), 1)  # points of NPS
    57.9
    """
    spread, n = np.asarray(spread, float), np.asarray(n, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 1, _factor(confidence) * spread * np.sqrt(2 / n), np.nan)


def needed(spread: np.ndarray, change: np.ndarray, confidence: float = 0.95) -> np.ndarray:
    """How many answers each of two surveys needs to show this change with 80 % power.

    >>> float(needed(80.0, 10.0))
    1005.0
    """
    change = np.asarray(change, float)
    return np.ceil(2 * (_factor(confidence) * np.asarray(spread, float) / change) ** 2)


def _factor(confidence: float) -> float:
    return float(norm.ppf(0.5 + confidence / 2) + norm.ppf(POWER))


def worth_seeing(metric: str, limits: tuple[float, float] | None) -> float:
    """The change a client acts on, in the metric's unit; `limits` are the scale's ends.

    >>> worth_seeing("mean", (1.0, 7.0)), worth_seeing("nps", None)
    (0.6000000000000001, 10.0)
    """
    if metric != "mean":
        return WORTH_SEEING[metric]
    low, high = limits or (0.0, 10.0)
    return WORTH_SEEING["mean"] * (high - low)
