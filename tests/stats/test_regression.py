"""Least squares, logistic and ordinal regressions against statsmodels and brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.miscmodels.ordinal_model import OrderedModel

from cxlib.stats import regression
from cxlib.stats.ordinal import ordinal


@pytest.fixture
def data():
    rng = np.random.default_rng(8)
    x = rng.normal(2, 3, size=(200, 3))
    y = x @ [0.5, -0.2, 0.0] + rng.normal(size=200) * (1 + np.abs(x[:, 0]))
    return y, x, rng.integers(0, 25, 200), rng.uniform(0.5, 2, 200)


@pytest.mark.parametrize("weighted", [False, True])
def test_robust_errors_are_statsmodels_hc3(data, weighted):
    y, x, _, w = data
    design = sm.add_constant(x)
    model = sm.WLS(y, design, weights=w) if weighted else sm.OLS(y, design)
    expected = model.fit(cov_type="HC3")
    found = regression.linear(y, x, weights=w if weighted else None)
    np.testing.assert_allclose(found.beta, expected.params, rtol=1e-9)
    np.testing.assert_allclose(found.cov, expected.cov_params(), rtol=1e-9, atol=1e-12)


def test_clustered_errors_are_the_jackknife_over_clusters(data):
    y, x, account, _ = data
    design = sm.add_constant(x)
    whole = np.linalg.lstsq(design, y, rcond=None)[0]
    out = [
        np.linalg.lstsq(design[account != g], y[account != g], rcond=None)[0] - whole
        for g in np.unique(account)
    ]
    g = len(out)
    expected = (g - 1) / g * (np.transpose(out) @ np.array(out))
    found = regression.linear(y, x, clusters=account)
    np.testing.assert_allclose(found.cov, expected, rtol=1e-5)
    assert found.df == g - 1


def test_a_cluster_of_one_each_is_nearly_hc3(data):
    y, x, _, _ = data
    alone = regression.linear(y, x)
    each = regression.linear(y, x, clusters=np.arange(len(y)))
    np.testing.assert_allclose(each.cov, alone.cov * (len(y) - 1) / len(y), rtol=1e-5)


def test_many_clusters_come_in_parts(data, monkeypatch):
    y, x, account, _ = data
    whole = regression.linear(y, x, clusters=account)
    monkeypatch.setattr(regression, "CLUSTERS_AT_ONCE", 7)
    np.testing.assert_allclose(regression.linear(y, x, clusters=account).cov, whole.cov)


def test_a_shift_of_a_predictor_changes_the_intercept_alone(data):
    y, x, _, _ = data
    plain, moved = regression.linear(y, x), regression.linear(y, x + 1e6)
    np.testing.assert_allclose(moved.beta[1:], plain.beta[1:], rtol=1e-6)
    np.testing.assert_allclose(moved.errors[1:], plain.errors[1:], rtol=1e-6)


@pytest.mark.parametrize("clustered", [False, True])
def test_few_accounts_do_not_flag_what_is_not_there(clustered):
    """20 accounts of 10: errors by single rows flag most nulls, leaving out accounts does not."""
    rng = np.random.default_rng(3)
    account = np.repeat(np.arange(20), 10)
    flagged = 0
    for _ in range(200):
        x = rng.normal(size=(20, 4))[account] + rng.normal(size=(200, 4))
        y = rng.normal(size=20)[account] + rng.normal(size=200)
        fit = regression.linear(y, x, clusters=account if clustered else None)
        flagged += (fit.p_values[1:] < 0.05).any()
    assert (flagged / 200 <= 0.25) == clustered


def test_logistic_is_that_of_statsmodels(data):
    y, x, account, _ = data
    answer = (y > np.median(y)).astype(float)
    expected = sm.Logit(answer, sm.add_constant(x)).fit(disp=0)
    found = regression.logistic(answer, x)
    np.testing.assert_allclose(found.beta, expected.params, rtol=1e-6)
    assert np.isfinite(regression.logistic(answer, x, clusters=account).errors).all()


def test_logistic_errors_of_weighted_answers_are_the_sandwich(data):
    y, x, account, _ = data
    answer = (y > np.median(y)).astype(float)
    weights = np.random.default_rng(5).choice([0.5, 1.0, 2.0], len(y))
    fit = regression.logistic(answer, x, clusters=account, weights=weights)
    rows = sm.add_constant(x)
    chance = 1 / (1 + np.exp(-rows @ fit.beta))
    bread = np.linalg.inv((rows * (weights * chance * (1 - chance))[:, None]).T @ rows)
    scores = pd.DataFrame(rows * (weights * (answer - chance))[:, None]).groupby(account).sum()
    groups, n, k = len(scores), *rows.shape
    meat = scores.T.to_numpy() @ scores.to_numpy() * groups / (groups - 1) * (n - 1) / (n - k)
    np.testing.assert_allclose(fit.cov, bread @ meat @ bread, rtol=1e-6)


def test_predictors_that_tell_the_answer_are_refused():
    x = np.arange(40.0)[:, None]
    with pytest.raises(np.linalg.LinAlgError, match="exactly"):
        regression.logistic((x[:, 0] > 19).astype(float), x)
    with pytest.raises(np.linalg.LinAlgError):
        ordinal((x[:, 0] > 19) + (x[:, 0] > 29), x)


def test_ordinal_is_that_of_statsmodels():
    rng = np.random.default_rng(2)
    x = rng.normal(1, 2, size=(400, 3))
    y = np.clip(np.rint(x @ [0.5, 0.3, 0.0] + rng.logistic(size=400) + 5), 0, 8)
    expected = OrderedModel(y, x, distr="logit").fit(method="bfgs", disp=0, gtol=1e-8)
    found = ordinal(y, x)
    np.testing.assert_allclose(found.beta, expected.params[:3], atol=2e-4)
    cuts = expected.model.transform_threshold_params(expected.params)[1:-1]
    np.testing.assert_allclose(found.thresholds, cuts, atol=2e-3)
    np.testing.assert_allclose(found.errors, expected.bse[:3], rtol=0.15)


def test_ordinal_errors_may_be_clustered_and_weighted():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(300, 2))
    y = np.clip(np.rint(x @ [0.5, 0.0] + rng.logistic(size=300)), -2, 2)
    plain = ordinal(y, x)
    twice = ordinal(np.tile(y, 2), np.tile(x, (2, 1)), clusters=np.tile(np.arange(300), 2))
    np.testing.assert_allclose(twice.errors, plain.errors, rtol=1e-3)
    weighted = ordinal(y, x, weights=np.full(300, 2.0))
    np.testing.assert_allclose(weighted.beta, plain.beta, rtol=1e-6)
