"""The effect of a bad experience, and the retention it stands for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth.effect import Standardised, effect
from cxlib.diagnosis.worth.landmarks import watched


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
