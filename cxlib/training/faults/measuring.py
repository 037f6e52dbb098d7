"""Faults of measured KPIs: their rows, their scopes, their units."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault

KPIS, KPI = "kpis", "calls back in a day"


def _kpi(rng: np.random.Generator, scope: str | None = None) -> pd.DataFrame:
    """A share of the client's own, by month."""
    months = [str(p) for p in pd.period_range("2023-10", "2026-09", freq="M")]
    base = rng.integers(500, 900, len(months))
    rows = {"kpi": KPI, "period": months, "numerator": rng.binomial(base, 0.8).astype(float),
            "denominator": base.astype(float), "kind": "share", "better": "high"}  # fmt: skip
    return pd.DataFrame(rows | ({"scope": scope} if scope else {}))


def _rating(rng: np.random.Generator) -> pd.DataFrame:
    rows = _kpi(rng).drop(columns=["numerator", "denominator"])
    return rows.assign(kind="mean", value=rng.normal(4.2, 0.1, len(rows)).round(2))


def _with(how: Callable[[np.random.Generator], pd.DataFrame]):
    def plant(client: Brought, rng: np.random.Generator) -> Brought:
        return client.having(KPIS, pd.concat([client.frames[KPIS], how(rng)], ignore_index=True))

    return plant


def directions_mixed(rng: np.random.Generator) -> pd.DataFrame:
    frame = _kpi(rng)
    return frame.assign(better=np.where(rng.random(len(frame)) < 0.3, "low", "high"))


def months_lost(rng: np.random.Generator) -> pd.DataFrame:
    return _kpi(rng).drop(index=[14, 15])


def whole_among_parts(rng: np.random.Generator) -> pd.DataFrame:
    parts = [_kpi(rng, scope) for scope in ("Wales", "Scotland", "England")]
    counts = sum(part[["numerator", "denominator"]] for part in parts)
    return pd.concat([*parts, parts[0].assign(scope="Great Britain", **counts)])


def copied_under_another_name(rng: np.random.Generator) -> pd.DataFrame:
    frame = _kpi(rng)
    return pd.concat([frame.assign(kpi="letters answered in a week"), frame])


def corrected_below(rng: np.random.Generator) -> pd.DataFrame:
    """The corrected row was put below the wrong one, which stayed."""
    frame = _kpi(rng)
    return pd.concat([frame, frame.tail(1).assign(numerator=frame["numerator"].iloc[-1] - 40)])


def not_measured_as_minus_one(rng: np.random.Generator) -> pd.DataFrame:
    frame = _rating(rng)
    return frame.assign(value=frame["value"].mask(frame["period"].isin(["2025-03", "2026-02"]), -1))


def ten_points_from_a_year_on(rng: np.random.Generator) -> pd.DataFrame:
    """Stars out of five are reported out of fifty from a new year on."""
    frame = _rating(rng)
    late = frame["period"] >= "2026-01"
    return frame.assign(value=frame["value"].mask(late, frame["value"] * 10))


def counted_by_all_customers(rng: np.random.Generator) -> pd.DataFrame:
    """As many cases as ever, and from one month on divided by all customers, not the active."""
    frame = _kpi(rng)
    late = frame["period"] >= "2026-05"
    base = np.where(late, 10_600, 5_300) + rng.integers(-90, 90, len(frame))
    return frame.assign(denominator=base, numerator=rng.poisson(420, len(frame)), better="low")


def rating_carried_forward(rng: np.random.Generator) -> pd.DataFrame:
    frame = _rating(rng)
    return frame.assign(value=[*frame["value"].iloc[:-5], *[frame["value"].iloc[-6]] * 5])


def _visits(rng: np.random.Generator) -> pd.DataFrame:
    rows = _kpi(rng).drop(columns=["numerator", "denominator"])
    return rows.assign(kind="mean", value=rng.poisson(5200, len(rows)).astype(float))


def last_year_again(rng: np.random.Generator) -> pd.DataFrame:
    frame = _visits(rng)
    value = frame["value"].to_numpy().copy()
    value[-8:] = value[-20:-12]
    return frame.assign(value=value)


def quarters_in_months(rng: np.random.Generator) -> pd.DataFrame:
    frame = _visits(rng)
    means = frame["value"].to_numpy().reshape(-1, 3).mean(axis=1).round()
    return frame.assign(value=np.repeat(means, 3))


def filled_between(rng: np.random.Generator) -> pd.DataFrame:
    frame = _visits(rng)
    value = frame["value"].to_numpy().copy()
    value[8:20] = np.linspace(5000, 5400, 12).round()
    return frame.assign(value=value)


def cases_so_far(rng: np.random.Generator) -> pd.DataFrame:
    frame = _kpi(rng)
    return frame.assign(**frame[["numerator", "denominator"]].cumsum())


def visits_so_far(rng: np.random.Generator) -> pd.DataFrame:
    frame = _visits(rng)
    return frame.assign(value=frame["value"].cumsum())


FAULTS = tuple(
    Fault(suspicion, KPIS, column, happens, _with(plant))
    for suspicion, column, happens, plant in (
        ("a KPI declared in two ways", KPI, "high is good in some rows and low in others",
         directions_mixed),
        ("a period is missing", KPI, "two months were lost", months_lost),
        ("a scope that is the sum of the others", KPI, "a country beside its regions",
         whole_among_parts),
        ("one series under two names", KPI, "a series was copied", copied_under_another_name),
        ("few periods with several rows", "period", "a corrected row was put below the wrong one",
         corrected_below),
        ("a code among the values", KPI, "not measured is written as −1",
         not_measured_as_minus_one),
        ("another unit from one period on", KPI, "out of fifty in place of out of five",
         ten_points_from_a_year_on),
        ("another base from one period on", KPI, "divided by all customers, not the active ones",
         counted_by_all_customers),
        ("the same value carried forward", KPI, "a rating with two decimals is copied",
         rating_carried_forward),
        ("a stretch of values comes again", KPI, "last year's months were copied",
         last_year_again),
        ("one value for several periods each", KPI, "a quarter's mean is written into its months",
         quarters_in_months),
        ("values on a straight line", KPI, "what was not measured is filled in", filled_between),
        ("counts that add up", KPI, "cases since the beginning", cases_so_far),
        ("a value that only rises", KPI, "visits since the beginning", visits_so_far),
    )
)  # fmt: skip
