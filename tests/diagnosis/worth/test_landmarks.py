"""Every experience and what became of the customer after it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth import landmarks as module
from cxlib.diagnosis.worth.landmarks import (
    carries,
    expected_left,
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


def test_a_contrast_needs_leavers_to_be_expected_on_both_sides() -> None:
    rows = pd.DataFrame({"bad": [True] * 20 + [False] * 20, "left": [True] * 15 + [False] * 25})
    rows["months"] = 12.0
    assert carries(
        rows, 10
    )  # 7.5 of the 15 are expected after good: none came, that is the finding
    assert not carries(rows.assign(left=np.arange(40) < 9), 10)  # nine leavers in all
    assert not carries(rows, 30)
    assert not carries(rows.assign(bad=False), 10)  # a forced step that nobody fails


def test_eligibility_does_not_look_at_who_left() -> None:
    rng = np.random.default_rng(4)
    rows = pd.DataFrame({"bad": np.arange(300) < 60, "months": 12.0, "left": np.arange(300) < 30})
    told = {
        carries(rows.assign(left=rng.permutation(rows["left"].to_numpy())), 30) for _ in range(50)
    }
    assert told == {True}
    assert carries(rows.assign(left=np.arange(300) >= 270), 30)  # nobody after a bad experience


def test_leavers_expected_are_those_of_a_world_where_nobody_left() -> None:
    """The watched alone count: sides that differ in how long they are watched, not in leaving."""
    rng = np.random.default_rng(5)
    n, bad = 40_000, np.arange(40_000) < 8_000
    life = rng.exponential(20, n)
    end = np.where(bad, rng.uniform(0, 4, n), rng.uniform(0, 12, n))
    rows = pd.DataFrame({"bad": bad, "left": life <= end, "months": np.ceil(np.minimum(life, end))})
    after_bad, after_good = expected_left(rows)
    assert after_bad == pytest.approx(rows["left"][bad].sum(), rel=0.1)
    assert after_bad + after_good == rows["left"].sum()
    seen = np.where(bad, end, np.minimum(life, end))  # those who fared badly never leave
    loyal = rows.assign(left=rows["left"] & ~bad, months=np.ceil(seen))
    share = expected_left(loyal)[0] / loyal["left"].sum()
    assert share == pytest.approx(after_bad / rows["left"].sum(), rel=0.1)


def test_nulls_that_are_tested_come_out_both_ways_alike(simulations) -> None:
    """With five leavers wanted after bad, 7.9 % of 45 were harmful and 0 % helpful: 2.5 are due."""
    found = simulations("staying").nulls_tested(150, 60)
    assert found["tested"]["rate"] > 0.9
    assert found["harmful"]["rate"] <= 0.06
    assert found["helpful"]["rate"] <= 0.06


@pytest.mark.slow
@pytest.mark.parametrize("bad", [45, 60, 90, 150])
def test_nulls_tested_keep_half_the_level_on_either_side(simulations, bad: int) -> None:
    found = simulations("staying").nulls_tested(1000, bad)
    for way in ("harmful", "helpful"):
        error = (0.025 * 0.975 / max(found[way]["times"], 1)) ** 0.5
        assert found[way]["rate"] <= 0.03 + 2 * error


def test_the_cancellation_form_is_part_of_leaving(simulations) -> None:
    found = simulations("staying").parting(50)
    assert found["form_found"]["rate"] == 1.0
    assert found["innocent_taken"]["rate"] == 0.0
    assert not is_parting(pd.DataFrame())


def test_many_rows_are_thinned_by_whole_customers(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 200)
    rows = pd.DataFrame({"customer": np.repeat(np.arange(200), 5)})
    kept = thinned(rows, np.random.default_rng(0))
    assert 120 < len(kept) < 300
    assert kept["customer"].value_counts().eq(5).all()
