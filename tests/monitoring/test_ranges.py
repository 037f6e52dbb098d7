"""Limits are shown within what a KPI can be; signals and alerts stay what they were."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.config import Outcome
from cxlib.language import Voice
from cxlib.monitoring import ranges, run, step
from cxlib.monitoring.ranges import bounded, possible

OUTCOMES = {
    "recommend": Outcome(kind="nps"),
    "stars": Outcome(kind="mean", scale=(1, 5)),
    "minutes": Outcome(kind="mean"),
    "solved": Outcome(kind="binary", good=["Yes"]),
}


@pytest.mark.parametrize(("kpi", "kind", "ends"), [
    ("recommend", "mean", (-100, 100)), ("stars", "mean", (1, 5)), ("solved", "share", (0, 1)),
    ("minutes", "mean", (-np.inf, np.inf)), ("volume", "count", (0, np.inf)),
    ("margin", "mean", (-np.inf, np.inf)), ("complaints", "rate", (0, np.inf)),
])  # fmt: skip
def test_what_a_kpi_can_be(kpi, kind, ends):
    assert possible(kpi, kind, OUTCOMES) == ends


def limits(kpi: str, kind: str, low: float, high: float, value: float) -> list[float]:
    row = pd.DataFrame({"kpi": [kpi], "kind": [kind], "low": low, "high": high, "value": value})
    return bounded(row, ["low", "high"], "value", OUTCOMES)[["low", "high"]].iloc[0].tolist()


def test_limits_end_where_the_scale_does():
    assert limits("recommend", "mean", -131.0, 120.0, 3.0) == [-100, 100]
    assert limits("stars", "mean", 0.2, 4.4, 3.0) == [1, 4.4]
    assert limits("margin", "mean", -5.0, 9.0, 3.0) == [-5, 9]


def test_a_range_that_a_value_breaks_is_widened_to_it():
    assert limits("recommend", "mean", -300.0, 300.0, 180.0) == [-100, 180]


def test_no_limits_stay_no_limits():
    assert np.isnan(limits("recommend", "mean", np.nan, np.nan, 3.0)).all()


@pytest.fixture(scope="module")
def wild(engaged):
    """NPS of few answers a month, from one extreme to the other, then below all it has been."""
    rng = np.random.default_rng(4)
    months = pd.date_range("2023-01-15", periods=30, freq="MS") + pd.Timedelta(days=9)
    months = months.append(pd.DatetimeIndex(["2025-06-30"]))
    score = [rng.choice([0, 10], 12, p=[p, 1 - p]) for p in rng.uniform(0.2, 0.8, 24)]
    score += [np.zeros(12, int)] * 7
    return engaged(
        {"responses": pd.DataFrame({"time": np.repeat(months, 12), "recommend": np.ravel(score)})},
        outcomes={"recommend": {"kind": "nps"}},
    )


def test_the_step_shows_limits_within_the_scale_and_signals_as_before(wild, monkeypatch):
    shown = run(wild, {})
    monkeypatch.setattr(ranges, "possible", lambda *_: ranges.ANY)
    raw = run(wild, {})
    assert raw["kpis"]["lower"].min() < -100
    assert shown["kpis"]["lower"].min() == -100
    assert shown["kpis"]["upper"].max() <= 100
    assert shown["kpis"]["signal"].tolist() == raw["kpis"]["signal"].tolist()
    assert shown["alerts"]["rule"].tolist() == raw["alerts"]["rule"].tolist()


def test_an_alert_is_told_within_the_scale(wild, monkeypatch):
    found = pd.DataFrame({
        "kpi": ["recommend"], "scope": "overall", "kind": "mean", "better": "high",
        "period": "2025-06", "rule": "outside", "seen": 96.0, "expected": -30.0, "low": -141.0,
        "high": 81.0, "p_adjusted": 0.01, "sigmas": 3.1,
    })  # fmt: skip
    monkeypatch.setattr(step, "alert_table", lambda *_: found)
    alert = run(wild, {})["alerts"].iloc[0]
    assert alert[["low", "high"]].tolist() == [-100.0, 81.0]
    assert alert["direction"] == "better"
    assert Voice().coded(alert["words"]) == (
        "In June 2025, recommend stood at NPS +96, better than expected (about NPS −30)."
    )
