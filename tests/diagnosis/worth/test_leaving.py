"""The clock starts at the experience; decoys do not count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth import leaving as module
from cxlib.diagnosis.worth.leaving import (
    Standardised,
    carries,
    effect,
    is_parting,
    landmarks,
    thinned,
    watched,
)

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")


def _spells(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns).assign(start=START)


def test_landmarks_by_hand() -> None:
    told = pd.DataFrame(
        {"customer": ["a", "a", "b", "c", "d"],
         "time": START + DAY * np.array([10, 100, 20, 400, -20]),
         "bad": [True, False, False, True, False]}
    )  # fmt: skip
    spells = _spells(
        customer=["a", "b", "c", "d"],
        until=START + DAY * np.array([160, 365, 300, 365]),
        left=[True, False, True, False],
    )
    rows = landmarks(told, spells)
    assert rows["customer"].tolist() == ["a", "a", "b", "d"]  # c came after leaving
    assert rows["months"].tolist() == [3, 2, 12, 12]  # to the next visit, to leaving, to the end
    assert rows["left"].tolist() == [False, True, False, False]
    assert rows["tenure"].iloc[3] == 0  # the joining journey counts from the first day


def test_nobody_is_watched_beyond_the_horizon() -> None:
    rows = watched(pd.DataFrame({"months": [3.0, 15.0], "left": [True, True]}), 12)
    assert rows["months"].tolist() == [3, 12]
    assert rows["left"].tolist() == [True, False]


def test_a_contrast_needs_leavers_on_both_sides() -> None:
    rows = pd.DataFrame({"bad": [True] * 20 + [False] * 20, "left": [True] * 15 + [False] * 25})
    rows.loc[25:28, "left"] = True
    assert not carries(rows, 10)  # four leavers after a good experience
    rows.loc[29, "left"] = True
    assert carries(rows, 10)
    assert not carries(rows, 30)
    assert not carries(rows.assign(bad=False), 10)  # a forced step that nobody fails


def test_the_cancellation_form_is_part_of_leaving(simulations) -> None:
    found = simulations("staying").parting(50)
    assert found["form_found"]["rate"] == 1.0
    assert found["innocent_taken"]["rate"] == 0.0
    assert not is_parting(pd.DataFrame())


def test_retention_is_standardised_as_two_exponentials_would_have_it() -> None:
    rng = np.random.default_rng(6)
    bad = rng.random(40_000) < 0.3
    life = rng.exponential(1 / np.where(bad, 0.06, 0.03))
    rows = pd.DataFrame({"months": np.ceil(life), "left": True, "bad": bad})
    found = effect(watched(rows, 12.0), pd.DataFrame(index=rows.index), 12.0, 0.95, rng)
    assert found.hazard_ratio == pytest.approx(2.0, rel=0.05)
    assert found.retention_good == pytest.approx((life[~bad] > 12).mean(), abs=0.002)
    assert found.retention_bad == pytest.approx((life[bad] > 12).mean(), abs=0.002)


def test_the_baseline_by_hand() -> None:
    x, left = np.zeros((5, 1)), np.array([True, True, True, False, True])
    kept = Standardised(x, np.array([1.0, 2, 2, 3, 4]), left, 3.0).retention(np.zeros(1))
    assert kept[0] == pytest.approx(np.exp(-(1 / 5 + 1 / 4 + 1 / 3)))  # the tied two by Efron


def test_a_confounded_effect_vanishes_when_the_segment_is_heeded() -> None:
    rng = np.random.default_rng(7)
    basic = rng.random(6000) < 0.5
    bad = rng.random(6000) < np.where(basic, 0.5, 0.1)
    life = rng.exponential(1 / np.where(basic, 0.06, 0.02))
    rows = pd.DataFrame({"months": np.ceil(life), "left": True, "bad": bad})
    rows = watched(rows, 12.0)
    plain = effect(rows, pd.DataFrame(index=rows.index), 12.0, 0.95, rng)
    segment = pd.DataFrame({"plan=Basic": basic.astype(float)})
    heeded = effect(rows, segment, 12.0, 0.95, rng)
    assert plain.low > 1.2
    assert heeded.low < 1 < heeded.high


def test_a_level_from_which_nobody_left_does_not_stop_the_model() -> None:
    rng = np.random.default_rng(8)
    bad, level = rng.random(400) < 0.4, np.arange(400) < 30
    life = rng.exponential(1 / np.where(bad, 0.1, 0.05))
    rows = pd.DataFrame({"months": np.ceil(life).clip(max=12), "bad": bad})
    rows["left"] = (life <= 12) & ~level
    found = effect(rows, pd.DataFrame({"region=x": level.astype(float)}), 12.0, 0.95, rng)
    assert 1.3 < found.hazard_ratio < 3.0


def test_many_rows_are_thinned_by_whole_customers(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 200)
    rows = pd.DataFrame({"customer": np.repeat(np.arange(200), 5)})
    kept = thinned(rows, np.random.default_rng(0))
    assert 120 < len(kept) < 300
    assert kept["customer"].value_counts().eq(5).all()


def test_immortal_time_and_heavy_users_fool_only_the_naive(simulations) -> None:
    found = simulations("staying").leaving(40, 1.0, n=400)
    assert found["harmful"]["rate"] <= 0.15
    assert found["naive_helpful"]["rate"] > 0.6


def test_a_true_effect_is_found_with_its_size(simulations) -> None:
    found = simulations("staying").leaving(15, 2.0, n=600)
    assert found["harmful"]["rate"] > 0.8
    assert 1.6 < found["median_hazard_ratio"] < 2.5
    assert found["naive_harmful"]["rate"] < 0.2


@pytest.mark.slow
def test_size_and_coverage_to_the_promised_limits(simulations) -> None:
    null = simulations("staying").leaving(400, 1.0)
    assert null["harmful"]["rate"] <= 0.05
    assert null["coverage"]["rate"] >= 0.92
    assert 0.92 <= simulations("staying").retention_difference(600)["coverage"]["rate"] <= 0.98
