"""EWMA and CUSUM: charts that remember, for shifts too small for a single point to show."""

from __future__ import annotations

import numpy as np

EWMA_WEIGHT = 0.2  # lambda; with L below an in-control run length of 500
EWMA_WIDTH = 2.962  # L; Lucas & Saccucci (1990), table 3
CUSUM_SLACK = 0.5  # k: half of the shift of 1 sigma to be found
CUSUM_DECISION = 5.0  # h; with k = .5 an in-control run length of 465 (Lucas & Crosier 1982)


def ewma(distance: np.ndarray, weight: float = EWMA_WEIGHT, start: float = 0.0) -> np.ndarray:
    """The exponentially weighted mean of each row; a missing point leaves it as it was.

    Source: Roberts (1959); NIST/SEMATECH e-Handbook 6.3.2.4.

    >>> ewma(np.array([[1.0, np.nan, 1.0]]), weight=0.5)
    array([[0.5 , 0.5 , 0.75]])
    """
    state = np.full(distance.shape[0], float(start))
    steps = []
    for point in distance.T:
        state = np.where(np.isfinite(point), weight * point + (1 - weight) * state, state)
        steps.append(state)
    return np.stack(steps, axis=1) if steps else distance


def ewma_width(
    points: int, weight: float = EWMA_WEIGHT, width: float = EWMA_WIDTH, exact: bool = True
) -> np.ndarray:
    """Half the distance between the limits after 1 ... `points` values, in sigmas.

    With `exact` the limits widen from the first point on, otherwise they are the final ones.
    """
    final = weight / (2 - weight)
    step = np.arange(1, points + 1)
    return width * np.sqrt(final * (1 - (1 - weight) ** (2 * step) if exact else np.ones(points)))


def ewma_signals(
    distance: np.ndarray, weight: float = EWMA_WEIGHT, width: float = EWMA_WIDTH
) -> np.ndarray:
    """+1 where the EWMA of the distances lies above its upper limit, -1 below, 0 inside."""
    smooth, present = ewma(distance, weight), np.isfinite(distance)
    seen = np.maximum(np.cumsum(present, axis=1), 1)
    limit = ewma_width(distance.shape[1], weight, width)[seen - 1] if smooth.size else smooth
    return np.where(present & (np.abs(smooth) > limit), np.sign(smooth), 0.0)


def cusum(distance: np.ndarray, slack: float = CUSUM_SLACK) -> tuple[np.ndarray, np.ndarray]:
    """The upper and lower cumulative sums of each row (tabular CUSUM), both 0 or more.

    Source: Page (1954); NIST/SEMATECH e-Handbook 6.3.2.3.
    """
    high = low = np.zeros(distance.shape[0])
    ups, downs = [], []
    for point in np.nan_to_num(distance).T:
        high, low = np.maximum(0, high + point - slack), np.maximum(0, low - point - slack)
        ups.append(high)
        downs.append(low)
    if not ups:
        return distance, distance
    return np.stack(ups, axis=1), np.stack(downs, axis=1)


def cusum_signals(
    distance: np.ndarray, slack: float = CUSUM_SLACK, decision: float = CUSUM_DECISION
) -> np.ndarray:
    """+1 where the upper sum exceeds the decision value, -1 where the lower one does, else 0."""
    high, low = cusum(distance, slack)
    present = np.isfinite(distance)
    return np.where(present & (high > decision), 1.0, np.where(present & (low > decision), -1, 0))
