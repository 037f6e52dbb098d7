"""BG/NBD and gamma-gamma on the published CDNOW data; forecasts on data of their own making."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth.lifetime_noncontractual import (
    BgNbd,
    GammaGamma,
    fit_bgnbd,
    fit_gamma_gamma,
    summarised,
)


@pytest.fixture(scope="module")
def fitted(cdnow: pd.DataFrame) -> BgNbd:
    return fit_bgnbd(cdnow["frequency"], cdnow["recency"], cdnow["T"])


def test_the_published_parameters_and_likelihood(fitted, cdnow, cdnow_published) -> None:
    assert fitted._asdict() == pytest.approx(cdnow_published["params"], abs=6e-4)
    total = fitted.log_likelihood(cdnow["frequency"], cdnow["recency"], cdnow["T"]).sum()
    assert total == pytest.approx(cdnow_published["LL"], abs=0.05)


def test_the_published_expectations(fitted, cdnow_published) -> None:
    told = cdnow_published["E[X(t)]"]
    assert fitted.expected(np.array(told["t"])) == pytest.approx(told["v"], abs=5e-4)
    published = BgNbd(**cdnow_published["params"])
    expected = published.conditional(39, np.array([2]), np.array([30.43]), np.array([38.86]))
    assert expected[0] == pytest.approx(cdnow_published["CE(39|x=2,tx=30.43,T=38.86)"], abs=1e-3)
    assert published.none_by(39) == pytest.approx(cdnow_published["P(X(39)=0)"], abs=1e-6)


def test_the_unit_of_time_does_not_matter(fitted, cdnow) -> None:
    days = fit_bgnbd(cdnow["frequency"], cdnow["recency"] * 7, cdnow["T"] * 7)
    assert days.alpha / 7 == pytest.approx(fitted.alpha, rel=1e-3)
    assert (days.r, days.a, days.b) == pytest.approx((fitted.r, fitted.a, fitted.b), rel=1e-3)


def test_counts_stand_for_repeated_rows() -> None:
    rng = np.random.default_rng(2)
    x, age = rng.poisson(1.0, 50), np.full(50, 20.0)
    recency = np.where(x > 0, rng.uniform(1, 20, 50), 0)
    twice = fit_bgnbd(np.tile(x, 2), np.tile(recency, 2), np.tile(age, 2))
    weighted = fit_bgnbd(x, recency, age, np.full(50, 2))
    assert [*weighted] == pytest.approx([*twice], rel=1e-2)


def test_a_silent_regular_is_likelier_gone_than_a_silent_newcomer(fitted) -> None:
    there = fitted.still_there(np.array([0, 1, 10]), np.array([0.0, 5, 5]), np.full(3, 39.0))
    assert there[0] == 1.0
    assert there[2] < there[1]


def test_the_published_gamma_gamma(cdnow, cdnow_published) -> None:
    again = cdnow[cdnow["frequency"] > 0]
    assert len(again) == 946
    assert again["spend"].mean() == pytest.approx(35.08, abs=0.005)  # the paper's own mean
    published = GammaGamma(**cdnow_published["gamma_gamma(946 repeat)"])
    ours = fit_gamma_gamma(again["frequency"], again["spend"])
    assert ours._asdict() == pytest.approx(published._asdict(), abs=0.01)
    told, found = (m.log_likelihood(again["frequency"], again["spend"]) for m in (published, ours))
    assert found.sum() >= told.sum()


def test_gamma_gamma_draws_a_customer_towards_everybody() -> None:
    # Published CDNOW parameters (Fader, Hardie & Lee 2005): the population mean is p v / (q - 1).
    model = GammaGamma(6.25, 3.74, 15.44)
    everybody = 6.25 * 15.44 / 2.74
    assert model.expected(np.array([0]), np.array([0.0]))[0] == pytest.approx(everybody)
    few, many = model.expected(np.array([1, 20]), np.array([100.0, 100.0]))
    assert everybody < few < many < 100


def test_forecasts_on_data_of_their_own_making(simulations) -> None:
    found = simulations("mending").purchases(3)
    assert abs(found["purchases_bias"]) < 0.12
    assert found["naive_bias"] > 0.2  # who stopped buying is taken to go on
    assert abs(found["spend_bias"]) < 0.05


def test_gamma_gamma_does_not_depend_on_the_currency() -> None:
    rng = np.random.default_rng(3)
    x = rng.integers(1, 9, 800)
    spend = rng.gamma(6 * x, 1 / (rng.gamma(4, 1 / 15, 800) * x))
    pounds, pence = fit_gamma_gamma(x, spend), fit_gamma_gamma(x, spend * 100)
    assert pence.v / 100 == pytest.approx(pounds.v, rel=1e-2)


def test_purchases_are_summarised_by_hand() -> None:
    bought = pd.DataFrame(
        {"customer": ["a", "a", "a", "b"],
         "time": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-15", "2026-01-08"]),
         "value": [5.0, 5.0, 20.0, 7.0]}
    )  # fmt: skip
    table = summarised(bought, pd.Timestamp("2026-01-29"), 7.0).set_index("customer")
    assert table.loc["a", ["x", "recency", "age", "spend"]].tolist() == [1, 2, 4, 20]
    assert table.loc["b", ["x", "recency", "age"]].tolist() == [0, 0, 3]
    assert pd.isna(table.loc["b", "spend"])
