"""The recovery paradox: found where it is, not where recovery picked its customers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.paradox import differences, paradox
from cxlib.diagnosis.recovery_groups import NEVER, NOT, RECOVERED


def test_the_difference_is_the_analysis_of_covariance() -> None:
    rng = np.random.default_rng(0)
    n = 600
    group = rng.choice([NEVER, RECOVERED, NOT], n)
    earlier = rng.normal(7, 1.5, n) - 0.8 * (group == NOT)
    score = 2 + 0.7 * earlier + 0.5 * (group == RECOVERED) - (group == NOT) + rng.normal(0, 1, n)
    rows = pd.DataFrame(
        {"customer": np.arange(n), "group": group, "score": score, "earlier": earlier}
    )
    found = differences(rows, 0.95)
    x = np.column_stack([np.ones(n), group == RECOVERED, group == NOT, earlier]).astype(float)
    beta = np.linalg.lstsq(x, score, rcond=None)[0]
    assert found[RECOVERED]["difference"] == pytest.approx(beta[1])
    assert found[NOT]["difference"] == pytest.approx(beta[2])


@pytest.mark.parametrize("selection", ["mood", "earlier", "none"])
def test_selection_does_not_make_a_paradox(simulations, selection: str) -> None:
    found = simulations("mending").recovery_null(150, selection)
    assert found["declared"]["rate"] <= 0.08
    if selection != "none":
        assert found["naive"]["rate"] > 0.8


def test_a_true_paradox_is_found(simulations) -> None:
    assert simulations("mending").recovery_true(30)["declared"]["rate"] > 0.9


def test_without_earlier_scores_no_paradox_is_declared() -> None:
    rows = pd.DataFrame(
        {"customer": range(200), "group": [NEVER, RECOVERED] * 100, "score": [5.0, 9.0] * 100,
         "earlier": np.nan}
    )  # fmt: skip
    assert not paradox(rows, 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("selection", ["mood", "earlier", "none"])
def test_the_paradox_to_the_promised_limit(simulations, selection: str) -> None:
    assert simulations("mending").recovery_null(2000, selection)["declared"]["rate"] <= 0.05
