"""Cox regression: the published figures, and statsmodels on the same data."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.hazard_regression import PHReg

from cxlib.diagnosis.worth.cox import cox


def _leukaemia(aml: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    groups = [aml["maintained"], aml["nonmaintained"]]
    months = np.concatenate([g["t"] for g in groups]).astype(float)
    left = np.concatenate([g["e"] for g in groups])
    return months, left, np.repeat([0.0, 1.0], [len(g["t"]) for g in groups])[:, None]


def test_the_published_figures(aml: dict) -> None:
    months, left, group = _leukaemia(aml)
    fit = cox(months, left, group)
    assert fit.beta[0] == pytest.approx(aml["cox_efron_coef"], abs=5e-4)
    assert fit.errors[0] == pytest.approx(aml["se"], abs=5e-4)
    breslow = cox(months, left, group, ties="breslow")
    assert breslow.beta[0] == pytest.approx(aml["cox_breslow_coef"], abs=5e-4)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("whole_months", [True, False])
def test_the_same_numbers_as_statsmodels(ties: str, whole_months: bool) -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(500, 4))
    life = rng.exponential(np.exp(-x @ [0.5, -0.3, 0.0, 0.1])) * 10
    end = rng.uniform(0, 15, 500)
    months = np.minimum(life, end)
    months = np.ceil(months) if whole_months else months
    ours = cox(months, life <= end, x, ties)
    theirs = PHReg(months, x, status=(life <= end).astype(int), ties=ties).fit(disp=0)
    assert ours.beta == pytest.approx(theirs.params, abs=1e-8)
    assert ours.errors == pytest.approx(theirs.bse, abs=1e-8)


def test_the_check_of_proportionality_holds_its_level_and_sees_a_change() -> None:
    rng = np.random.default_rng(5)
    null, bent = [], []
    for _ in range(200):
        x = (rng.random((300, 1)) < 0.5).astype(float)
        life = rng.exponential(np.exp(-0.7 * x[:, 0])) * 8
        null.append(cox(np.ceil(np.minimum(life, 12)), life <= 12, x).ph_p[0] < 0.05)
        early = rng.exponential(4 * np.exp(-1.5 * x[:, 0]))
        life = np.where(early < 2, early, 2 + rng.exponential(4 * np.exp(0.8 * x[:, 0])))
        bent.append(cox(np.ceil(np.minimum(life, 12)), life <= 12, x).ph_p[0] < 0.05)
    assert np.mean(null) < 0.10
    assert np.mean(bent) > 0.9


def test_copies_of_a_predictor_are_refused() -> None:
    x = np.arange(20.0)
    with pytest.raises(np.linalg.LinAlgError):
        cox(np.arange(1.0, 21), np.ones(20), np.column_stack([x, x]))


def test_a_perfect_predictor_has_no_usable_estimate() -> None:
    bad = np.repeat([0.0, 1.0], 20)
    months = np.where(bad == 1, 1.0, 12.0)
    assert cox(months, bad == 1, bad[:, None]).errors[0] > 100
