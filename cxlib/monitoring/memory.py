"""How long series remember: the autocorrelation of a KPI's series, and what it does to a mean."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from cxlib.stats.tests import benjamini_hochberg

MINIMUM_FOR_PHI = 12  # points, below which an autocorrelation is hardly more than noise
BORROWED = 2  # series' worth of all KPIs' average that each KPI's own average is drawn to
HIGHEST_PHI = 0.9  # beyond, a series wanders and has no level to be outside of
POINTS_PER_LAG = 4  # lags up to a quarter of the points; Box & Jenkins (1970), 2.1.6
ROUNDS = 20  # of the correction for the estimated mean, which settles by a half in each


class Memory(NamedTuple):
    """`phi`: lag-1 autocorrelation per series; `lags`: series x lags, all KPIs' steadied ones."""

    phi: np.ndarray
    lags: np.ndarray

    def of(self, rows: np.ndarray) -> Memory:
        """That of some of the series."""
        return Memory(self.phi[rows], self.lags[rows])


def memory(
    values: np.ndarray,
    baseline: np.ndarray,
    weight: np.ndarray,
    level: float,
    group: np.ndarray | None = None,
) -> Memory:
    """Autocorrelation of every series, corrected for short series and steadied over its group.

    The series of one KPI share their causes, and one series of 24 points knows next to nothing of
    its own memory: each takes the average of its KPI's (drawn a little to that of all). `phi` is
    0 if negative, and the series' own where that is significantly above the average. `lags` says
    how the memory fades, which under sampling noise is slower than phi, phi^2, ...

    Parameters
    ----------
    values, baseline, weight : series x periods
    level : false discovery rate at which a series' own phi is told from its KPI's
    group : the KPI of each series

    Source of the correction (1 + 4 phi) / m: Kendall (1954), Marriott & Pope (1954).
    """
    z, points = _standardised(values, baseline, weight)
    own = (_products(z, 1) * points + 1) / np.maximum(points - 4, 1)
    counted = (points >= MINIMUM_FOR_PHI) & np.isfinite(own)
    if not counted.any():
        return Memory(np.zeros(len(own)), np.zeros((len(own), 1)))
    codes = np.zeros(len(own), int) if group is None else np.unique(group, return_inverse=True)[1]
    use = np.where(counted, points, 0.0)
    common = np.maximum(0.0, _pooled(own[:, None], use, codes)[codes, 0])
    p = np.where(counted, stats.norm.sf((own - common) * np.sqrt(np.maximum(points, 1))), np.nan)
    apart = np.nan_to_num(benjamini_hochberg(p), nan=1) < level
    phi = np.clip(np.where(apart, own, common), 0.0, HIGHEST_PHI)
    typical = float(points[counted].mean())
    reach = np.arange(1, _furthest(typical) + 1)
    raw = np.stack([_products(z, lag) for lag in reach], axis=1)
    return Memory(phi, _unbiased(_pooled(raw, use, codes), typical)[codes])


