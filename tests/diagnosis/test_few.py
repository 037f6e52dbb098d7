"""A small and skewed group differs from the others only where it would not by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlib.diagnosis import few
from cxlib.diagnosis.scores import scores
from cxlib.stats.exact import of_a_draw

SHARES = (0.1, 0.2, 0.7)  # detractors, passives, promoters
EVERYBODY = 1300


@pytest.mark.parametrize("size", [15, 25])
def test_of_null_groups_one_in_a_hundred_passes_one_percent(size):
    rng = np.random.default_rng(size)
    ours, welch, draws = 0, 0, 1500
    for _ in range(draws):
        pool = rng.choice([-1, 0, 1], EVERYBODY + size, p=SHARES)
        own, rest = pool[:size], pool[size:]
        values, counts = np.unique(pool, return_counts=True)
        ours += of_a_draw(values, counts, size, own.sum()) < 0.01
        if np.ptp(own):
            welch += stats.ttest_ind(own, rest, equal_var=False).pvalue < 0.01
    assert ours / draws <= 0.01 + 2 * np.sqrt(0.01 * 0.99 / draws)
    assert welch / draws > 0.02, "the large-sample test finds twice as many as it says"


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_share_of_groups_drawn_at_random(seed):
    rng = np.random.default_rng(seed)
    pool = rng.integers(-3, 8, 120) ** 2 % 11
    own = pool[:14]
    values, counts = np.unique(pool, return_counts=True)
    exact = of_a_draw(values, counts, 14, own.sum())
    middle = 14 * pool.mean()
    drawn = np.array([rng.permutation(pool)[:14].sum() for _ in range(4000)])
    far = np.abs(drawn - middle) >= abs(own.sum() - middle) - 1e-9
    assert exact == pytest.approx(far.mean(), abs=3 * np.sqrt(0.25 / 4000))


def answered(small: int, other: int, **columns: object) -> pd.DataFrame:
    rows = pd.DataFrame({"plan": ["few"] * small + ["many"] * other, **columns})
    return rows.assign(time=pd.date_range("2026-01-01", periods=len(rows), freq="h"))


def told(engaged, rows: pd.DataFrame, kind: str) -> pd.Series:
    config = {"outcomes": {"recommend": {"kind": kind}},
              "tables": {"responses": {"segments": ["plan"]}}}  # fmt: skip
    table = scores(engaged({"responses": rows}, period="none", **config))["scores"]
    return table[table["segment"] == "plan=few"].drop_duplicates("outcome").iloc[0]


def test_a_share_of_few_is_fishers(engaged):
    answers = [1] * 9 + [0] * 3 + [1] * 40 + [0] * 60
    row = told(engaged, answered(12, 100, recommend=answers), "binary")
    assert row["p_adjusted"] == pytest.approx(stats.fisher_exact([[9, 3], [40, 60]]).pvalue)


@pytest.mark.parametrize("kind", ["nps", "mean"])
@pytest.mark.parametrize("sizes", [(12, 300), (300, 12)])
def test_interval_and_test_agree(engaged, kind, sizes):
    rng = np.random.default_rng(3)
    lift = np.repeat([1, 0], sizes)
    answers = np.clip(rng.integers(3, 11, sum(sizes)) + lift, 0, 10)
    scale = {} if kind == "nps" else {"scale": [0, 10]}
    rows = answered(*sizes, recommend=answers)
    config = {"outcomes": {"recommend": {"kind": kind, **scale}},
              "tables": {"responses": {"segments": ["plan"]}}}  # fmt: skip
    table = scores(engaged({"responses": rows}, period="none", **config))["scores"]
    for row in table.dropna(subset=["p_adjusted"]).itertuples():
        outside = row.difference_low > 0 or row.difference_high < 0
        assert outside <= (row.p_adjusted < 0.05)


def test_without_it_large_sample_tests_are_used(engaged, monkeypatch):
    answers = [10] * 12 + [10] * 200 + [3] * 100
    rows = answered(12, 300, recommend=answers)
    exact = told(engaged, rows, "nps")["p_adjusted"]
    monkeypatch.setattr(few, "SMALL", 0)
    assert told(engaged, rows, "nps")["p_adjusted"] < exact / 10


@pytest.mark.parametrize("few", ["few", "many"])
def test_one_who_answered_twice_among_the_few_leaves_it_to_the_clustered_test(engaged, few):
    """Repeats among the many tell less of them; among the few they are no draws of their own."""
    answers = [10] * 12 + [10] * 200 + [3] * 100
    rows = answered(12, 300, recommend=answers)
    ids = np.arange(len(rows))
    ids[[0, 1] if few == "few" else [100, 101]] = 0 if few == "few" else 100
    twice = told(engaged, rows.assign(customer=ids.astype(str)), "nps")["p_adjusted"]
    exact = told(engaged, rows, "nps")["p_adjusted"]
    assert (twice == pytest.approx(exact)) == (few == "many")


def test_within_places_it_is_the_share_of_groups_drawn_in_each():
    rng = np.random.default_rng(8)
    place = np.repeat([0, 1, 2], [60, 30, 10])
    y, group = rng.integers(0, 11, 100) - 2 * place, rng.random(100) < 0.2
    exact = few.within(y.astype(float), group, place, np.arange(100))
    drawn = np.zeros(20_000)
    for one in range(3):
        here = y[place == one]
        drawn += rng.permuted(np.tile(here, (len(drawn), 1)), axis=1)[
            :, : group[place == one].sum()
        ].sum(axis=1)
    share = np.mean(np.abs(drawn - drawn.mean()) >= abs(y[group].sum() - drawn.mean()) - 0.05)
    assert exact == pytest.approx(share, abs=0.015)


def test_who_answers_twice_is_no_draw_of_their_own():
    y, group = np.r_[np.ones(6), np.zeros(14)], np.arange(20) < 5
    same = np.zeros(20)
    assert few.within(y, group, same, np.arange(20)) < 0.01
    assert np.isnan(few.within(y, group, same, np.maximum(np.arange(20), 1)))
    assert np.isnan(few.within(y + 0.5, group, same, np.arange(20)))
