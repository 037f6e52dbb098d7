"""The XmR chart (individuals and moving range) for values without a known sampling error."""

from __future__ import annotations

import numpy as np

from cxlib.monitoring.charts.limits import Limits, around, moving_range_sigma


def xmr(values: np.ndarray, baseline: np.ndarray, inflation: np.ndarray | float = 1.0) -> Limits:
    """Centre = mean of the baseline, limits at 3 x mean moving range / 1.128.

    Parameters
    ----------
    values : series x periods, in the KPI's own unit, NaN where missing
    baseline : which points set the limits
    inflation : factor on sigma, e.g. 1 / sqrt(1 - phi) where neighbours are alike: the moving
        range of an autocorrelated series understates its sigma by sqrt(1 - phi)

    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.

    >>> chart = xmr(np.array([[9.0, 11.0, 9.0, 11.0]]), np.ones((1, 4), bool))
    >>> chart.centre[0, 0], chart.upper[0, 0].round(3)
    (np.float64(10.0), np.float64(15.319))
    """
    inside = np.where(baseline, values, np.nan)
    counted = np.isfinite(inside).sum(axis=1)
    centre = np.nansum(inside, axis=1) / np.where(counted, counted, np.nan)
    sigma = moving_range_sigma(values, baseline) * inflation
    return around(values, centre[:, None], sigma[:, None])
