"""Gaps beside the variable in question leave its slope unbiased."""

from __future__ import annotations

import numpy as np

from cxlib.diagnosis.drivers.gaps import filled
from cxlib.stats import regression


def test_expectations_are_those_of_the_normal_distribution():
    matrix = np.array([[1.0, 0.5, 0.2], [0.5, 1.0, 0.4], [0.2, 0.4, 1.0]])
    row = np.array([[1.0, np.nan, -1.0]])
    expected = matrix[1, [0, 2]] @ np.linalg.solve(matrix[np.ix_([0, 2], [0, 2])], [1.0, -1.0])
    np.testing.assert_allclose(filled(row, matrix)[0, 1], expected, rtol=1e-6)


def test_a_row_without_answers_is_average():
    assert filled(np.full((1, 2), np.nan), np.eye(2)).tolist() == [[0.0, 0.0]]


def test_slopes_stay_where_they_are():
    rng = np.random.default_rng(2)
    matrix = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    x = rng.multivariate_normal(np.zeros(3), matrix, size=20_000)
    y = x @ [0.5, 0.3, 0.2] + rng.normal(size=20_000)
    gaps = x.copy()
    gaps[rng.random(x.shape) < 0.3] = np.nan
    gaps[:, 0] = x[:, 0]
    fit = regression.linear(y, filled(gaps, matrix))
    np.testing.assert_allclose(fit.beta[1:], [0.5, 0.3, 0.2], atol=0.05)
    zero = regression.linear(y, np.nan_to_num(gaps))
    assert abs(zero.beta[1] - 0.5) > 2 * abs(fit.beta[1] - 0.5)
