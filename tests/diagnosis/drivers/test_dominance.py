"""Dominance analysis against Azen & Budescu (2003) and the attitude data."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.diagnosis.drivers import dominance, lmg


def test_levels_and_dominance_are_azen_and_budescus(published):
    block = published["azen_budescu"]
    matrix = np.array(block["corr"])
    found = dominance.added_by_level(matrix)
    np.testing.assert_allclose(found, block["conditional_by_level"], atol=block["tolerance"])
    np.testing.assert_allclose(found.mean(axis=0), block["recomputed_general"], atol=1e-6)
    verdict = dominance.dominance(matrix)
    complete = np.full((4, 4), 0.5)
    complete[0, 1:], complete[1:, 0] = 1.0, 0.0
    np.testing.assert_array_equal(verdict.complete, complete)
    order = np.argsort(-(verdict.general == 1).sum(axis=1))
    assert ">".join(f"x{k + 1}" for k in order) == block["general_order"]


def test_general_dominance_of_attitude_is_as_published(published):
    block = published["attitude"]
    expected = block["general_dominance"]
    data = np.column_stack([block["data"][c] for c in ["rating", *expected]])
    found = lmg.weights(np.corrcoef(data, rowvar=False))
    assert [round(float(v), 3) for v in found] == list(expected.values())


def test_complete_implies_conditional_implies_general():
    rng = np.random.default_rng(6)
    for _ in range(20):
        matrix = np.corrcoef(rng.normal(size=(30, 5)), rowvar=False)
        found = dominance.dominance(matrix)
        assert (found.conditional[found.complete == 1] == 1).all()
        assert (found.general[found.conditional == 1] == 1).all()


def test_a_batch_is_its_matrices_one_by_one():
    rng = np.random.default_rng(7)
    batch = np.array([np.corrcoef(rng.normal(size=(30, 4)), rowvar=False) for _ in range(4)])
    together = dominance.dominance(batch)
    for k, matrix in enumerate(batch):
        np.testing.assert_array_equal(together.complete[k], dominance.dominance(matrix).complete)


def test_reproducibility_is_the_share_that_agrees():
    observed = np.array([[0.5, 1.0], [0.0, 0.5]])
    drawn = np.array([observed, observed, observed.T, observed])
    assert dominance.reproducibility(observed, drawn)[0, 1] == pytest.approx(0.75)
