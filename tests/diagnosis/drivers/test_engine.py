"""Sums from the engine are those of the rows."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers import engine, lmg
from cxlib.diagnosis.drivers.material import Way


@pytest.fixture
def answers():
    rng = np.random.default_rng(4)
    x = np.clip(np.rint(3 + rng.normal(size=(3000, 3)) + rng.normal(size=(3000, 1))), 1, 5)
    y = np.rint(x @ [0.6, 0.3, 0.0] + rng.normal(size=3000))
    frame = pd.DataFrame(np.column_stack([y, x]), columns=["y", "a", "b", "c"])
    gaps = frame.mask(rng.random(frame.shape) < 0.1)
    return gaps.assign(account=[f"k{v}" for v in rng.integers(0, 500, 3000)], row=range(3000))


def test_the_matrix_is_that_of_pandas(answers, monkeypatch):
    monkeypatch.setattr(engine, "ROWS_AT_ONCE", 700)
    table = ibis.duckdb.connect().create_table("answers", answers)
    found = engine.block_sums(table, ["y", "a", "b", "c"], "row", blocks=50)
    assert found.units == 50
    expected = answers[["y", "a", "b", "c"]].corr().to_numpy()
    np.testing.assert_allclose(found.observed(), expected, atol=1e-10)


def test_an_account_is_never_split(answers):
    table = ibis.duckdb.connect().create_table("answers", answers)
    found = engine.block_sums(table, ["y", "a"], "account", blocks=5000)
    assert found.units <= answers.account.nunique()


def test_drivers_from_the_engine(answers):
    table = ibis.duckdb.connect().create_table("answers", answers)
    found = engine.answer_in_engine(
        table, "y", ["a", "b", "c"], "row", np.random.default_rng(0), way=Way(draws=200)
    )
    expected = answers[["y", "a", "b", "c"]].corr().to_numpy()
    np.testing.assert_allclose(found.importance, lmg.weights(expected), atol=1e-10)
    low, high = found.interval()
    assert ((low < found.importance) & (found.importance < high)).all()
    assert (found.effects.p[:2] < 0.001).all()
    assert found.effects.p[2] > 0.01
    np.testing.assert_array_equal(found.n, answers[["a", "b", "c"]].notna().sum())
