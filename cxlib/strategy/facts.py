"""What is known of each touchpoint, side by side: what the postures and checks judge by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtr

from cxlib.engagement.model import Engagement
from cxlib.stats.intervals import z_value
from cxlib.stats.tests import benjamini_hochberg

MATERIAL = 0.04  # of the scale: less apart is no difference a customer would notice
COLUMNS = (
    "touchpoint", "stage", "environment", "role", "need", "expectation", "brand_promise", "pushes",
    "forced", "owner", "reach", "performance", "low", "high", "n", "standing", "standing_p",
    "importance", "critical", "matters_p", "kind", "moments", "value", "value_low", "value_high",
    "n_moment", "breaks", "examined", "cost",
)  # fmt: skip


def facts(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per touchpoint of the map.

    Returns
    -------
    DataFrame
        The catalogue's columns; reach (share of the customers of the most visited touchpoint);
        performance with low and high (0-1 of its scale) and n; standing (low / middle / high: its
        rating against the mean of all touchpoints by a test corrected for their number, and at
        least 4 % of the scale away from it; missing where not measured) and standing_p of that
        test; importance and critical (for the main outcome), matters_p (of the surest critical
        variable of all touchpoints); kind (basic /
        performance / excitement); moments (kinds, a tuple); value (at stake, a year)
        with value_low and value_high and the base it rests on (n_moment); breaks; examined
        (whether it was rated, or tested for breakdowns or leaving); cost (of its activities, a
        year).
    """
    table = _catalogue(engagement, results["touchpoint_map"])
    variables = engagement.table("variables")
    parts = [
        _performance(variables, results["variable_scores"]),
        _importance(engagement.config.main_outcome, variables, results["drivers"]),
        _kind(variables, results["asymmetry"]),
        _moments(results["moments"]),
        results["breakdowns"][["touchpoint", "breaks"]],
        _cost(engagement.table("activities")),
    ]
    for part in parts:
        table = table.merge(part, on="touchpoint", how="left")
    known = table.moments.notna()
    return table.assign(
        moments=[tuple(m) if k else () for m, k in zip(table.moments, known, strict=True)],
        breaks=table.breaks.fillna(False).astype(bool),
        critical=table.critical.fillna(False).astype(bool),
        forced=table.forced.fillna(False).astype(bool),
        examined=_examined(table, results),
        **_standing(table, engagement.policy.confidence, engagement.policy.fdr),
        matters_p=_surest(engagement.config.main_outcome, results["drivers"]),
        kind=table.kind.astype(object).where(table.kind.notna(), None),
    )[list(COLUMNS)]


def _catalogue(engagement: Engagement, touchpoint_map: pd.DataFrame) -> pd.DataFrame:
    listed = engagement.table("touchpoints").drop(columns=["stage", "environment", "journey"])
    seen = touchpoint_map[["touchpoint", "stage", "environment", "customers"]]
    most = seen.customers.astype(float).max()
    reach = (seen.customers / most).astype("Float64") if pd.notna(most) and most > 0 else pd.NA
    wanted = seen.assign(reach=reach).merge(listed, on="touchpoint", how="left")
    return wanted.drop(columns="customers")


def _performance(variables: pd.DataFrame, variable_scores: pd.DataFrame) -> pd.DataFrame:
    """Each touchpoint's overall rating on 0-1; where there is none, the mean of its attributes."""
    everyone = variable_scores[variable_scores.segment.eq("all")].drop(columns="touchpoint")
    joined = everyone.merge(variables.dropna(subset=["touchpoint"]), on="variable")
    numbers = {
        c: joined[c].to_numpy(float, na_value=np.nan)
        for c in ("score", "low", "high", "scale_low", "scale_high")
    }
    width = numbers["scale_high"] - numbers["scale_low"]
    with np.errstate(divide="ignore", invalid="ignore"):
        on = {c: (numbers[c] - numbers["scale_low"]) / width for c in ("score", "low", "high")}
    # the interval of a few answers' mean may reach beyond a scale, the mean itself cannot
    on = {c: np.clip(place, 0, 1) for c, place in on.items()}
    down = joined.better.eq("low").fillna(False).to_numpy(bool)
    low, high = np.where(down, 1 - on["high"], on["low"]), np.where(down, 1 - on["low"], on["high"])
    rated = joined[["touchpoint", "n"]].assign(
        performance=np.where(down, 1 - on["score"], on["score"]), low=low, high=high,
        first=joined.kind.eq("overall").fillna(False).to_numpy(bool),
    )  # fmt: skip
    top = rated[rated["first"] | ~rated.touchpoint.isin(rated.touchpoint[rated["first"]])]
    grouped = top.groupby("touchpoint")
    means = grouped[["performance", "low", "high"]].mean()
    return means.join(grouped.n.min()).reset_index()  # as well founded as its thinnest attribute


