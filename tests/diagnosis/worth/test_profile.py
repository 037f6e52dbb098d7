"""Test and interval by the likelihood ratio: against a second model, and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.diagnosis.worth.cox import Times, cox, log_likelihood
from cxlib.diagnosis.worth.profile import Profile
from cxlib.stats.intervals import z_value


def _data(seed: int, n: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    bad = rng.random(n) < 0.15
    other = rng.normal(size=n) + bad
    life = rng.exponential(40 * np.exp(-0.8 * bad - 0.3 * other))
    end = rng.uniform(0, 14, n)
    return np.ceil(np.minimum(life, end)), life <= end, np.column_stack([bad, other]).astype(float)


@pytest.mark.parametrize("seed", range(4))
def test_the_test_is_that_of_two_models_one_without_the_experience(seed: int) -> None:
    months, left, x = _data(seed)
    full, without = cox(months, left, x), cox(months, left, x[:, 1:])
    apart = log_likelihood(Times(months, left, x), full.beta) - log_likelihood(
        Times(months, left, x[:, 1:]), without.beta
    )
    assert Profile(months, left, x, full).below(0.0) == pytest.approx(2 * apart, rel=0.05, abs=0.02)


def test_the_interval_ends_where_the_test_turns() -> None:
    months, left, x = _data(9)
    profile = Profile(months, left, x, cox(months, left, x))
    for end in profile.interval(0.95):
        assert profile.below(end) == pytest.approx(z_value(0.95) ** 2, abs=1e-6)


def test_with_few_leavers_it_is_lopsided_where_walds_is_not() -> None:
    months = np.array([1.0] * 2 + [3.0] * 28 + [1.0] * 40 + [3.0] * 230)
    left = np.array([True] * 2 + [False] * 28 + [True] * 40 + [False] * 230)
    bad = (np.arange(300) < 30).astype(float)[:, None]
    model = cox(months, left, bad)
    low, high = Profile(months, left, bad, model).interval(0.95)
    assert model.beta[0] - low > 1.3 * (high - model.beta[0])
