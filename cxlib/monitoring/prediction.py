"""What the newest points of a series were to be, by its own past, and how far they lie from it.

A t prediction limit on weighted points that remember one another, and for what is counted the exact
conditional test beside it.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from cxlib.monitoring.charting import Charts
from cxlib.monitoring.memory import Memory, alikeness
from cxlib.monitoring.panel import Panel
from cxlib.monitoring.seasonality import CYCLE, waves, weighted_fit


def prediction(
    panel: Panel, charts: Charts, base: np.ndarray, window: np.ndarray, cycle: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Seen and expected mean of the newest points, the error of their difference, its df."""
    weight = precision(panel, base)
    seasonal = charts.rhythm.seasonal
    parts = [
        (np.flatnonzero(~seasonal), np.ones((len(panel.periods), 1))),
        (np.flatnonzero(seasonal), _seasonal_design(len(panel.periods), cycle)),
    ]
    out = np.full((4, len(panel.keys)), np.nan)
    for rows, design in parts:
        if rows.size:
            args = (panel.value[rows], weight[rows], base[rows], window[rows], design)
            out[:, rows] = _predicted(*args, charts.rhythm.memory.of(rows))
    return tuple(out)


def _seasonal_design(periods: int, cycle: str) -> np.ndarray:
    ones = np.ones((periods, 1))
    if cycle not in CYCLE:
        return ones
    return np.column_stack([ones, waves(np.arange(periods), CYCLE[cycle])])


def _predicted(
    values: np.ndarray,
    weight: np.ndarray,
    base: np.ndarray,
    window: np.ndarray,
    design: np.ndarray,
    remembered: Memory,
) -> np.ndarray:
    fit = weighted_fit(values, np.where(base, weight, 0), design)
    w = np.where(window, weight, 0.0)
    total = np.where(w.sum(axis=1) > 0, w.sum(axis=1), np.nan)
    seen = (w * np.nan_to_num(values)).sum(axis=1) / total
    at = (w @ design) / total[:, None]
    expected = (at * fit.beta).sum(axis=1)
    m, k, q = base.sum(axis=1), window.sum(axis=1), design.shape[1]
    alike_m, alike_k = alikeness(m, remembered), alikeness(k, remembered)
    df = m / alike_m - q  # independent points' worth: real series remember longer than AR(1)
    understated = np.clip(1 - alike_m / np.maximum(m, 1), 0.1, 1) / (1 - 1 / np.maximum(m, 2))
    variance = fit.rss / np.maximum(m - q, 1) / understated
    leverage = np.einsum("sp,spq,sq->s", at, fit.inverse, at)
    square = (w**2 / np.where(weight > 0, weight, 1)).sum(axis=1) / total**2
    error = np.sqrt(variance * (square * alike_k + leverage * alike_m))
    return np.stack([seen, expected, error, df])


def precision(panel: Panel, base: np.ndarray) -> np.ndarray:
    """1 / (sampling variance + variance between periods) of each point; 1 if it is not known.

    The variance between periods is what the baseline shows beyond sampling error, from weighted
    squares, so that it rests on the points that are known well: a point on few answers counts for
    as much as it is worth. Source: DerSimonian & Laird (1986), Controlled Clinical Trials 7.
    """
    size = panel.size
    known = np.isfinite(panel.spread) & (size > 0)
    answers = np.where(base & known, np.nan_to_num(size), 0.0)
    total = np.maximum(answers.sum(axis=1), 1)
    squared = (answers * np.nan_to_num(panel.spread) ** 2).sum(axis=1) / total
    sampling = squared[:, None] / np.where(known, size, np.nan)
    centre = (answers * np.nan_to_num(panel.value)).sum(axis=1) / total
    off = np.nan_to_num(panel.value) - centre[:, None]
    beyond = (answers * off**2).sum(axis=1) - squared * ((answers > 0).sum(axis=1) - 1)
    between = beyond / np.maximum(total - (answers**2).sum(axis=1) / total, 1)
    variance = sampling + np.clip(between, 0, None)[:, None]
    complete = (known | ~panel.judged).all(axis=1) & (squared > 0)
    usable = complete[:, None] & np.isfinite(variance) & (variance > 0)
    return np.where(
        usable, 1 / np.where(usable, variance, 1), np.where(complete[:, None], 0.0, 1.0)
    )


def exact(panel: Panel, base: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Conditional p of the newest counts given the baseline's; 0 where nothing was counted.

    Shares: hypergeometric (Fisher's exact test), rates: binomial; twice the smaller tail. Counts
    are rates of one exposure a period: what people do of their own accord varies no less.
    """
    plain = (panel.keys["kind"] == "count").to_numpy()[:, None] & np.isfinite(panel.value)
    x, n = (np.where(plain, own, part) for own, part in
            ((panel.value, panel.numerator), (1.0, panel.denominator)))  # fmt: skip
    counted = (n > 0).any(axis=1) & np.isfinite(np.where(window, x, 0)).all(axis=1)
    (x1, n1), (x0, n0) = (
        [np.round(np.where(where, np.nan_to_num(part), 0).sum(axis=1)) for part in (x, n)]
        for where in (window, base)
    )
    share = (panel.keys["kind"] == "share").to_numpy()
    lower = np.where(
        share,
        stats.hypergeom.cdf(x1, n0 + n1, x0 + x1, n1),
        stats.binom.cdf(x1, x0 + x1, n1 / np.maximum(n0 + n1, 1)),
    )
    upper = np.where(
        share,
        stats.hypergeom.sf(x1 - 1, n0 + n1, x0 + x1, n1),
        stats.binom.sf(x1 - 1, x0 + x1, n1 / np.maximum(n0 + n1, 1)),
    )
    return np.where(counted, np.minimum(1, 2 * np.fmin(lower, upper)), 0.0)


def without_spread(panel: Panel, base: np.ndarray) -> np.ndarray:
    """Shares and rates whose baseline counted no event, or shares of nothing but events: it has no
    spread, and the exact test speaks alone."""
    kind = panel.keys["kind"].to_numpy(str)
    x, n = (np.where(base, part, 0) for part in (panel.numerator, panel.denominator))
    events, size = x.sum(axis=1), n.sum(axis=1)
    none, every = (events == 0) & (size > 0), (events == size) & (size > 0) & (kind == "share")
    return np.isin(kind, ["share", "rate"]) & (none | every)
