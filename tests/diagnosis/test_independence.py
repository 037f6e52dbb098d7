"""Answers of one customer are not independent: whoever asks sixty people asks sixty people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis import cells
from cxlib.diagnosis.drivers import drivers, explain
from cxlib.diagnosis.scores import scores
from cxlib.engagement.config import Outcome
from cxlib.engagement.contracts.respondents import respondents, worth
from cxlib.monitoring.mix import mix_table

CUSTOMERS, ANSWERS = 60, 20
NPS = {"recommend": Outcome(kind="nps")}


def panel(seed: int) -> pd.DataFrame:
    """Sixty customers with twenty like answers each, and ratings that have nothing to do with it.

    What a customer thinks of recommending, and of everything else, is the customer's own.
    """
    rng = np.random.default_rng(seed)
    n = CUSTOMERS * ANSWERS
    mood = np.repeat(rng.normal(7, 2.2, CUSTOMERS), ANSWERS)
    other = np.repeat(rng.integers(1, 6, CUSTOMERS), ANSWERS) + rng.integers(-1, 2, n)
    return pd.DataFrame({
        "customer": np.repeat([f"k{i}" for i in range(CUSTOMERS)], ANSWERS),
        "time": pd.date_range("2026-01-01", periods=n, freq="h"),
        "recommend": np.clip(np.round(mood + rng.normal(0, 0.7, n)), 0, 10).astype(int),
        "speed": np.repeat(rng.integers(1, 6, CUSTOMERS), ANSWERS),
        "other": np.clip(other, 1, 5),
    })  # fmt: skip


def flagged(engaged, seed: int) -> bool:
    engagement = engaged(
        {"responses": panel(seed)}, period="none", policy={"drivers": {"bootstrap": "fast"}}
    )
    return bool(drivers(engagement, explain(engagement))["drivers"]["critical"].any())


def test_repeated_answers_flag_no_null_variable(engaged, monkeypatch):
    seeds = range(12)
    ours = sum(flagged(engaged, seed) for seed in seeds)
    monkeypatch.setattr(cells, "respondents", lambda rows: None)  # the guard off
    naive = sum(flagged(engaged, seed) for seed in seeds)
    assert ours <= 3  # at 5 %, four or more of twelve come in 1 of 400
    assert naive >= 6


def test_the_interval_is_as_wide_as_that_of_the_customers(engaged):
    """Twenty like answers a customer: the interval is about that of sixty answers."""
    told = scores(engaged({"responses": panel(1)}, period="none"))["scores"]
    row = told[(told["metric"] == "mean") & (told["segment"] == "all")].iloc[0]
    per_customer = panel(1).groupby("customer")["recommend"].mean()
    half = 2.0 * per_customer.std() / np.sqrt(CUSTOMERS)
    assert (row["high"] - row["low"]) / 2 == pytest.approx(half, rel=0.05)
    assert row["n"] == CUSTOMERS * ANSWERS


def test_a_mix_of_few_customers_moves_by_chance():
    """Other customers every month, each ten times: their plan is drawn once, not ten times."""
    rng = np.random.default_rng(5)
    parts = []
    for month in range(12):
        plan = rng.choice(["a", "b"], 30)
        score = np.where(plan == "a", 9, 3)
        frame = pd.DataFrame({"customer": [f"{month} {k}" for k in range(30)], "plan": plan,
                              "recommend": score, "period": f"2026-{month + 1:02}"})  # fmt: skip
        parts.append(frame.loc[frame.index.repeat(10)])
    rows = pd.concat(parts, ignore_index=True)
    apart = mix_table(rows.drop(columns="customer"), NPS, ["plan"], 0.95, 0.05)
    ours = mix_table(rows, NPS, ["plan"], 0.95, 0.05)
    assert (apart["verdict"] == "mix").sum() >= 3
    assert (ours["verdict"] == "mix").sum() == 0


def test_an_account_comes_before_its_contacts():
    rows = pd.DataFrame({"account": ["A", "A", "B", None, None],
                         "customer": ["x", "y", "x", "x", None]})  # fmt: skip
    assert respondents(rows).tolist() == [0, 0, 1, 2, 3]


@pytest.mark.parametrize("columns", [[], ["account"], ["customer"], ["account", "customer"]])
def test_who_is_not_named_stands_alone(columns):
    rows = pd.DataFrame({c: pd.Series([None, None, None], dtype="str") for c in columns},
                        index=[5, 7, 9])  # fmt: skip
    assert respondents(rows) is None
    assert worth(rows, pd.Series(1.0, rows.index), [pd.Series("a", rows.index)]).tolist() == [3.0]
