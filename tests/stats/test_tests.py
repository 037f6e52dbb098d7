"""Corrections for many comparisons, and the test of two shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxlib.stats import tests


def test_benjamini_hochberg_is_their_example(published):
    block = published["bh"]
    assert (tests.benjamini_hochberg(block["p"]) <= 0.05).sum() == block["bh"]
    assert (np.array(block["p"]) * 15 <= 0.05).sum() == block["bonferroni"]


def test_missing_tests_do_not_count():
    p = np.array([0.01, np.nan, 0.03])
    np.testing.assert_allclose(tests.benjamini_hochberg(p), [0.02, np.nan, 0.03])
    assert np.isnan(tests.benjamini_hochberg([np.nan])).all()


def test_two_proportions_is_the_pearson_chi_square():
    table = np.array([[30, 70], [45, 55]])
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert float(tests.two_proportions(30, 100, 45, 100)) == pytest.approx(expected)


def test_equal_shares_of_nothing_do_not_differ():
    assert float(tests.two_proportions(0, 20, 0, 30)) == 1.0


def test_max_t_keeps_the_chance_of_any_false_flag():
    rng = np.random.default_rng(0)
    root = np.linalg.cholesky(0.5 * np.eye(6) + 0.5)
    null = rng.standard_normal((2000, 6)) @ root.T
    flags = [(tests.max_t(rng.standard_normal(6) @ root.T, null) <= 0.05).any() for _ in range(600)]
    assert 0.02 <= np.mean(flags) <= 0.08
