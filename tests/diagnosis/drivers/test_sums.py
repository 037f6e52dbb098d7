"""Correlation matrices from sums: the survey's own, the bootstrap's, and those with gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers import sums as module
from cxlib.diagnosis.drivers.sums import bend, sums


@pytest.fixture
def data():
    rng = np.random.default_rng(2)
    return rng.normal(100, 3, size=(300, 5)) + 2 * rng.normal(size=(300, 1))


@pytest.fixture
def gaps(data):
    out = data.copy()
    out[np.random.default_rng(3).random(out.shape) < 0.2] = np.nan
    return out


def _stream():
    return np.random.default_rng(5)


def test_complete_and_pairwise_are_those_of_pandas(data, gaps):
    for table in (data, gaps):
        expected = pd.DataFrame(table).corr().to_numpy()
        np.testing.assert_allclose(sums(table, _stream()).observed(), expected, atol=1e-12)


def test_a_bootstrap_sample_is_that_of_its_rows(data, gaps, monkeypatch):
    counts = np.random.default_rng(1).multinomial(300, np.full(300, 1 / 300), size=3)
    monkeypatch.setattr(module, "multinomial_counts", lambda rng, n, draws: counts[:draws])
    for table in (data, gaps):
        whole = sums(table, _stream())
        drawn = whole.matrices(whole.bootstrap(_stream(), 3))
        means = whole.means(whole.bootstrap(_stream(), 3))
        for k in range(3):
            rows = pd.DataFrame(np.repeat(table, counts[k], axis=0))
            np.testing.assert_allclose(drawn[k], rows.corr().to_numpy(), atol=1e-10)
            np.testing.assert_allclose(means[k], rows.mean(), rtol=1e-10)


def test_weights_count_as_repeated_rows(data, gaps):
    weight = np.random.default_rng(4).integers(1, 4, 300)
    for table in (data, gaps):
        expected = pd.DataFrame(np.repeat(table, weight, axis=0)).corr().to_numpy()
        found = sums(table, _stream(), weights=weight).observed()
        np.testing.assert_allclose(found, expected, atol=1e-12)


def test_accounts_and_blocks_change_what_is_drawn_not_what_is_seen(data, gaps, monkeypatch):
    account = np.random.default_rng(4).integers(0, 30, 300)
    for table in (data, gaps):
        rows = sums(table, _stream())
        together = sums(table, _stream(), clusters=account)
        assert together.units == len(np.unique(account))
        np.testing.assert_allclose(together.observed(), rows.observed(), atol=1e-12)
    monkeypatch.setattr(module, "ROWS_DRAWN_SINGLY", 100)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 77)
    blocks = sums(gaps, _stream())
    assert blocks.units == 300
    np.testing.assert_allclose(blocks.observed(), sums(gaps, _stream()).observed(), atol=1e-12)


def test_blocks_give_the_intervals_of_rows(monkeypatch):
    rng = np.random.default_rng(9)
    table = rng.normal(size=(4000, 2)) @ np.array([[1, 0.5], [0, 1]])
    rows = sums(table, _stream())
    one = rows.matrices(rows.bootstrap(_stream(), 600))[:, 0, 1].std()
    monkeypatch.setattr(module, "ROWS_DRAWN_SINGLY", 100)
    blocks = sums(table, _stream())
    assert blocks.units == 1000
    other = blocks.matrices(blocks.bootstrap(_stream(), 600))[:, 0, 1].std()
    assert other == pytest.approx(one, rel=0.12)


def test_the_fast_option_has_the_same_spread():
    rng = np.random.default_rng(9)
    table = rng.normal(size=(2000, 3)) + rng.normal(size=(2000, 1))
    whole = sums(table, _stream())
    exact = whole.matrices(whole.bootstrap(_stream(), 800))[:, 0, 1]
    fast = whole.matrices(whole.asymptotic(_stream(), 800))[:, 0, 1]
    assert fast.mean() == pytest.approx(exact.mean(), abs=0.005)
    assert fast.std() == pytest.approx(exact.std(), rel=0.12)


def test_an_impossible_matrix_is_bent_and_a_possible_one_left_alone():
    impossible = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    possible = np.array([[1.0, 0.5, 0.2], [0.5, 1.0, 0.1], [0.2, 0.1, 1.0]])
    found = bend(np.array([impossible, possible]))
    assert np.linalg.eigvalsh(found[0]).min() > 0
    np.testing.assert_allclose(np.diag(found[0]), 1.0)
    np.testing.assert_array_equal(found[1], possible)


def test_a_constant_column_correlates_with_nothing(data):
    still = np.column_stack([data, np.full(300, 7.0)])
    found = sums(still, _stream()).observed()
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[:5, 5], 0)
