"""Johnson's weights against published figures."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.diagnosis.drivers import johnson, lmg


def test_swiss_and_mtcars_are_as_published(published):
    for name, outcome, digits in (("lmg_swiss", "Fertility", 10), ("mtcars", "mpg", 7)):
        block = published[name]
        expected = block["johnson"]
        names = list(expected) if isinstance(expected, dict) else None
        names = names or [c for c in block["data"] if c != outcome]
        data = np.column_stack([block["data"][c] for c in [outcome, *names]])
        found = johnson.weights(np.corrcoef(data, rowvar=False))
        values = list(expected.values()) if isinstance(expected, dict) else expected
        np.testing.assert_allclose(found, values, atol=0.6 * 10**-digits, rtol=0)


def test_with_two_variables_it_is_lmg(published):
    matrix = np.array([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])
    np.testing.assert_allclose(johnson.weights(matrix), lmg.weights(matrix), atol=1e-12)


def test_forty_variables_add_up_to_r_squared():
    rng = np.random.default_rng(0)
    data = rng.normal(size=(500, 41)) + rng.normal(size=(500, 1))
    matrix = np.corrcoef(data, rowvar=False)
    expected = matrix[0, 1:] @ np.linalg.solve(matrix[1:, 1:], matrix[1:, 0])
    assert johnson.weights(matrix).sum() == pytest.approx(expected, abs=1e-10)


def test_copies_do_not_break_it():
    data = np.random.default_rng(0).normal(size=(100, 3))
    found = johnson.weights(np.corrcoef(np.column_stack([data, data[:, 1]]), rowvar=False))
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(found[2], abs=1e-9)
