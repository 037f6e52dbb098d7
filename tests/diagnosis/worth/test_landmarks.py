"""Every experience and what became of the customer after it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth import landmarks as module
from cxlib.diagnosis.worth.landmarks import carries, is_parting, landmarks, thinned, watched

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


def test_many_rows_are_thinned_by_whole_customers(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 200)
    rows = pd.DataFrame({"customer": np.repeat(np.arange(200), 5)})
    kept = thinned(rows, np.random.default_rng(0))
    assert 120 < len(kept) < 300
    assert kept["customer"].value_counts().eq(5).all()
