"""Means of many groups, against one group at a time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxlib.stats import grouped, intervals


@pytest.fixture
def answers():
    rng = np.random.default_rng(4)
    return {
        "values": rng.normal(5, 2, 300),
        "groups": rng.integers(0, 4, 300),
        "weights": rng.uniform(0.5, 3, 300),
        "clusters": rng.integers(0, 40, 300),
    }


@pytest.mark.parametrize("options", [(), ("weights",), ("clusters",), ("weights", "clusters")])
def test_every_group_is_as_if_it_were_alone(answers, options):
    given = {k: answers[k] for k in options}
    cell = grouped.means(answers["values"], answers["groups"], 4, **given)
    low, high = cell.interval(0.9)
    for k in range(4):
        here = answers["groups"] == k
        alone = intervals.mean(
            answers["values"][here], 0.9, **{name: v[here] for name, v in given.items()}
        )
        assert cell.n[k] == alone.n
        np.testing.assert_allclose([cell.value[k], low[k], high[k]], alone[1:])


def test_effective_n_is_kishs_and_never_grows_by_clusters(answers):
    plain = grouped.means(answers["values"], answers["groups"], 4, answers["weights"])
    expected = [intervals.kish(answers["weights"][answers["groups"] == k]) for k in range(4)]
    np.testing.assert_allclose(plain.effective, expected)
    both = grouped.means(
        answers["values"], answers["groups"], 4, answers["weights"], answers["clusters"]
    )
    assert (both.effective <= plain.effective + 1e-9).all()


def test_the_rest_is_everybody_else(answers):
    groups = np.concatenate([np.zeros(300, int), 1 + answers["groups"]])
    twice = {k: np.tile(answers[k], 2) for k in ("values", "weights")}
    cell = grouped.means(twice["values"], groups, 5, twice["weights"])
    rest = grouped.rest(cell, np.zeros(5, int))
    others = answers["groups"] != 0
    direct = grouped.means(
        answers["values"][others], np.zeros(others.sum(), int), 1, answers["weights"][others]
    )
    for name in ("n", "value", "spread", "effective", "total"):
        np.testing.assert_allclose(getattr(rest, name)[1], getattr(direct, name)[0])


def test_welch_is_that_of_scipy():
    rng = np.random.default_rng(5)
    a, b = rng.normal(0, 1, 20), rng.normal(1, 3, 35)
    parts = [
        v
        for x in (a, b)
        for v in (np.array([x.mean()]), np.array([stats.sem(x)]), np.array([len(x) - 1.0]))
    ]
    expected = stats.ttest_ind(a, b, equal_var=False)
    difference, low, high, p = grouped.welch(*parts)
    assert p[0] == pytest.approx(expected.pvalue)
    np.testing.assert_allclose([low[0], high[0]], expected.confidence_interval(0.95))
    assert difference[0] == pytest.approx(a.mean() - b.mean())


def test_a_group_of_one_has_a_mean_and_no_error():
    cell = grouped.means(np.array([3.0]), np.array([0]), 1)
    assert cell.value[0] == 3.0
    assert np.isnan(cell.error[0])


@pytest.mark.parametrize("value", [7.0, 5.4, 0.1])
def test_one_weighted_answer_has_no_spread_whatever_rounding_makes_of_it(value):
    weights = np.array([0.8, 1.2, 0.7, 1.1, 0.3])
    one = grouped.means(np.full(5, value), np.arange(5), 5, weights)
    assert np.isnan(one.spread).all()
    assert np.isnan(one.error).all()
    others = grouped.rest(
        grouped.means(
            np.array([value, 3.0, value]), np.array([0, 0, 1]), 2, np.array([0.8, 1.1, 0.8])
        ),
        np.array([0, 0]),
    )
    assert others.n[1] == 1
    assert np.isnan(others.spread[1])
