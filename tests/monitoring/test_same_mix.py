"""A change is held against the baseline at an equal mix; a step of all answers is named."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.monitoring import run, stepped
from cxlib.stats.resampling import stream

NPS = {"recommend": {"kind": "nps"}}
LEVEL = {"Basic": 6.2, "Pro": 8.6}


def drifting(months: list[str], to: float, grows: float = 0.0, each: int = 150) -> pd.DataFrame:
    """In the last year ever more answers come from Pro, up to this share; all may be happier."""
    rng, parts = stream(1, "drifting", to, grows), []
    for at, month in enumerate(months):
        share = 0.2 + (to - 0.2) * max(at - 23, 0) / (len(months) - 24)
        plan = np.where(rng.random(each) < share, "Pro", "Basic")
        felt = np.array([LEVEL[p] for p in plan]) + grows * (at >= len(months) - 12)
        score = np.clip(np.rint(felt + 1.6 * rng.normal(size=each)), 0, 10)
        days = pd.to_timedelta(rng.integers(0, 28, each), "D")
        parts.append(pd.DataFrame({"time": pd.Timestamp(f"{month}-01") + days, "plan": plan,
                                   "recommend": score}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def told(engaged, written):
    """The findings of step 5 about one survey, and its tables."""

    def made(rows: pd.DataFrame, segments=("plan",)):
        engagement = engaged(
            {"responses": rows}, outcomes=NPS, period=rows.time.max().strftime("%Y-%m"),
            tables={"responses": {"segments": list(segments)}},
        )  # fmt: skip
        tables = run(engagement, {})
        return released(engagement, written(tables))["findings"].set_index("finding_id"), tables

    return made


def measured(figure: dict) -> float:
    """The number in a figure, within its unit or not."""
    value = figure.get("value") or next(iter(figure.values()))
    if isinstance(value, dict):
        return measured(value)
    return value[0] if isinstance(value, list) else value


ALERTS = ["alert:recommend:overall:outside", "alert:recommend:overall:run of 8"]


def test_a_mix_that_drifts_is_never_better(told, months):
    rows = drifting(months(36), to=0.8)
    found, tables = told(rows)
    mine = found[found.index.isin([*ALERTS, "kpi:recommend:overall"])]
    assert len(mine) > 1
    assert mine["direction"].isin(["mix", "mix lately", "signal mix"]).all()
    assert not mine["statement"].str.contains("better").any()
    figures = json.loads(tables["refutations"].set_index("finding_id")["figures"].loc[ALERTS[1]])
    assert figures["segment"] == {"variable": "plan"}
    # Kitagawa's split by hand: the eight newest months against the first 24
    label = rows.time.dt.strftime("%Y-%m")
    rows["points"] = 100.0 * (rows.recommend >= 9) - 100.0 * (rows.recommend <= 6)
    old, new = rows[label.isin(months(36)[:24])], rows[label.isin(months(36)[-8:])]
    shares, means = ([g.groupby("plan").points.agg(how) for g in (old, new)]
                     for how in ("size", "mean"))  # fmt: skip
    shares = [s / s.sum() for s in shares]
    by_hand = ((shares[1] - shares[0]) * (means[0] + means[1]) / 2).sum()
    assert measured(figures["part"]) == pytest.approx(by_hand, abs=0.05)


def test_where_the_plan_is_not_declared_nothing_can_be_held_equal(told, months):
    """The guard switched off: without the segment the very same answers are told as better."""
    found, tables = told(drifting(months(36), to=0.8), segments=())
    assert found.loc[ALERTS[1], "direction"] == "better lately"
    assert tables["refutations"].empty


def test_what_grows_within_the_plans_stays_better_and_has_met_its_refuter(told, months):
    found, _ = told(drifting(months(36), to=0.5, grows=0.8))
    alert = found.loc[ALERTS[1]]
    assert alert["direction"] == "better lately"
    assert "at an equal mix of those who answer" in alert["tested"]


def test_turned_round_the_drift_is_no_worse_either(told, months):
    rows = drifting(months(36), to=0.8)
    turned = rows.assign(recommend=10 - rows.recommend)
    found, _ = told(turned)
    assert not found["direction"].isin(["worse", "worse lately", "better", "better lately"]).any()


# ---------------------------------------------------------------------- a step of all answers

P_BEFORE, P_AFTER = [0.4, 0.3, 0.2, 0.1], [0.15, 0.3, 0.3, 0.25]


def table(shares: list[list[float]], each: int = 120, name: str = "") -> np.ndarray:
    rng = stream(2, "table", name)
    return np.stack([rng.multinomial(each, p) for p in shares]).astype(float)


def test_a_step_is_found_where_it_is_and_sure():
    found = stepped.step_in(table([P_BEFORE] * 20 + [P_AFTER] * 10))
    assert found.at == 20
    assert found.p < 1e-6


@pytest.mark.parametrize("kind", ["nothing", "a trend", "what wanders"])
def test_what_is_no_step_is_seldom_named(kind):
    named = 0
    for k in range(60):
        rng = stream(3, kind, k)
        along = {"nothing": np.zeros(36), "a trend": np.linspace(0, 1.5, 36),
                 "what wanders": np.cumsum(rng.normal(0, 0.12, 36))}[kind]  # fmt: skip
        odds = np.exp(np.log(P_BEFORE) + np.outer(along, [0, 0.3, 0.6, 1]))
        found = stepped.step_in(table(odds / odds.sum(axis=1, keepdims=True), name=f"{kind}{k}"))
        named += found is not None and found.p <= stepped.LEVEL and found.stands_out
    assert named <= {"nothing": 1, "a trend": 3, "what wanders": 5}[kind]


def modes(months: list[str], everywhere: bool) -> pd.DataFrame:
    """From the 20th month on a third no longer says 10; at every touchpoint, or at one of four."""
    rng, parts = stream(4, "modes", everywhere), []
    for at, month in enumerate(months):
        felt = 7.5 + 1.6 * rng.normal(size=240)
        place = rng.choice(["app", "shop", "bill", "help"], 240)
        kind = (rng.random(240) < 0.35) & ((at < 20) | (~np.isin(place, "app") & (not everywhere)))
        score = np.clip(np.where(kind, 10, np.rint(felt)), 0, 10)
        days = pd.to_timedelta(rng.integers(0, 28, 240), "D")
        parts.append(pd.DataFrame({"time": pd.Timestamp(f"{month}-01") + days,
                                   "recommend": score, "touchpoint": place}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_new_way_of_asking_is_named_and_one_bad_touchpoint_is_none(told, months, everywhere):
    _, tables = told(modes(months(30), everywhere), segments=())
    steps = tables["notes"].query("code == 'step'")
    assert steps["subject"].tolist() == ([months(30)[20]] if everywhere else [])
    if everywhere:
        figures = json.loads(steps["figures"].iloc[0])
        assert figures["others"] == {"count": [4, None, None]} or figures["others"] == {"count": 4}
        assert steps["audience"].tolist() == ["reader"]
