"""Multiple imputation keeps what was answered and mends what pairwise correlations cannot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers import lmg
from cxlib.diagnosis.drivers.imputation import imputed
from cxlib.diagnosis.drivers.material import IMPUTED, PAIRWISE, Way, material


@pytest.fixture(scope="module")
def selective():
    """The second variable is N/A where the first is low: not by chance."""
    rng = np.random.default_rng(5)
    x = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=4000)
    y = x @ [0.4, 0.6] + rng.normal(size=4000)
    whole = np.column_stack([y, x])
    gaps = whole.copy()
    gaps[(x[:, 0] < 0) & (rng.random(4000) < 0.8), 2] = np.nan
    return whole, gaps


def test_answers_stay_and_gaps_are_filled(selective):
    _, gaps = selective
    one = next(imputed(gaps, np.random.default_rng(0), 1))
    there = np.isfinite(gaps)
    np.testing.assert_array_equal(one[there], gaps[there])
    assert np.isfinite(one).all()


def test_gaps_that_depend_on_answers_are_mended(selective):
    whole, gaps = selective
    truth = lmg.weights(np.corrcoef(whole, rowvar=False))
    by = {
        way: lmg.weights(
            material(gaps, np.random.default_rng(0), Way(draws=20, missing=way)).observed
        )
        for way in (PAIRWISE, IMPUTED)
    }
    assert np.abs(by[IMPUTED] - truth).max() < 0.02
    assert np.abs(by[PAIRWISE] - truth).max() > 1.5 * np.abs(by[IMPUTED] - truth).max()


def test_an_impossible_pairwise_matrix_is_imputed_by_itself():
    rng = np.random.default_rng(3)
    a = rng.normal(size=60)
    rows = pd.DataFrame({"y": rng.normal(size=60), "a": a, "b": a, "c": a}).to_numpy().copy()
    rows[:20, 3], rows[20:40, 1], rows[40:, 2] = np.nan, np.nan, np.nan
    rows[:20, 2] += 0.1 * rng.normal(size=20)
    rows[20:40, 3] += 0.1 * rng.normal(size=20)
    rows[40:, 3] *= -1
    found = material(rows, rng, Way(draws=20))
    assert found.missing == IMPUTED
    assert len(found.sets) == 20
    kept = material(rows, rng, Way(draws=20, missing=PAIRWISE))
    assert kept.missing == PAIRWISE
    assert np.linalg.eigvalsh(kept.observed).min() > 0
