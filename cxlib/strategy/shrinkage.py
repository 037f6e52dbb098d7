"""Effects pulled towards their common mean, because the largest estimates are the luckiest.

Choosing what looks best and then expecting it to be as good as it looked is the winner's curse.
The remedy is the normal-normal empirical Bayes estimate (Efron & Morris 1975, JASA 70:311-319)
with the spread of the true effects by Paule & Mandel (1982, J. Res. NBS 87:377-385) and the
correction of the intervals by Morris (1983, JASA 78:47-55).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

FEWEST_FOR_A_MEAN = 4  # Efron & Morris: towards a mean that is itself estimated, k >= 4


@dataclass(frozen=True)
class Shrunk:
    """Posterior mean and spread of each effect, and what the effects have in common."""

    mean: np.ndarray
    spread: np.ndarray
    centre: float
    between: float


def shrink(estimate: ArrayLike, spread: ArrayLike) -> Shrunk:
    """Shrink estimates with standard errors `spread` towards their common mean.

    With fewer than four estimates the common mean is not knowable and they are shrunk towards
    zero instead. An estimate without noise stays where it is.

    Parameters
    ----------
    estimate, spread : array-like
        Finite numbers in one unit; `spread` at or above 0.

    Examples
    --------
    >>> shrink([0.0, 4.0, 8.0, 12.0], [2.0, 2.0, 2.0, 2.0]).mean.round(2)
    array([ 0.9,  4.3,  7.7, 11.1])
    """
    b, s = np.asarray(estimate, float), np.asarray(spread, float)
    if not len(b):
        return Shrunk(b, s, 0.0, 0.0)
    towards_zero = len(b) < FEWEST_FOR_A_MEAN
    between = _between(b, s, towards_zero)
    centre = 0.0 if towards_zero else _centre(b, s, between)
    total = between + s**2
    keep = np.where(total > 0, between / np.where(total > 0, total, 1), 1.0)
    variance = keep * s**2 if towards_zero else _morris(b, s, 1 - keep, centre)
    return Shrunk(centre + keep * (b - centre), np.sqrt(variance), centre, between)


def _morris(b: np.ndarray, s: np.ndarray, pull: np.ndarray, centre: float) -> np.ndarray:
    """Posterior variance when centre and spread are themselves estimated (Morris 1983, JASA)."""
    k = len(b)
    less = pull * (k - 3) / (k - 1)
    return s**2 * (1 - (k - 1) / k * less) + 2 / (k - 3) * less**2 * (b - centre) ** 2


def _weights(s: np.ndarray, between: float) -> np.ndarray:
    tiny = np.finfo(float).tiny ** 0.5
    return 1 / np.maximum(between + s**2, tiny)


def _centre(b: np.ndarray, s: np.ndarray, between: float) -> float:
    return float(np.average(b, weights=_weights(s, between)))


def _between(b: np.ndarray, s: np.ndarray, towards_zero: bool) -> float:
    """The variance of the true effects: where the weighted sum of squares equals its df."""
    df = len(b) if towards_zero else len(b) - 1

    def excess(between: float) -> float:
        centre = 0.0 if towards_zero else _centre(b, s, between)
        return float((_weights(s, between) * (b - centre) ** 2).sum() - df)

    upper = float(np.square(b).sum() + np.square(s).sum())
    if upper == 0 or excess(0.0) <= 0:
        return 0.0
    return float(brentq(excess, 0.0, upper * 2))
