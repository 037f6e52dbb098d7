"""Intervals against published figures, a second computation, and simulated coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxlib.stats import intervals


def _fractions(block: dict) -> list[tuple[str, list[float]]]:
    return [(k, v) for k, v in block.items() if k != "source"]


def test_wilson_is_newcombes_table(published):
    for words, expected in _fractions(published["wilson"]):
        x, n = map(int, words.split("/"))
        assert [round(float(v), 4) for v in intervals.wilson(x, n)] == expected


def test_newcombe_is_newcombes_table(published):
    for words, expected in _fractions(published["newcombe"]):
        (x1, n1), (x2, n2) = (map(int, part.split("/")) for part in words.split("-"))
        _, low, high = intervals.newcombe(x1, n1, x2, n2)
        assert [round(float(low), 4), round(float(high), 4)] == expected


def test_nps_is_the_published_score_with_the_adjusted_interval(published):
    block = published["nps"]
    score, low, high = intervals.nps(50, 30, 20)
    assert score == block["nps"]
    assert [round(float(v), 4) for v in (low, high)] == block["adjusted_wald_3T"]["ci"]


def test_agresti_coull_is_the_published_example(published):
    expected = published["agresti_coull"]["4/5"]  # printed with z = 1.96
    np.testing.assert_allclose(intervals.agresti_coull(4, 5), expected, atol=1e-4)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_wilson_is_that_of_statsmodels(confidence):
    x, n = np.arange(41), 40
    expected = proportion_confint(x, n, alpha=1 - confidence, method="wilson")
    np.testing.assert_allclose(intervals.wilson(x, n, confidence), expected, atol=1e-12)


@pytest.mark.parametrize("n", [10, 30, 300])
def test_nps_interval_covers_where_the_plain_one_fails(n):
    rng = np.random.default_rng(n)
    shares = np.array([0.45, 0.35, 0.20])
    drawn = rng.multinomial(n, shares, size=20_000)
    _, low, high = intervals.nps(*drawn.T)
    truth = 100 * (shares[0] - shares[2])
    assert 0.94 <= np.mean((low <= truth) & (truth <= high)) <= 0.97


def test_a_mean_has_the_t_interval_and_leaves_out_what_is_missing():
    values = np.array([3.0, 5.0, np.nan, 6.0, 8.0])
    found = intervals.mean(values)
    there = values[np.isfinite(values)]
    expected = stats.t.interval(0.95, 3, there.mean(), stats.sem(there))
    assert found.n == 4
    np.testing.assert_allclose([found.low, found.high], expected)


def test_accounts_widen_the_interval_of_a_mean():
    rng = np.random.default_rng(1)
    account = np.repeat(np.arange(20), 10)
    values = rng.normal(size=20)[account] + 0.3 * rng.normal(size=200)
    alone, together = intervals.mean(values), intervals.mean(values, clusters=account)
    means = np.array([values[account == k].mean() for k in range(20)])
    expected = stats.t.interval(0.95, 19, means.mean(), stats.sem(means))
    np.testing.assert_allclose([together.low, together.high], expected)
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_kish_of_equal_weights_is_their_number_and_less_otherwise():
    assert intervals.kish(np.full(50, 3.0)) == pytest.approx(50)
    assert intervals.kish([1.0, 1.0, 8.0]) == pytest.approx(100 / 66)


def test_no_answers_no_interval():
    for found in (intervals.wilson(0, 0), intervals.nps(0, 0, 0)):
        assert np.isnan(found).all()
    assert np.isnan(intervals.mean([]).value)
