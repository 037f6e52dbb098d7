from __future__ import annotations

import numpy as np
import pytest

from cxlib.diagnosis.worth.passing import Met
from cxlib.diagnosis.worth.value_at_stake import at_stake

DRAWS = np.full(4000, 0.10)


def test_customers_and_money_by_hand() -> None:
    rng = np.random.default_rng(1)
    stake = at_stake(DRAWS, 0.10, Met(1000, 250, 400.0), (500.0, 500.0, 500.0), 0.95, rng)
    assert stake["customers_at_stake"] == pytest.approx(400 * 0.25 * 0.10)
    assert stake["value_at_stake"] == pytest.approx(5000)
    assert stake["customers_low"] < 10 < stake["customers_high"]


def test_the_interval_carries_the_share_and_the_effect() -> None:
    rng = np.random.default_rng(2)
    unsure = rng.normal(0.10, 0.04, 4000)
    narrow = at_stake(DRAWS, 0.10, Met(100, 25, 400.0), (np.nan,) * 3, 0.95, rng)
    wide = at_stake(unsure, 0.10, Met(100, 25, 400.0), (np.nan,) * 3, 0.95, rng)
    assert wide["customers_high"] - wide["customers_low"] > (
        narrow["customers_high"] - narrow["customers_low"]
    )


def test_without_margin_there_is_no_money() -> None:
    stake = at_stake(DRAWS, 0.1, Met(100, 25, 40.0), (np.nan,) * 3, 0.95, np.random.default_rng(3))
    assert np.isnan(stake["value_at_stake"])
    assert np.isnan(stake["value_low"])
    assert stake["customers_at_stake"] == pytest.approx(1.0)


def test_nobody_met_is_nothing_at_stake() -> None:
    stake = at_stake(DRAWS, 0.1, Met(0, 0, 0.0), (1.0, 1.0, 1.0), 0.95, np.random.default_rng(4))
    assert np.isnan(list(stake.values())).all()
