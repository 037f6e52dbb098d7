"""What few answers can carry, against statsmodels' power and a simulation."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.power import NormalIndPower

from cxlib.diagnosis import thin


@pytest.mark.parametrize("n", [30, 200])
def test_the_detectable_change_has_the_power_it_says(n):
    change = float(thin.detectable(1.0, n))
    assert NormalIndPower().power(change, n, 0.05) == pytest.approx(0.8, abs=1e-3)
    assert float(thin.needed(1.0, change)) == pytest.approx(n, abs=1)


def test_one_answer_detects_nothing():
    assert np.isnan(thin.detectable(1.0, 1))
