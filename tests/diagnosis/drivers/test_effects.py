"""Signed effects: the same answer by regression and by matrices, and what critical controls."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from cxlib.diagnosis.drivers import effects
from cxlib.diagnosis.drivers.sums import sums


@pytest.fixture
def data():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(400, 4)) + rng.normal(size=(400, 1))
    return x @ [0.5, -0.3, 0.0, 0.0] + rng.normal(size=400), x


def test_matrices_and_rows_agree(data):
    y, x = data
    table = sums(np.column_stack([y, x]), np.random.default_rng(0))
    drawn = table.matrices(table.bootstrap(np.random.default_rng(0), 600))
    pairwise = effects.of_matrices(table.observed(), drawn, y.std(ddof=1), 400, table.units)
    rows = effects.of_complete_rows(y, x)
    np.testing.assert_allclose(pairwise.value, rows.value, rtol=1e-5)
    np.testing.assert_allclose(pairwise.high - pairwise.low, rows.high - rows.low, rtol=0.15)


def test_an_effect_is_outcome_units_per_standard_deviation(data):
    y, x = data
    plain, stretched = effects.of_complete_rows(y, x), effects.of_complete_rows(10 * y, 7 * x)
    np.testing.assert_allclose(stretched.value, 10 * plain.value)
    np.testing.assert_allclose(stretched.p, plain.p)


def test_a_binary_outcome_has_average_changes_in_probability(data):
    y, x = data
    answer = (y > 0).astype(float)
    standard = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    fit = sm.Logit(answer, sm.add_constant(standard)).fit(disp=0)
    found = effects.of_complete_rows(answer, x)
    np.testing.assert_allclose(found.value, fit.get_margeff().margeff, rtol=1e-5)
    assert found.method == "logistic regression"


def test_where_logistic_has_no_answer_the_linear_one_stands():
    x = np.random.default_rng(0).normal(size=(60, 2))
    found = effects.of_complete_rows((x[:, 0] > 0).astype(float), x)
    assert found.method == "linear regression"
    assert np.isfinite(found.p).all()


def test_ordinal_p_values_by_choice(data):
    y, x = data
    steps = np.clip(np.rint(y), -2, 2)
    linear, ordinal = (effects.of_complete_rows(steps, x, test=t) for t in ("linear", "ordinal"))
    np.testing.assert_allclose(ordinal.value, linear.value)
    assert (ordinal.p != linear.p).all()
    assert ((ordinal.p < 0.01) == (linear.p < 0.01)).all()


def test_pooling_follows_rubin():
    one = effects.Effects(*(np.array([v]) for v in (1.0, 0.5, 1.5, 0.01)), 100, "m", 96.0)
    two = one._replace(value=np.array([2.0]), low=np.array([1.5]), high=np.array([2.5]))
    found = effects.pooled([one, two])
    assert found.value[0] == 1.5
    within = (0.5 / 1.98498) ** 2
    total = within + 1.5 * 0.5
    t = (found.high[0] - found.low[0]) / 2 / np.sqrt(total)
    assert t > 3  # two imputations that differ leave few degrees of freedom
    assert effects.pooled([one]) is one


def test_family_wise_p_is_at_least_the_raw_one_and_at_most_bonferronis(data):
    y, x = data
    table = sums(np.column_stack([y, x]), np.random.default_rng(0))
    drawn = table.matrices(table.bootstrap(np.random.default_rng(0), 300))
    found = effects.of_complete_rows(y, x)
    family = effects.adjusted(found, drawn, np.random.default_rng(0))
    assert (family >= found.p - 0.01).all()
    assert (family <= 4 * found.p + 0.01).all()
