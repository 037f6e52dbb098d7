"""Charts for shares (p, Laney's p') and for counts per exposure (u, Laney's u')."""

from __future__ import annotations

import numpy as np
from scipy import stats

from cxlib.monitoring.charts.limits import Limits, around, moving_range_sigma
from cxlib.monitoring.charts.rare import without_spread

LARGE_DENOMINATOR = 2_000  # from here the binomial error is below 1 point and hides what is real
DISPERSION_LEVEL = 0.05  # of the chi-square test that the spread is no more than sampling error


def centre_line(numerator: np.ndarray, denominator: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """The pooled share or rate of the baseline, one per series."""
    used = baseline & np.isfinite(numerator) & (denominator > 0)
    total = np.where(used, denominator, 0).sum(axis=1)
    return np.where(used, numerator, 0).sum(axis=1) / np.where(total, total, np.nan)


def sampling_sigma(centre: np.ndarray, denominator: np.ndarray, kind: str) -> np.ndarray:
    """The standard error of each point: binomial for `kind` "share", Poisson for "rate"."""
    spread = centre * (1 - centre) if kind == "share" else centre
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(np.clip(spread, 0, None)[:, None] / denominator)


def attribute(
    numerator: np.ndarray,
    denominator: np.ndarray,
    baseline: np.ndarray,
    kind: str,
    laney: np.ndarray,
    inflation: np.ndarray | float = 1.0,
) -> Limits:
    """A p or u chart per series; p' or u' in the rows where `laney` is true.

    Laney multiplies the sampling error by the sigma of the z-scores, taken from their moving
    range. Limits of shares are kept within 0 to 1, of rates at 0 or above. A baseline of none, or
    of all, has exact limits (`rare`).

    Parameters
    ----------
    numerator, denominator : series x periods
    kind : "share" (p) or "rate" (u)
    laney : one flag per series
    inflation : factor on Laney's sigma where neighbouring points are alike (see `xmr`)

    Source: Montgomery (2013) 7.2 and 7.3; Laney (2002), Quality Engineering 14(4), 531-537.
    """
    centre = centre_line(numerator, denominator, baseline)
    sigma = sampling_sigma(centre, denominator, kind)
    values = _share(numerator, denominator)
    z = _z(values, centre, sigma)
    sigma_z = np.where(laney, moving_range_sigma(z, baseline) * inflation, 1.0)
    chart = around(values, centre[:, None], sigma * sigma_z[:, None])
    highest = 1.0 if kind == "share" else np.inf
    chart = chart._replace(
        lower=np.clip(chart.lower, 0, highest), upper=np.clip(chart.upper, 0, highest)
    )
    flat, exact = without_spread(numerator, denominator, baseline, kind)
    return Limits(*(np.where(flat[:, None], e, c) for c, e in zip(chart, exact, strict=True)))


def needs_laney(
    numerator: np.ndarray, denominator: np.ndarray, baseline: np.ndarray, kind: str
) -> np.ndarray:
    """Whether a series is better served by Laney's chart than by the plain one.

    It is where the denominators are large (median of `LARGE_DENOMINATOR` or more) or the points
    spread more than sampling error allows (chi-square of the z-scores, 5 %), and never where
    they spread less: tighter limits than sampling error would call luck a signal.
    """
    centre = centre_line(numerator, denominator, baseline)
    values = _share(numerator, denominator)
    z = np.where(baseline, _z(values, centre, sampling_sigma(centre, denominator, kind)), np.nan)
    points = np.isfinite(z).sum(axis=1)
    dispersed = stats.chi2.sf(np.nansum(z**2, axis=1), np.maximum(points - 1, 1)) < DISPERSION_LEVEL
    inside = np.where(baseline & np.isfinite(values), denominator, np.nan)
    large = _row_median(inside) >= LARGE_DENOMINATOR
    return (dispersed | large) & (moving_range_sigma(z, baseline) > 1)


def _share(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def _z(values: np.ndarray, centre: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sigma > 0, (values - centre[:, None]) / sigma, np.nan)


def _row_median(values: np.ndarray) -> np.ndarray:
    present = np.isfinite(values).any(axis=1)
    filled = np.where(present[:, None], values, 0.0)
    return np.where(present, np.nanmedian(filled, axis=1), np.nan)
