from __future__ import annotations

import math

import pytest

from cxlib.diagnosis.worth.evalue import e_value, e_value_of_limit, risk_ratio_of


def test_the_published_example() -> None:
    # VanderWeele & Ding (2017): a risk ratio of 3.9 (1.8 to 8.7) has E-values 7.26 and 3.0.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value_of_limit(1.8, 8.7) == pytest.approx(3.0, abs=0.005)


def test_protection_is_read_the_other_way_round() -> None:
    assert e_value(0.5) == pytest.approx(e_value(2.0))
    assert e_value_of_limit(0.3, 0.8) == pytest.approx(e_value(1.25))


def test_no_effect_needs_no_hidden_cause() -> None:
    assert e_value_of_limit(0.9, 1.4) == 1.0
    assert math.isnan(e_value(math.inf))


@pytest.mark.parametrize(("hazard", "risk"), [(0.0, 0.0), (1.0, 1.0), (math.inf, math.inf)])
def test_limits_that_are_no_estimates_do_not_stop_the_run(hazard: float, risk: float) -> None:
    assert risk_ratio_of(hazard) == pytest.approx(risk)


def test_a_hazard_ratio_stands_for_a_smaller_risk_ratio() -> None:
    assert 1 < risk_ratio_of(2.0) < 2.0
    assert risk_ratio_of(0.5) == pytest.approx(1 / risk_ratio_of(2.0))
