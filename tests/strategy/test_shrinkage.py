"""Shrinkage against published and simulated truth."""

import numpy as np
import pytest

from cxlib.strategy.shrinkage import shrink

# Rubin 1981, J. Educ. Stat. 6:377-400 (eight schools): Paule-Mandel finds no spread beyond noise,
# as the DerSimonian-Laird estimate does; the common mean is 7.69 (Gelman et al., BDA 3, p. 121).
SCHOOLS = [28, 8, -3, 7, -1, 1, 18, 12]
ERRORS = [15, 10, 16, 11, 9, 11, 10, 18]


def test_eight_schools_share_one_mean():
    found = shrink(SCHOOLS, ERRORS)
    assert found.between == 0
    assert found.centre == pytest.approx(7.69, abs=0.005)
    assert found.mean == pytest.approx(np.full(8, 7.69), abs=0.005)


def test_between_satisfies_paule_and_mandel():
    rng = np.random.default_rng(1)
    errors = rng.uniform(0.5, 2, 30)
    estimate = rng.normal(3, 2, 30) + errors * rng.standard_normal(30)
    found = shrink(estimate, errors)
    weight = 1 / (found.between + errors**2)
    centre = (weight * estimate).sum() / weight.sum()
    assert (weight * (estimate - centre) ** 2).sum() == pytest.approx(29, rel=1e-6)


def test_posterior_is_right_on_average_and_covers():
    rng = np.random.default_rng(2)
    chosen, covered = [], []
    for _ in range(300):
        truth = rng.normal(1.0, 0.5, 20)
        errors = np.full(20, 0.6)
        estimate = truth + errors * rng.standard_normal(20)
        found = shrink(estimate, errors)
        best = estimate.argmax()
        chosen.append((estimate[best] - truth[best], found.mean[best] - truth[best]))
        covered.append(np.abs(found.mean - truth) < 1.96 * found.spread)
    naive, ours = np.mean(chosen, axis=0)
    assert naive > 0.4
    assert abs(ours) < 0.1
    assert 0.90 < np.mean(covered) < 0.98


@pytest.mark.parametrize(
    ("estimate", "spread", "expected"),
    [
        ([], [], []),
        ([2.0], [0.0], [2.0]),
        ([2.0], [2.0], [0.0]),
        ([2.0], [1.0], [1.5]),
        ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0]),
        ([5.0] * 4, [1.0] * 4, [5.0] * 4),
    ],
)
def test_few_estimates_are_shrunk_towards_nothing(estimate, spread, expected):
    assert shrink(estimate, spread).mean == pytest.approx(np.array(expected))
