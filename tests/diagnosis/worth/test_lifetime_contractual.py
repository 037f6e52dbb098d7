"""The shifted-beta-geometric model and months expected: published figures and simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth.lifetime_contractual import (
    Sbg,
    by_period,
    expected_months,
    fit_sbg,
    renewals,
    spread,
)
from cxlib.diagnosis.worth.survival import kaplan_meier

YEARS = 7


@pytest.mark.parametrize(("kind", "place"), [("high_end", 0), ("regular", 1)])
def test_the_published_fit_and_forecast(sbg_published: dict, kind: str, place: int) -> None:
    share = np.array(sbg_published[f"{kind}_S"]) * 10  # of 1000 customers
    lost = -np.diff(share)[:YEARS]
    model = fit_sbg(renewals(lost, [0] * (YEARS - 1) + [share[YEARS]]))
    assert [*model] == pytest.approx(sbg_published["fit_years_1_7"][kind], abs=2e-3)
    assert model.survival(12) == pytest.approx(sbg_published["S12_model"][place], abs=1.5e-3)


def test_survival_is_what_the_losses_leave() -> None:
    model = Sbg(0.7, 3.0)
    assert 1 - model.loss(np.arange(1, 9)).sum() == pytest.approx(model.survival(8))


def test_months_are_counted_by_hand() -> None:
    rows = pd.DataFrame(
        {
            "entry": [0.0, 0, 1.5, 0],
            "months": [0.5, 2.2, 4.0, 3.7],
            "left": [True, True, True, False],
        }
    )
    counts = by_period(rows, 1.0)
    assert counts.lost.tolist()[:4] == [1, 0, 1, 1]
    assert counts.remaining.tolist()[:4] == [0, 0, 1, 0]
    assert counts.entered.tolist()[:4] == [0, 1, 0, 0]


def test_delayed_entry_leaves_the_fit_unbiased() -> None:
    rng = np.random.default_rng(8)
    life = rng.geometric(rng.beta(0.8, 6, 20_000)).astype(float)
    entry = rng.integers(0, 12, 20_000).astype(float)
    rows = pd.DataFrame({"entry": entry, "months": life, "left": True})[life > entry]
    rows = rows.assign(left=rows["months"] <= 48, months=rows["months"].clip(upper=48))
    honest = fit_sbg(by_period(rows, 1.0)).survival(24)
    naive = fit_sbg(by_period(rows.assign(entry=0.0), 1.0)).survival(24)
    truth = Sbg(0.8, 6).survival(24)
    assert honest == pytest.approx(truth, abs=0.02)
    assert naive > truth + 0.1


def test_months_expected_are_the_area_under_the_curve() -> None:
    curve = kaplan_meier(np.array([2.0, 4.0, 6.0, 8.0]), np.ones(4))
    months, _ = expected_months(curve, 10.0)
    assert months == pytest.approx(np.mean([2, 4, 6, 8]))
    assert expected_months(curve, 5.0)[0] == pytest.approx(np.mean([2, 4, 5, 5]))


def test_the_error_of_months_expected_is_that_of_a_mean_without_censoring() -> None:
    life = np.random.default_rng(1).exponential(5, 400)
    _, error = expected_months(kaplan_meier(life, np.ones(400)), 200.0)
    assert error == pytest.approx(life.std() / np.sqrt(400), rel=1e-6)


def test_coverage_of_the_forecast(simulations) -> None:
    found = simulations("mending").sbg_coverage(30)
    assert found["coverage"]["rate"] >= 0.8
    assert abs(found["bias"]) < 0.03


def test_customers_who_are_all_alike_do_not_make_the_interval_endless() -> None:
    """The maximum lies at the model's edge: its curvature gave 2 to 58 of 60 months."""
    rng = np.random.default_rng(1)
    life, watched_for = rng.geometric(0.02, 900).astype(float), rng.uniform(1, 36, 900)
    left = life <= watched_for
    rows = pd.DataFrame({"entry": 0.0, "months": np.where(left, life, watched_for), "left": left})
    counts = by_period(rows, 1.0)
    model = fit_sbg(counts)
    months = np.array([m.survival(np.arange(60)).sum() for m in spread(counts, model, 200, rng)])
    truth = (0.98 ** np.arange(60)).sum()
    low, high = np.percentile(months, [2.5, 97.5])
    assert low < truth < high
    assert high - low < 12


def test_many_models_at_once_have_the_likelihood_of_each() -> None:
    counts = renewals([131, 126, 90, 60], [0, 0, 0, 593])
    models = [Sbg(0.7, 3.8), Sbg(2.0, 9.0)]
    at_once = counts.likelihoods(*map(np.array, zip(*models, strict=True)))
    assert at_once == pytest.approx([-counts.minus_likelihood(m) for m in models])
