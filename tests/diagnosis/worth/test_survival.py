"""Kaplan-Meier and log-rank: the published leukaemia figures, and coverage under censoring."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.diagnosis.worth.survival import at, kaplan_meier, log_rank


@pytest.mark.parametrize("group", ["maintained", "nonmaintained"])
def test_the_published_curve(aml: dict, group: str) -> None:
    data = aml[group]
    curve = kaplan_meier(np.array(data["t"], float), np.array(data["e"]))
    for month, share in data["S"].items():
        assert at(curve, float(month))[0] == pytest.approx(share, abs=0.0006)
    below = curve[curve["retention"] <= 0.5]["months"].iloc[0]
    assert below == data["median"]


def test_the_published_log_rank_test(aml: dict) -> None:
    groups = [aml["maintained"], aml["nonmaintained"]]
    months = np.concatenate([g["t"] for g in groups]).astype(float)
    left = np.concatenate([g["e"] for g in groups])
    statistic, p = log_rank(months, left, np.repeat([0, 1], [len(g["t"]) for g in groups]))
    assert statistic == pytest.approx(aml["logrank"], abs=0.05)
    assert p == pytest.approx(aml["p"], abs=5e-5)


def test_the_product_of_shares_by_hand() -> None:
    months, left = np.array([2.0, 3, 3, 5, 8, 9]), np.array([1, 1, 0, 1, 0, 1])
    curve = kaplan_meier(months, left)
    assert curve["retention"].tolist() == pytest.approx([5 / 6, 4 / 6, 4 / 6 * 2 / 3, 0])


def test_before_the_first_leaving_everybody_is_there() -> None:
    curve = kaplan_meier(np.array([4.0, 5.0]), np.array([1, 0]))
    assert at(curve, 3.0)[0] == 1.0
    assert np.isnan(at(curve, 3.0)[1])


def test_nobody_left_is_no_curve() -> None:
    assert kaplan_meier(np.array([1.0, 2.0]), np.array([0, 0])).empty


def test_delayed_entry_leaves_no_immortal_customers() -> None:
    rng = np.random.default_rng(3)
    life, start = (
        rng.exponential(20, 6000),
        rng.uniform(0, 40, 6000),
    )  # months before the data begin
    seen = life > start
    months, entry = life[seen], start[seen]
    honest = at(kaplan_meier(months, np.ones(seen.sum()), entry), 12.0)[0]
    naive = at(kaplan_meier(months, np.ones(seen.sum())), 12.0)[0]
    assert honest == pytest.approx(np.exp(-12 / 20), abs=0.06)
    assert naive > 0.75


def test_coverage_at_forty_per_cent_censoring(simulations) -> None:
    found = simulations("staying").survival_coverage(300, n=100)
    assert 0.92 <= found["log_log"]["rate"] <= 0.985
    assert 0.91 <= found["expected_months"]["rate"] <= 0.985


@pytest.mark.slow
def test_coverage_to_the_promised_limits(simulations) -> None:
    found = simulations("staying").survival_coverage(4000, n=200)
    assert 0.93 <= found["log_log"]["rate"] <= 0.97
