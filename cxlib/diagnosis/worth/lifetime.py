"""What is a customer worth? Months of staying, and their margin where the client supplied it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.lifetime_contractual import (
    area_until,
    by_period,
    expected_months,
    fit_sbg,
    spread,
)
from cxlib.diagnosis.worth.lifetime_purchases import COLUMNS, HELD_OUT, noncontractual
from cxlib.diagnosis.worth.margins import discounted, fortnights, margins_of, money
from cxlib.diagnosis.worth.retention import curve_of
from cxlib.diagnosis.worth.spells import DAYS_PER, DAYS_PER_MONTH
from cxlib.diagnosis.worth.survival import watched_until
from cxlib.engagement.model import Engagement
from cxlib.stats.intervals import z_value
from cxlib.stats.resampling import percentile, stream

LIFETIME_MONTHS = 36.0  # three years ahead: beyond, prices and products have changed
MODEL_MONTHS = 60.0  # to which the shifted-beta-geometric model is carried on
DRAWS = 200
OBSERVED = "observed retention"


def lifetime(engagement: Engagement, stays: pd.DataFrame) -> pd.DataFrame:
    """Contractual where leaving is recorded, else non-contractual from purchases."""
    recorded = len(stays) and stays["left"].any()
    return contractual(engagement, stays) if recorded else noncontractual(engagement)


def contractual(engagement: Engagement, tenures: pd.DataFrame) -> pd.DataFrame:
    """Months expected and margin, per segment by observed retention, overall by the model too."""
    tenures = tenures.assign(margin=_margin(engagement, tenures))
    groups = {"all": tenures}
    for segment in engagement.segments("customers"):
        groups |= {f"{segment}={level}": g for level, g in tenures.groupby(segment)}
    usable = {s: g for s, g in groups.items() if _carries(engagement, g)}
    rows = [_observed(engagement, segment, group) for segment, group in usable.items()]
    if "all" in usable:
        rows.append(_modelled(engagement, usable["all"]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _margin(engagement: Engagement, rows: pd.DataFrame) -> np.ndarray:
    """Each customer's margin a month; missing unless `value_is: margin`."""
    if engagement.policy.value_is != "margin":
        return np.full(len(rows), np.nan)
    unit = DAYS_PER.get(engagement.config.period, DAYS_PER_MONTH) / DAYS_PER_MONTH
    return rows["value"].to_numpy(float) / unit


def _carries(engagement: Engagement, rows: pd.DataFrame) -> bool:
    """Whether enough customers are watched from their first month on, and enough leave."""
    fewest = engagement.policy.privacy_n
    enough = len(rows) >= fewest and int(rows["left"].sum()) >= fewest
    return enough and _watched(engagement, rows) >= 1.0


def _watched(engagement: Engagement, rows: pd.DataFrame) -> float:
    entry, months = rows["entry"].to_numpy(float), rows["months"].to_numpy(float)
    return watched_until(entry, months, engagement.policy.privacy_n)


def _observed(engagement: Engagement, segment: str, rows: pd.DataFrame) -> dict:
    confidence = engagement.policy.confidence
    curve = curve_of(rows, confidence)
    horizon = min(LIFETIME_MONTHS, _watched(engagement, rows))
    months, error = expected_months(curve, horizon)
    half = z_value(confidence) * error
    low, high = max(months - half, 0.0), min(months + half, horizon)
    rng = stream(engagement.seed, "lifetime", segment)
    table = fortnights(rows, horizon, rng)
    areas = np.diff(area_until(curve, table.ends), prepend=0.0)
    value, error = money(table, areas, engagement.policy.discount, rng)
    ends = (horizon, months, low, high, *_around(value, error, confidence), np.nan)
    return dict(zip(COLUMNS, (segment, OBSERVED, len(rows), *ends), strict=True))


def _around(value: float, error: float, confidence: float) -> tuple[float, float, float]:
    half = z_value(confidence) * error
    return value, value - half, value + half


def _modelled(engagement: Engagement, rows: pd.DataFrame) -> dict:
    policy, counts = engagement.policy, by_period(rows, 1.0)
    model, months = fit_sbg(counts), np.arange(0, int(MODEL_MONTHS))
    rng = stream(engagement.seed, "lifetime")
    still = model.survival(months)
    drawn = np.array([m.survival(months) for m in spread(counts, model, DRAWS, rng)])
    low, high = percentile(drawn.sum(axis=1), policy.confidence)
    table = fortnights(rows, min(_watched(engagement, rows), MODEL_MONTHS), rng)
    seen, redrawn = margins_of(table, months + 0.5, rng)  # of those still there in each month
    today = discounted(months + 0.5, policy.discount)
    error = np.hypot((drawn @ (seen * today)).std(), (redrawn @ (still * today)).std())
    worth = _around(float((still * seen * today).sum()), float(error), policy.confidence)
    ends = (MODEL_MONTHS, float(still.sum()), float(low), float(high), *worth)
    told = (len(rows), *ends, _held_out(engagement, rows))
    return dict(zip(COLUMNS, ("all", "shifted beta-geometric", *told), strict=True))


def _held_out(engagement: Engagement, rows: pd.DataFrame) -> float:
    """The model fitted to the first two thirds of tenure, less what was seen at its end."""
    longest = _watched(engagement, rows)
    cut = np.floor(longest * (1 - HELD_OUT))
    early = rows[rows["entry"] < cut]
    early = early.assign(
        left=early["left"] & (early["months"] <= cut), months=early["months"].clip(upper=cut)
    )
    curve = curve_of(rows, engagement.policy.confidence)
    seen = curve[curve["months"] <= np.floor(longest)]
    if cut < 2 or seen.empty or not early["left"].any():
        return np.nan
    foretold = fit_sbg(by_period(early, 1.0)).survival(np.array([np.floor(longest)]))[0]
    return float(foretold - seen["retention"].iloc[-1])
