"""What is a customer worth? Months of staying, and their margin where the client supplied it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.lifetime_contractual import (
    by_period,
    expected_months,
    fit_sbg,
    spread,
)
from cxlib.diagnosis.worth.lifetime_noncontractual import (
    fit_bgnbd,
    fit_gamma_gamma,
    summarised,
)
from cxlib.diagnosis.worth.retention import curve_of
from cxlib.diagnosis.worth.spells import DAYS_PER, DAYS_PER_MONTH
from cxlib.engagement.model import Engagement
from cxlib.stats.intervals import mean, z_value
from cxlib.stats.resampling import percentile, stream

LIFETIME_MONTHS = 36.0  # three years ahead: beyond, prices and products have changed
MODEL_MONTHS = 60.0  # to which the shifted-beta-geometric model is carried on
HELD_OUT = 1 / 3  # of the time, on which a model must prove itself
DRAWS = 200
OBSERVED = "observed retention"
COLUMNS = [
    "segment", "method", "n", "horizon_months", "months", "low", "high", "value", "value_low",
    "value_high", "held_out_error",
]  # fmt: skip


def month_value(engagement: Engagement, rows: pd.DataFrame) -> tuple[float, float, float]:
    """Mean margin of a customer per month with its interval; missing unless `value_is: margin`."""
    if engagement.policy.value_is != "margin":
        return np.nan, np.nan, np.nan
    unit = DAYS_PER.get(engagement.config.period, DAYS_PER_MONTH) / DAYS_PER_MONTH
    found = mean(rows["value"].to_numpy(float) / unit, engagement.policy.confidence)
    return found.value, found.low, found.high


def contractual(engagement: Engagement, tenures: pd.DataFrame) -> pd.DataFrame:
    """Months expected and margin, per segment by observed retention, overall by the model too."""
    groups = {"all": tenures}
    for segment in engagement.segments("customers"):
        groups |= {f"{segment}={level}": g for level, g in tenures.groupby(segment)}
    usable = {s: g for s, g in groups.items() if _carries(g, engagement.policy.privacy_n)}
    rows = [_observed(engagement, segment, group) for segment, group in usable.items()]
    if "all" in usable:
        rows.append(_modelled(engagement, usable["all"]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _carries(rows: pd.DataFrame, fewest: int) -> bool:
    return len(rows) >= fewest and int(rows["left"].sum()) >= fewest


def _observed(engagement: Engagement, segment: str, rows: pd.DataFrame) -> dict:
    confidence = engagement.policy.confidence
    curve = curve_of(rows, confidence)
    watched = float(rows["months"].nlargest(engagement.policy.privacy_n).iloc[-1])
    horizon = min(LIFETIME_MONTHS, watched)
    months, error = expected_months(curve, horizon)
    half = z_value(confidence) * error
    low, high = max(months - half, 0.0), min(months + half, horizon)
    money = _product((months, low, high), month_value(engagement, rows))
    ends = (horizon, months, low, high, *money, np.nan)
    return dict(zip(COLUMNS, (segment, OBSERVED, len(rows), *ends), strict=True))


def _product(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple:
    """Product of two independent estimates, relative half-widths added in squares."""
    value = one[0] * other[0]
    relative = [
        np.hypot((one[0] - one[i]) / one[0], (other[0] - other[i]) / other[0])
        if one[0] and other[0]
        else np.nan
        for i in (1, 2)
    ]
    return value, value - abs(value) * relative[0], value + abs(value) * relative[1]


def _modelled(engagement: Engagement, rows: pd.DataFrame) -> dict:
    counts = by_period(rows, 1.0)
    model = fit_sbg(counts)
    months = np.arange(0, int(MODEL_MONTHS))
    rng = stream(engagement.seed, "lifetime")
    drawn = [m.survival(months).sum() for m in spread(counts, model, DRAWS, rng)]
    low, high = percentile(np.array(drawn), engagement.policy.confidence)
    expected = float(model.survival(months).sum())
    money = _product((expected, float(low), float(high)), month_value(engagement, rows))
    ends = (MODEL_MONTHS, expected, float(low), float(high), *money, _held_out(engagement, rows))
    return dict(zip(COLUMNS, ("all", "shifted beta-geometric", len(rows), *ends), strict=True))


def _held_out(engagement: Engagement, rows: pd.DataFrame) -> float:
    """The model fitted to the first two thirds of tenure, less what was seen at its end."""
    longest = float(rows["months"].nlargest(engagement.policy.privacy_n).iloc[-1])
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


def noncontractual(engagement: Engagement) -> pd.DataFrame:
    """Purchases expected of a customer in the next year, and their value.

    From the whole purchase history up to the period's end: the model needs first purchases. The
    interval is that of the sum over customers by the hold-out's own error, where there is one.
    """
    purchases = engagement.whole("purchases")
    if purchases.empty or purchases["customer"].nunique() < engagement.policy.reliability_n:
        return pd.DataFrame(columns=COLUMNS)
    first, last = purchases["time"].min(), purchases["time"].max()
    table = summarised(purchases, last, DAYS_PER_MONTH)
    if (table["x"] > 0).sum() < engagement.policy.privacy_n:
        return pd.DataFrame(columns=COLUMNS)
    model = fit_bgnbd(table["x"], table["recency"], table["age"])
    horizon = float(engagement.policy.horizon_months)
    expected = model.conditional(horizon, table["x"], table["recency"], table["age"])
    error = purchase_error(purchases, first, last)
    value = np.nan
    repeat = table[(table["x"] > 0) & (table["spend"] > 0)]
    if engagement.policy.value_is == "margin" and len(repeat) >= engagement.policy.privacy_n:
        spending = fit_gamma_gamma(repeat["x"], repeat["spend"])
        value = float((expected * spending.expected(table["x"], table["spend"].fillna(0))).mean())
    width = abs(error) if np.isfinite(error) else np.nan
    there = float(model.still_there(table["x"], table["recency"], table["age"]).mean())
    row = (
        "all", "BG/NBD with gamma-gamma", len(table), horizon, there * horizon, np.nan, np.nan,
        value, value * (1 - width), value * (1 + width), error,
    )  # fmt: skip
    return pd.DataFrame([dict(zip(COLUMNS, row, strict=True))])


def purchase_error(purchases: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> float:
    """Purchases foretold for the held-out third of the time, over those made, less 1."""
    cut = last - (last - first) * HELD_OUT
    early = summarised(purchases, cut, DAYS_PER_MONTH)
    if len(early) == 0 or (early["x"] > 0).sum() < 2:
        return np.nan
    model = fit_bgnbd(early["x"], early["recency"], early["age"])
    weeks = (last - cut) / pd.Timedelta(days=DAYS_PER_MONTH)
    foretold = float(model.conditional(weeks, early["x"], early["recency"], early["age"]).sum())
    later = purchases[(purchases["time"] > cut) & purchases["customer"].isin(early["customer"])]
    made = len(later.assign(day=later["time"].dt.normalize()).drop_duplicates(["customer", "day"]))
    return foretold / made - 1 if made else np.nan
