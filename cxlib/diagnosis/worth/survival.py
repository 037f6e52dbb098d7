"""Retention curves over statsmodels: Kaplan-Meier with log-log intervals, log-rank test."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.stats.intervals import z_value


def kaplan_meier(
    months: np.ndarray,
    left: np.ndarray,
    entry: np.ndarray | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """The share still there after each month at which somebody left (Kaplan & Meier 1958).

    Intervals by Greenwood's variance on the log-minus-log scale, which stay inside 0 to 1
    (Kalbfleisch & Prentice 1980).

    Returns
    -------
    DataFrame
        months, n (at risk), left, retention, low, high.

    >>> curve = kaplan_meier(np.array([1.0, 2, 3, 4]), np.array([1, 0, 1, 0]))
    >>> curve.retention.tolist()
    [0.75, 0.375]
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    months, left = np.asarray(months, float), np.asarray(left, bool).astype(int)
    if not left.any():
        return pd.DataFrame({c: [] for c in ("months", "n", "left", "retention", "low", "high")})
    # statsmodels wants entry < exit and reads 0 as "always there"
    curve = SurvfuncRight(months, left, entry=None if entry is None else np.asarray(entry, float))
    share, error = np.asarray(curve.surv_prob), np.asarray(curve.surv_prob_se)
    low, high = log_log(share, error, confidence)
    keep = np.asarray(curve.n_events) > 0
    frame = {"months": curve.surv_times, "n": curve.n_risk, "left": curve.n_events}
    frame |= {"retention": share, "low": low, "high": high}
    return pd.DataFrame({k: np.asarray(v)[keep] for k, v in frame.items()})


def watched_until(entry: np.ndarray, months: np.ndarray, fewest: int) -> float:
    """How long after the start customers are watched: months up to which `fewest` are at risk.

    0 where fewer are watched from their first day, however many were met later: what happened
    before they were met is not known of those who left by then.

    >>> watched_until(np.zeros(4), np.array([3.0, 9, 5, 7]), 2)
    7.0
    >>> watched_until(np.array([0.0, 24, 24, 24]), np.array([3.0, 40, 50, 60]), 2)
    0.0
    """
    entry, months = np.sort(np.asarray(entry, float)), np.sort(np.asarray(months, float))
    times = np.concatenate([[0.0], months])
    after = np.searchsorted(entry, times, "right") - np.searchsorted(months, times, "right")
    few = np.flatnonzero(after < fewest)
    return float(times[few[0]]) if few.size else float(times[-1])


def log_log(
    share: np.ndarray, error: np.ndarray, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Interval ends of a survival share from its standard error, on the log-minus-log scale."""
    with np.errstate(divide="ignore", invalid="ignore"):
        width = z_value(confidence) * error / np.abs(share * np.log(share))
        low, high = share ** np.exp(width), share ** np.exp(-width)
    known = (share > 0) & (share < 1)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def at(curve: pd.DataFrame, months: float) -> tuple[float, float, float]:
    """Retention at a time, with its interval: the curve's last step before it.

    Before the first leaving nobody has left; the interval is missing there.
    """
    steps = curve[curve["months"] <= months]
    if steps.empty:
        return 1.0, np.nan, np.nan
    last = steps.iloc[-1]
    return float(last["retention"]), float(last["low"]), float(last["high"])


def log_rank(
    months: np.ndarray, left: np.ndarray, group: np.ndarray, entry: np.ndarray | None = None
) -> tuple[float, float]:
    """The log-rank statistic and its p (Mantel 1966)."""
    from statsmodels.duration.survfunc import survdiff

    months, left = np.asarray(months, float), np.asarray(left, int)
    statistic, p = survdiff(months, left, np.asarray(group), entry=entry)
    return float(statistic), float(p)
