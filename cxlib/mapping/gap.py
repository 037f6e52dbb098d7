"""The silence that parts one journey from the next, as the data suggests it.

Gaps between a customer's interactions are a mixture of short ones within a journey and long ones
between journeys, each about log-normal; the two curves cross where a gap is as likely the one as
the other (Halfaker et al. 2015, "User session identification based on strong regularities in
inter-activity time").
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy import stats

from cxlib.mapping.packing import instant_of, neighbours

BINS_PER_OCTAVE = 4  # bins of log2(gap): fine enough for a curve, a hundred rows at most
SHARED_BELOW = 2.0  # Ashman's D: below 2 two normals show no separate humps (Ashman et al. 1994)
LEAST_SHARE = 0.05  # a hump with fewer of the gaps is the tail of the other
ROUNDS = 200
STARTS = ((0.25, 0.75), (0.1, 0.6), (0.4, 0.95))  # quantiles at which the climb begins
FEWEST_GAPS = 100
USUAL = 0.99  # where ids part the journeys, a silence longer than this share of gaps closes one
NICE = (
    *(60.0 * m for m in (1, 2, 5, 10, 15, 20, 30, 45)),
    *(3600.0 * h for h in (1, 2, 3, 4, 6, 8, 12, 18)),
    *(86400.0 * d for d in (1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 365)),
)


def gap_bins(lists: ir.Table) -> pd.DataFrame:
    """How many gaps there are of each size: bin (log2 seconds times four) and n."""
    pairs = neighbours(lists, lists.steps)
    sized = pairs.select(gap=(instant_of(pairs.b) - instant_of(pairs.a)) / 1000)
    sized = sized.filter(sized.gap >= 1)
    binned = sized.select(bin=(sized.gap.log2() * BINS_PER_OCTAVE).floor().cast("int64"))
    return binned.group_by("bin").agg(n=ibis._.count()).order_by("bin").to_pandas()


def suggest(bins: pd.DataFrame) -> float:
    """The gap in seconds where the two humps cross; missing where there is but one hump.

    >>> import numpy as np
    >>> at = np.arange(80)
    >>> humps = 900 * np.exp(-(((at - 30) / 5) ** 2)) + 500 * np.exp(-(((at - 70) / 4) ** 2))
    >>> suggest(pd.DataFrame({"bin": at, "n": humps.astype(int)})) / 3600
    3.0
    """
    n = bins.n.to_numpy(float)
    if n.sum() < FEWEST_GAPS:
        return np.nan
    at = (bins.bin.to_numpy(float) + 0.5) / BINS_PER_OCTAVE
    share, mean, spread = _two_normals(at, n)
    apart = np.sqrt(2) * abs(mean[1] - mean[0]) / np.hypot(*spread)
    if apart < SHARED_BELOW or share.min() < LEAST_SHARE:
        return np.nan
    grid = np.linspace(*np.sort(mean), 500)
    density = share[:, None] * stats.norm.pdf(grid, mean[:, None], spread[:, None])
    low, high = density[np.argsort(mean)]
    return _nice(2 ** grid[np.argmax(high >= low)])


def longest_usual(bins: pd.DataFrame) -> float:
    """The silence that hardly any journey outlasts, in seconds: 99 in 100 gaps are shorter.

    >>> longest_usual(pd.DataFrame({"bin": [0, 80], "n": [1, 999]})) / 86400
    21.0
    """
    if bins.n.sum() < FEWEST_GAPS:
        return np.nan
    within = np.searchsorted(bins.n.cumsum() / bins.n.sum(), USUAL)
    size = 2 ** ((bins.bin.iloc[int(within)] + 1) / BINS_PER_OCTAVE)
    return float(next((nice for nice in NICE if nice >= size), NICE[-1]))


def _two_normals(at: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two normals on binned values by expectation-maximisation: the likeliest of a few starts."""
    fits = [_climb(at, n, np.interp(start, np.cumsum(n) / n.sum(), at)) for start in STARTS]
    return max(fits, key=lambda fit: fit[0])[1:]


def _climb(at: np.ndarray, n: np.ndarray, mean: np.ndarray) -> tuple:
    """Log-likelihood, shares, means and spreads from one start."""
    share, total = np.array([0.5, 0.5]), n.sum()
    spread = np.full(2, max(np.sqrt(np.cov(at, fweights=n.astype(int))) / 2, 0.25))
    for _ in range(ROUNDS):
        density = share[:, None] * stats.norm.pdf(at, mean[:, None], spread[:, None]) + 1e-300
        belongs = density / density.sum(axis=0) * n
        weight = belongs.sum(axis=1)
        share, mean = weight / total, (belongs @ at) / weight
        variance = (belongs * (at - mean[:, None]) ** 2).sum(axis=1) / weight
        spread = np.sqrt(np.maximum(variance, 1 / BINS_PER_OCTAVE**2))
    return float(n @ np.log(density.sum(axis=0))), share, mean, spread


def _nice(gap: float) -> float:
    """The nearest duration that a person would say."""
    return min(NICE, key=lambda nice: abs(np.log(nice / gap)))
