"""Engagements in which nothing changes, for the simulations of `validity_monitor.py`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.monitoring.measures import measured, shares, together
from cxlib.monitoring.panel import Panel, panel_of
from cxlib.stats.intervals import nps

TOUCHPOINTS = 20
VALUE_SD = 5.0


def quiet_engagement(
    rng: np.random.Generator, months: int, phi: float = 0.0, season: float = 0.0
) -> Panel:
    """NPS, a share and a value at 20 touchpoints and overall; nothing changes."""
    labels = [str(p) for p in pd.period_range("2023-01", periods=months, freq="M")]
    scopes = ["overall", *(f"touchpoint={i}" for i in range(TOUCHPOINTS))]
    grid = pd.MultiIndex.from_product([scopes, labels], names=["scope", "period"])
    rows = grid.to_frame(index=False)
    size = len(rows)
    base = rng.poisson(np.repeat(rng.uniform(25, 120, len(scopes)), months)) + 1
    wave = season * np.sin(2 * np.pi * np.tile(np.arange(months), len(scopes)) / 12)
    shock = wave + ar1(rng, len(scopes), months, phi)
    up = _tilted(np.repeat(rng.uniform(0.3, 0.5, len(scopes)), months), 0.3 * shock)
    promoters = rng.binomial(base, up)
    detractors = rng.binomial(base - promoters, 0.4)
    score, low, high = nps(promoters, base - promoters - detractors, detractors)
    spread = 100 * np.sqrt((promoters + detractors) / base - (score / 100) ** 2)
    told = measured(
        rows.assign(n=base, value=score, low=low, high=high, spread=spread),
        kpi="recommend", kind="mean", better="high",
    )  # fmt: skip
    share = _tilted(np.repeat(rng.uniform(0.02, 0.9, len(scopes)), months), 0.3 * shock)
    counted = shares.share(rows.assign(numerator=rng.binomial(base, share), denominator=base), 0.95)
    solved = measured(counted, kpi="solved", kind="share", better="high")
    value = rng.normal(50, VALUE_SD, size) + VALUE_SD * shock
    plain = measured(rows.assign(value=value), kpi="seconds", kind="mean", better="low")
    return panel_of(together(told, solved, plain), smallest=10)


def quiet_rates(rng: np.random.Generator, months: int) -> Panel:
    """Complaints per exposure in 21 scopes, some spread beyond Poisson's; nothing changes."""
    labels = [str(p) for p in pd.period_range("2023-01", periods=months, freq="M")]
    scopes = [f"touchpoint={i}" for i in range(TOUCHPOINTS + 1)]
    grid = pd.MultiIndex.from_product([scopes, labels], names=["scope", "period"])
    rows = grid.to_frame(index=False)
    exposure = rng.uniform(50, 3_000, len(rows))
    level = np.repeat(rng.uniform(0.005, 0.2, len(scopes)), months)
    spread = np.repeat(rng.choice([0.0, 0.1], len(scopes)), months)
    count = rng.poisson(exposure * level * np.exp(spread * rng.normal(size=len(rows))))
    rated = shares.rate(rows.assign(numerator=count, denominator=exposure), 0.95)
    return panel_of(measured(rated, kpi="complaints", kind="rate", better="low"), smallest=0)


def ar1(rng: np.random.Generator, series: int, months: int, phi: float) -> np.ndarray:
    if phi == 0:
        return np.zeros(series * months)
    out = np.empty((series, months))
    out[:, 0] = rng.normal(size=series)
    for t in range(1, months):
        out[:, t] = phi * out[:, t - 1] + np.sqrt(1 - phi**2) * rng.normal(size=series)
    return out.ravel()


def _tilted(share: np.ndarray, by: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(np.log(share / (1 - share)) + by)))
