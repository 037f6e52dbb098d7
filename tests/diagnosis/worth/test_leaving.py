"""Decoys do not count: immortal time, heavy users. What is planted is found with its size."""

from __future__ import annotations

import pytest


def test_immortal_time_and_heavy_users_fool_only_the_naive(simulations) -> None:
    found = simulations("staying").leaving(40, 1.0, n=400)
    assert found["harmful"]["rate"] <= 0.15
    assert found["naive_helpful"]["rate"] > 0.6


def test_a_true_effect_is_found_with_its_size(simulations) -> None:
    found = simulations("staying").leaving(15, 2.0, n=600)
    assert found["harmful"]["rate"] > 0.8
    assert 1.6 < found["median_hazard_ratio"] < 2.5
    assert found["naive_harmful"]["rate"] < 0.2


@pytest.mark.slow
def test_size_and_coverage_to_the_promised_limits(simulations) -> None:
    null = simulations("staying").leaving(400, 1.0)
    assert null["harmful"]["rate"] <= 0.05
    assert null["coverage"]["rate"] >= 0.92
    assert 0.92 <= simulations("staying").retention_difference(600)["coverage"]["rate"] <= 0.98
