"""What every chart answers with, and the one estimate of sigma that they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

D2 = 1.128  # mean range of two normal values in sigmas; Montgomery (2013), Appendix VI
SIGMAS = 3.0  # Shewhart's limits


class Limits(NamedTuple):
    """Centre and limits per point (series x periods), and each point's distance in sigmas."""

    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    distance: np.ndarray


def around(values: np.ndarray, centre: np.ndarray, sigma: np.ndarray) -> Limits:
    """Limits at three sigmas around the centre; a constant series has no distance from itself."""
    centre, sigma = np.broadcast_to(centre, values.shape), np.broadcast_to(sigma, values.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.where(values == centre, 0.0, (values - centre) / sigma)
    distance = np.where(np.isfinite(values), distance, np.nan)
    return Limits(centre, centre - SIGMAS * sigma, centre + SIGMAS * sigma, distance)


def moving_range_sigma(values: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """Sigma of each series from the mean moving range of its baseline points, gaps closed.

    >>> moving_range_sigma(np.array([[1.0, 2.0, np.nan, 1.0]]), np.ones((1, 4), bool)).round(4)
    array([0.8865])
    """
    inside = np.where(baseline, values, np.nan)
    steps = np.abs(np.diff(closed_up(inside), axis=1))
    counted = np.isfinite(steps).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(counted, np.nansum(steps, axis=1) / np.maximum(counted, 1), np.nan) / D2


def closed_up(values: np.ndarray) -> np.ndarray:
    """Each row's present points moved to the left, NaN behind them.

    >>> closed_up(np.array([[np.nan, 3.0, np.nan, 1.0]]))
    array([[ 3.,  1., nan, nan]])
    """
    return np.take_along_axis(values, closing_order(values), axis=1)


def closing_order(values: np.ndarray) -> np.ndarray:
    """The column order that brings each row's present points to the left, in their order."""
    return np.argsort(~np.isfinite(values), axis=1, kind="stable")