def _standardised(
    values: np.ndarray, baseline: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weighted residuals from each baseline's mean with unit sum of squares; points in it.

    A constant series is missing, a point outside the baseline 0.
    """
    used = np.where(baseline & np.isfinite(values), np.nan_to_num(weight), 0.0)
    total = used.sum(axis=1)
    mean = (used * np.nan_to_num(values)).sum(axis=1) / np.where(total > 0, total, 1)
    z = np.where(used > 0, (np.nan_to_num(values) - mean[:, None]) * np.sqrt(used), 0.0)
    size = np.sqrt((z**2).sum(axis=1))
    return z / np.where(size > 0, size, np.nan)[:, None], (used > 0).sum(axis=1)


def _products(z: np.ndarray, lag: int) -> np.ndarray:
    return (z[:, lag:] * z[:, :-lag]).sum(axis=1)


def _furthest(points: float) -> int:
    """The last lag: a quarter of the points, odd, so that with lag 0 they go in pairs."""
    quarter = max(1, int(points // POINTS_PER_LAG))
    return quarter if quarter % 2 else quarter - 1


def _pooled(own: np.ndarray, use: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Averages per group (groups x columns), weighted by points, drawn a little to that of all."""
    weighted = use[:, None] * np.where(use[:, None] > 0, np.nan_to_num(own), 0.0)
    overall = weighted.sum(axis=0) / use.sum()
    borrowed = BORROWED * use[use > 0].mean()
    sums = np.zeros((codes.max() + 1, own.shape[1]))
    np.add.at(sums, codes, weighted)
    return (sums + borrowed * overall) / (np.bincount(codes, use)[:, None] + borrowed)


def _unbiased(raw: np.ndarray, points: float) -> np.ndarray:
    """Autocorrelations without the bias of short series, as far as they are told from noise.

    Taking the mean off takes a = (variance of the mean) / (variance) off every autocovariance,
    and dividing by an estimated variance adds 2/m (rho_j S_0 - S_j), S_j = sum rho_i rho_(i+j):
    r_j = (1 - j/m) ((rho_j - a) / (1 - a) + 2/m (rho_j S_0 - S_j)), solved for rho by repetition.
    They count as long as neighbouring pairs have a positive sum, as in every reversible chain.

    Source: Kendall (1954), Biometrika 41, 403-404, from Bartlett's moments; the pairs: Geyer
    (1992), Statistical Science 7, 473-483.
    """
    lag = np.arange(1, raw.shape[1] + 1)
    rho, taken = np.zeros_like(raw), np.full((len(raw), 1), 1 / points)
    for _ in range(ROUNDS):
        ratio = 2 / points * _of_the_ratio(rho)
        rho = _initial_positive((raw * points / (points - lag) - ratio) * (1 - taken) + taken)
        inflation = 1 + 2 * (np.clip(1 - lag / points, 0, None) * rho).sum(axis=1)
        taken = np.clip(inflation / points, 1 / points, 0.5)[:, None]
    return rho


def _of_the_ratio(rho: np.ndarray) -> np.ndarray:
    """rho_j S_0 - S_j of every lag, groups x lags."""
    both = np.concatenate([rho[:, ::-1], np.ones((len(rho), 1)), rho], axis=1)
    s = [(both[:, j:] * both[:, : both.shape[1] - j]).sum(axis=1) for j in range(rho.shape[1] + 1)]
    return rho * s[0][:, None] - np.stack(s[1:], axis=1)


def _initial_positive(rho: np.ndarray) -> np.ndarray:
    """Geyer's initial positive sequence: 0 from the first pair of lags without a positive sum."""
    whole = np.column_stack([np.ones(len(rho)), np.clip(rho, -1, 1)])
    pairs = whole.reshape(len(rho), -1, 2)
    kept = np.cumprod(pairs.sum(axis=2) > 0, axis=1)
    return (pairs * kept[:, :, None]).reshape(len(rho), -1)[:, 1:]


def alikeness(points: np.ndarray, found: Memory) -> np.ndarray:
    """By what factor autocorrelation inflates the variance of a mean of so many points.

    1 + 2 sum (1 - j/k) rho_j, with the correlations of an AR(1) (phi^j) or, where those ask for
    more, the ones seen; 1 where there are none.

    >>> ar1 = Memory(np.array([0.0, 0.5]), np.zeros((2, 1)))
    >>> alikeness(np.array([8, 8]), ar1).round(3)
    array([1.   , 2.502])
    """
    k, phi = np.maximum(np.asarray(points, float), 1), found.phi
    ar1 = (1 + phi) / (1 - phi) - 2 * phi * (1 - phi**k) / (k * (1 - phi) ** 2)
    lag = np.arange(1, found.lags.shape[1] + 1)
    seen = 1 + 2 * (np.clip(1 - lag / k[:, None], 0, None) * found.lags).sum(axis=1)
    return np.maximum(ar1, seen)
