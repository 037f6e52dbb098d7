"""From which duration on does the damage start?

A straight line that is flat up to a point and rises after it (a broken stick), fitted over a grid
of points; the interval holds the points whose fit is not significantly worse (Hinkley 1969). A
point is reported only where the stick fits better than a straight line through all durations.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

GRID = np.linspace(0.1, 0.9, 81)  # quantiles of the durations: neither arm may rest on a tenth
FEWEST = 60  # results: a bend needs thirty points each side
BETTER = 4.0  # likelihood ratio over a straight line: exceeded by 4 % of straight ones (simulated)


def threshold(
    duration: np.ndarray, worse: np.ndarray, confidence: float
) -> tuple[float, float, float] | None:
    """The duration from which `worse` rises, with its interval; None where no point stands out.

    >>> days = np.linspace(0, 10, 200)
    >>> found = threshold(days, np.maximum(days - 4, 0), 0.95)
    >>> round(found[0])
    4
    """
    known = np.isfinite(duration) & np.isfinite(worse)
    duration, worse = duration[known], worse[known]
    points = np.unique(np.quantile(duration, GRID)) if duration.size else np.array([])
    if duration.size < FEWEST or points.size < 3 or np.ptp(worse) == 0:
        return None
    errors, slopes = _stick(duration, worse, points)
    best = int(np.argmin(errors))
    straight, _ = _stick(duration, worse, np.array([duration.min()]))
    n = duration.size
    floor = np.finfo(float).tiny
    gain = n * (np.log(max(straight[0], floor)) - np.log(max(errors[best], floor)))
    if gain < BETTER or slopes[best] <= 0:
        return None
    limit = errors[best] * (1 + stats.chi2.ppf(confidence, 1) / (n - 3)) + floor
    held = np.flatnonzero(errors <= limit)
    low, high = max(held.min() - 1, 0), min(held.max() + 1, points.size - 1)  # between grid points
    return float(points[best]), float(points[low]), float(points[high])


def _stick(x: np.ndarray, y: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Residual sums of squares and slopes of y on max(x - point, 0), one per point."""
    rise = np.maximum(x[None, :] - points[:, None], 0)
    rise = rise - rise.mean(axis=1, keepdims=True)
    centred = y - y.mean()
    spread = (rise**2).sum(axis=1)
    slope = np.divide(rise @ centred, spread, out=np.zeros(len(points)), where=spread > 0)
    return (centred**2).sum() - slope**2 * spread, slope
