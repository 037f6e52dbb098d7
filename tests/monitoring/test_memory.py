"""Autocorrelation at every lag: found where it is, not where it is not, and what it costs."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.monitoring import memory as module
from cxlib.monitoring.memory import Memory, alikeness, memory


def noisy_ar1(rows: int, months: int, phi: float, noise: float, seed: int = 8) -> np.ndarray:
    """Shocks of variance 1 that last, under noise that does not."""
    rng = np.random.default_rng(seed)
    shock = rng.normal(size=(rows, months))
    for t in range(1, months):
        shock[:, t] = phi * shock[:, t - 1] + np.sqrt(1 - phi**2) * shock[:, t]
    return shock + noise * rng.normal(size=(rows, months))


def found(values: np.ndarray) -> Memory:
    return memory(values, np.ones(values.shape, bool), np.ones(values.shape), 0.05)


def inflation(correlations: np.ndarray, points: int) -> float:
    """Of the variance of a mean: the mean of the whole correlation matrix, times its size."""
    rho = np.r_[1.0, correlations, np.zeros(points)][:points]
    apart = np.abs(np.subtract.outer(np.arange(points), np.arange(points)))
    return float(rho[apart].mean() * points)


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.6])
def test_autocorrelation_is_steadied_over_the_series(phi):
    assert np.median(found(noisy_ar1(200, 24, phi, 0.0)).phi) == pytest.approx(phi, abs=0.06)


def test_under_noise_the_memory_fades_as_slowly_as_it_does():
    told = found(noisy_ar1(2_000, 24, 0.6, 1.0)).lags[0]
    assert told == pytest.approx(0.5 * 0.6 ** np.arange(1, 6), abs=0.03)


def test_the_bias_of_short_series_is_taken_off(monkeypatch):
    values = noisy_ar1(2_000, 24, 0.6, 1.0)
    monkeypatch.setattr(module, "_unbiased", lambda raw, points: raw)
    assert (found(values).lags[0] < 0.5 * 0.6 ** np.arange(1, 6) - 0.06).all()


def test_series_without_memory_lose_next_to_nothing():
    told = [found(noisy_ar1(20, 24, 0.0, 1.0, seed)) for seed in range(50)]
    lost = [alikeness(np.full(20, 24), one).mean() for one in told]
    assert np.mean(lost) < 1.15


@pytest.mark.parametrize("months", [8, 11])
def test_short_series_are_told_no_memory(months):
    told = found(noisy_ar1(30, months, 0.6, 0.0))
    assert not told.phi.any()
    assert not told.lags.any()


def test_a_constant_series_is_left_out():
    values = noisy_ar1(20, 24, 0.6, 0.0)
    with_flat = found(np.vstack([values, np.full(24, 3.0)]))
    assert with_flat.lags[0] == pytest.approx(found(values).lags[0])
    assert np.isfinite(with_flat.phi).all()


def test_alikeness_is_the_sum_it_stands_for():
    ar1 = Memory(np.array([0.6]), np.zeros((1, 1)))
    assert alikeness(np.array([8]), ar1)[0] == pytest.approx(inflation(0.6 ** np.arange(1, 8), 8))
    slow = np.array([0.3, 0.28, 0.2, 0.2, 0.1])
    seen = Memory(np.array([0.3]), slow[None, :])
    assert alikeness(np.array([8]), seen)[0] == pytest.approx(inflation(slow, 8))
    assert alikeness(np.array([1]), seen)[0] == pytest.approx(1)


def test_lag_1_alone_understates_what_noise_hides():
    truth = inflation(0.5 * 0.6 ** np.arange(1, 24), 24)
    told = found(noisy_ar1(2_000, 24, 0.6, 1.0))
    blind = told._replace(lags=np.zeros_like(told.lags))
    at = np.full(2_000, 24)
    assert np.median(alikeness(at, told)) == pytest.approx(truth, rel=0.08)
    assert np.median(alikeness(at, blind)) < 0.85 * truth


@pytest.mark.slow
def test_lasting_shocks_under_noise_raise_no_more_alerts_than_promised(simulations, monkeypatch):
    asked = {"times": 300, "months": 36, "phi": 0.6}
    assert simulations.family_rate(**asked)["rate"] <= 0.05
    monkeypatch.setattr(module, "_unbiased", lambda raw, points: np.zeros_like(raw))
    assert simulations.family_rate(**asked)["rate"] > 0.05
