"""Near-duplicates, declared groups, inflation."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.outliers_influence import variance_inflation_factor

from cxlib.diagnosis.drivers import grouping


@pytest.fixture
def matrix():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(500, 3))
    copy = x[:, 0] + 0.1 * rng.normal(size=500)
    y = x[:, 0] + rng.normal(size=500)
    return np.corrcoef(np.column_stack([y, x, copy, -copy]), rowvar=False)


def test_copies_are_found_either_way_up(matrix):
    assert grouping.duplicates(matrix) == [[0, 3, 4], [1], [2]]


def test_the_leader_is_nearest_to_the_outcome(matrix):
    blocks = grouping.duplicates(matrix)
    first = grouping.leaders(matrix, blocks)[0]
    assert abs(matrix[0, first + 1]) == max(abs(matrix[0, [1, 4, 5]]))
    signs = grouping.directions(matrix, blocks)
    assert signs[3] == -signs[4]


def test_a_merged_block_is_the_average_of_its_members():
    rng = np.random.default_rng(3)
    data = rng.normal(size=(200, 4))
    standard = (data - data.mean(axis=0)) / data.std(axis=0)
    joined = np.column_stack([standard[:, 0], standard[:, [1, 3]].mean(axis=1), standard[:, 2]])
    found = grouping.merged(np.corrcoef(data, rowvar=False), [[0, 2], [1]], np.ones(3))
    np.testing.assert_allclose(found, np.corrcoef(joined, rowvar=False), atol=1e-12)


def test_inflation_is_that_of_statsmodels():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(100, 3)) + rng.normal(size=(100, 1))
    table = np.column_stack([rng.normal(size=100), x])
    found = grouping.inflation(np.corrcoef(table, rowvar=False))
    design = np.column_stack([np.ones(100), x])
    expected = [variance_inflation_factor(design, k) for k in (1, 2, 3)]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
