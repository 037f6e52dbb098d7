"""A driver over everybody that runs the other way inside every group of customers is none."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers import drivers, explain
from cxlib.diagnosis.drivers.within import ALL, WITHIN, within
from cxlib.diagnosis.priorities import priorities
from cxlib.engagement.suspicion.lining import BATTERY, alike

LIFTS = np.array([2.0, 3.5, 4.2])  # a plan's own mean rating
FAST = {"policy": {"drivers": {"bootstrap": "fast"}}}


def simpson(seed: int, n: int = 900) -> pd.DataFrame:
    """Plans lift the rating and the outcome; inside each a better rating goes with a worse one."""
    rng = np.random.default_rng(seed)
    plan, own = rng.integers(0, 3, n), rng.normal(size=n)
    speed = np.clip(np.round(LIFTS[plan] + 0.7 * own), 1, 5)
    felt = 3 + 2.5 * plan - (speed - LIFTS[plan]) + 1.3 * rng.normal(size=n)
    return pd.DataFrame({
        "recommend": np.clip(np.round(felt), 0, 10), "speed": speed,
        "price": rng.integers(1, 6, n), "plan": np.array(["a", "b", "c"])[plan],
        "region": rng.choice(["north", "south"], n),
        "time": pd.date_range("2026-01-01", periods=n, freq="h"),
    })  # fmt: skip


def engagement_of(engaged, rows: pd.DataFrame, *segments: str):
    tables = {"responses": {"segments": list(segments)}}
    return engaged({"responses": rows}, period="none", tables=tables, **FAST)


def result(engagement) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = drivers(engagement, explain(engagement, segments=False))
    table = found["drivers"]
    return table[table["scope"] == "overall"].set_index("variable"), found["refutations"]


@pytest.mark.parametrize("seed", range(10))
def test_a_reversal_inside_the_plans_is_found_and_nothing_follows(engaged, seed):
    engagement = engagement_of(engaged, simpson(seed), "plan", "region")
    table, tried = result(engagement)
    assert table.loc["speed", "effect"] > 0
    assert table.loc["speed", "p_adjusted"] < 0.001
    assert not table.loc["speed", "critical"]
    inside = tried.query("refuter == 'inside segments'").iloc[0]
    figures = json.loads(inside["figures"])
    assert (inside["result"], figures["verdict"]) == ("failed", {"text": "turned"})
    assert figures["effect"]["signed"][2] < 0, "inside, the whole interval lies below nought"
    quadrants = priorities(engagement, explain(engagement))["priorities"].set_index("variable")
    assert quadrants.loc["speed", "quadrant"] == "tie"


def test_with_the_guard_off_it_is_a_driver(engaged, monkeypatch):
    module = sys.modules["cxlib.diagnosis.drivers.explain"]  # the package's name is the function
    monkeypatch.setattr(module, "within", lambda *_: pd.DataFrame(columns=WITHIN))
    table, _ = result(engagement_of(engaged, simpson(0), "plan"))
    assert table.loc["speed", "critical"]


@pytest.mark.parametrize(("segments", "untried"), [((), True), (("plan",), False)])
def test_where_no_segment_is_declared_it_is_said(engaged, sentences, segments, untried):
    engagement = engagement_of(engaged, simpson(0), *segments)
    said = sentences(drivers(engagement, explain(engagement, segments=False)))
    assert any("could not be tried" in line for line in said) == untried


def test_two_segments_that_reverse_it_only_together_are_found(engaged):
    """Each half of the mix is in another column: the sum of both lifts rating and outcome."""
    rng = np.random.default_rng(3)
    n = 1200
    one, two, own = rng.integers(0, 2, n), rng.integers(0, 2, n), rng.normal(size=n)
    speed = np.clip(np.round(2 + one + two + 0.6 * own), 1, 5)
    felt = 4 + 2 * one + 2 * two - 0.8 * (speed - 2 - one - two) + rng.normal(size=n)
    rows = simpson(0, n).assign(speed=speed, recommend=np.clip(np.round(felt), 0, 10),
                                plan=one.astype(str), region=two.astype(str))  # fmt: skip
    engagement = engagement_of(engaged, rows, "plan", "region")
    told = within(engagement, explain(engagement, segments=False).answers)
    told = told[told["variable"] == "speed"].set_index("segment")["verdict"]
    assert told[ALL] == "turned"
    assert not result(engagement)[0].loc["speed", "critical"]


@pytest.mark.parametrize("seed", range(5))
def test_a_true_driver_is_kept_whatever_the_groups(engaged, seed):
    """The plans differ in both, and inside each a better rating goes with a better outcome."""
    rng = np.random.default_rng(seed)
    rows = simpson(seed)
    lifted = 3 + rows["plan"].map({"a": 0, "b": 1, "c": 2}) + 0.9 * (rows["speed"] - 3)
    felt = np.clip(np.round(lifted + rng.normal(size=len(rows))), 0, 10)
    table, tried = result(engagement_of(engaged, rows.assign(recommend=felt), "plan", "region"))
    assert table.loc["speed", "critical"]
    assert set(tried.query("refuter == 'inside segments'")["result"]) == {"survived"}


def test_inside_is_the_regression_with_a_dummy_for_each_group(engaged):
    """A second way: least squares with the plans as columns, in points of the rating."""
    rows = simpson(4)
    engagement = engagement_of(engaged, rows, "plan")
    told = within(engagement, explain(engagement, segments=False).answers)
    mine = told.set_index("variable").loc["speed"]
    dummies = pd.get_dummies(rows["plan"]).to_numpy(float)
    x = np.column_stack([rows[["speed", "price"]].to_numpy(float), dummies])
    slope = np.linalg.lstsq(x, rows["recommend"].to_numpy(float), rcond=None)[0][0]
    assert mine["effect"] == pytest.approx(slope * rows["speed"].std(), rel=1e-6)


def habits(
    seed: int, straight: float, effect: float = 0.0, n: int = 800, asked: int = 8
) -> pd.DataFrame:
    """Ratings without a bond; some give one answer to everything, the outcome too."""
    rng = np.random.default_rng(seed)
    ratings = rng.integers(1, 6, (n, asked)).astype(float)
    felt = np.clip(np.round(5 + effect * (ratings[:, 0] - 3) + 2 * rng.normal(size=n)), 0, 10)
    lined = rng.random(n) < straight
    one = rng.integers(1, 6, n)
    ratings[lined] = one[lined, None]
    felt[lined] = 2 * one[lined]
    columns = {f"v{k}": ratings[:, k] for k in range(asked)}
    return pd.DataFrame({"recommend": felt, **columns,
                         "time": pd.date_range("2026-01-01", periods=n, freq="h")})  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_one_answer_to_everything_makes_no_drivers(engaged, seed):
    table, tried = result(engagement_of(engaged, habits(seed, 0.2)))
    assert (table["p_adjusted"] < 0.05).any(), "over everybody something seems to matter"
    assert not table["critical"].any()
    assert (tried.query("refuter == 'without straight answers'")["result"] == "failed").all()


def test_a_battery_of_four_is_one_here_as_where_the_data_are_doubted(engaged):
    """What a suspicion names as straight answers is what the drivers are held against."""
    rows = habits(2, 0.3, asked=BATTERY)
    table, tried = result(engagement_of(engaged, rows))
    assert alike(rows.filter(like="v").to_numpy()).mean() > 0.25
    assert not table["critical"].any()
    assert set(tried.query("refuter == 'without straight answers'")["result"]) == {"failed"}


@pytest.mark.parametrize("seed", range(4))
def test_a_true_driver_is_kept_without_them(engaged, seed):
    table, tried = result(engagement_of(engaged, habits(seed, 0.2, effect=1.2)))
    assert table.loc["v0", "critical"]
    assert "survived" in set(tried.query("refuter == 'without straight answers'")["result"])


def test_a_few_of_them_change_nothing(engaged):
    _, tried = result(engagement_of(engaged, habits(1, 0.02, effect=1.2)))
    assert "without straight answers" not in set(tried["refuter"])


def between(seed: int, n: int = 800) -> pd.DataFrame:
    """One plan's customers are happier and rate twelve things higher; inside a plan nothing goes
    with anything, so that each carries a little of the plan."""
    rng = np.random.default_rng(seed)
    plan = rng.integers(0, 3, n)
    by = np.array([-1.3, 0.4, 1.4])[plan]
    ratings = {f"v{k:02d}": np.clip(np.round(3.3 + 0.5 * by + 0.9 * rng.normal(size=n)), 1, 5)
               for k in range(12)}  # fmt: skip
    felt = np.clip(np.round(7 + by + 1.8 * rng.normal(size=n)), 0, 10)
    return pd.DataFrame({"recommend": felt, **ratings, "plan": np.array(["a", "b", "c"])[plan],
                         "time": pd.date_range("2026-01-01", periods=n, freq="h")})  # fmt: skip


def test_what_only_parts_the_plans_drives_nothing_however_little_of_it_each_carries(
    engaged, monkeypatch
):
    """Inside it is seen as sharply as over everybody and is no more than chance: not earned."""
    kept, before = 0, 0
    for seed in range(4):
        engagement = engagement_of(engaged, between(seed), "plan")
        kept += int(result(engagement)[0]["critical"].sum())
        with monkeypatch.context() as patch:
            patch.setattr(sys.modules["cxlib.diagnosis.drivers.within"], "HARDLY_WIDER", 0.0)
            before += int(result(engagement)[0]["critical"].sum())
    assert kept == 0
    assert before > 3