def _standing(table: pd.DataFrame, confidence: float, fdr: float) -> dict[str, object]:
    """How each touchpoint is rated against the mean of all, and the p of the difference.

    The ratings count as independent: where the same people rate several touchpoints they go
    together, and the true error is smaller. The wider half of an interval is the one that no end
    of the scale has cut.
    """
    rating = table.performance.to_numpy(float, na_value=np.nan)
    half = np.fmax(rating - table.low.to_numpy(float), table.high.to_numpy(float) - rating)
    variance = (half / z_value(confidence)) ** 2
    k = max(int(np.isfinite(rating).sum()), 1)
    apart = rating - (np.nanmean(rating) if np.isfinite(rating).any() else np.nan)
    error = np.sqrt(np.maximum((1 - 2 / k) * variance + np.nansum(variance) / k**2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = benjamini_hochberg(2 * ndtr(-np.abs(apart) / error))
    proven = p <= fdr
    told = np.select(
        [~np.isfinite(rating), proven & (apart < -MATERIAL), proven & (apart > MATERIAL)],
        [None, "low", "high"], "middle",
    )  # fmt: skip
    return {"standing": pd.Series(told, index=table.index, dtype=object), "standing_p": p}


def _surest(main: str | None, drivers: pd.DataFrame) -> float:
    """The p of the surest variable that is critical for the main outcome; missing without one."""
    top = drivers[drivers.scope.eq("overall") & drivers.outcome.eq(main or "")]
    critical = top.critical.fillna(False).astype(bool)
    return float(top.p_adjusted[critical].astype(float).min())


def _importance(main: str | None, variables: pd.DataFrame, drivers: pd.DataFrame) -> pd.DataFrame:
    """Importance of a touchpoint's own variables for the main outcome, added up."""
    top = drivers[drivers.scope.eq("overall") & drivers.outcome.eq(main or "")]
    joined = top.merge(variables[["variable", "touchpoint"]].dropna(), on="variable")
    grouped = joined.groupby("touchpoint")
    return pd.DataFrame({"importance": grouped.importance.sum(), "critical": grouped.critical.any()}
                        ).reset_index()  # fmt: skip


def _kind(variables: pd.DataFrame, asymmetry: pd.DataFrame) -> pd.DataFrame:
    of = variables[variables.kind.eq("overall")][["variable", "touchpoint"]].dropna()
    return (
        asymmetry[["variable", "kind"]]
        .merge(of, on="variable")[["touchpoint", "kind"]]
        .drop_duplicates("touchpoint")
    )


def _examined(table: pd.DataFrame, results: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Whether anything was measured at a touchpoint that could have spoken for or against it."""
    tested = [
        *results["breakdowns"].query("judged == 'tested'").touchpoint,
        *results["leaving"].dropna(subset=["p_adjusted"]).touchpoint,
        *results["moments"].touchpoint,
    ]
    rated = table.performance.notna() | table.importance.notna()
    return rated | table.touchpoint.isin(tested)


def _moments(moments: pd.DataFrame) -> pd.DataFrame:
    kinds = moments.groupby("touchpoint").moment.agg(lambda kinds: tuple(sorted(kinds)))
    dearest = moments.sort_values("value_at_stake", ascending=False, kind="stable")
    worth = dearest.drop_duplicates("touchpoint").set_index("touchpoint")
    named = worth[["value_at_stake", "value_low", "value_high", "n"]]
    named = named.set_axis(["value", "value_low", "value_high", "n_moment"], axis=1)
    return kinds.rename("moments").to_frame().join(named).reset_index()


def _cost(activities: pd.DataFrame) -> pd.DataFrame:
    return activities.groupby("touchpoint").cost.sum(min_count=1).reset_index()
