"""Parts of what overlapping experiences cost add up to the whole, and nothing else moves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.alignment.value_chain import touchpoint_values
from cxlib.diagnosis.worth.episodes import BAD, GOOD, OLD, Episodes, episodes
from cxlib.diagnosis.worth.together import fitted, parts

DAY = pd.Timedelta(days=1)
T0 = pd.Timestamp("2025-01-01")


def test_a_trip_that_fails_twice_is_lost_once(simulations) -> None:
    found = simulations("overlap").added_up(2)
    assert found["told_largest"] <= 0.1
    assert found["naive_mean"] > 0.9  # 48 and 48 where 44.9 is true once


@pytest.mark.slow
def test_ten_seeds(simulations) -> None:
    found = simulations("overlap").added_up(10)
    assert found["told_largest"] <= 0.1
    assert abs(found["true_mean"]) <= 0.1


def test_the_parts_of_a_customer_are_those_of_the_whole() -> None:
    rng = np.random.default_rng(1)
    badly = rng.random((500, 3)) < 0.3
    beta, good = np.array([[0.7, 0.3, -0.1], [0.5, 0.0, 0.0]]), np.array([0.8, 0.8, 0.8])
    lost = parts(badly, beta, good) * badly.sum(axis=0)
    together = (0.8 - 0.8 ** np.exp(badly @ beta.T)).sum(axis=0)
    assert lost.sum(axis=1) == pytest.approx(together)


def test_where_nobody_is_badly_off_twice_each_part_is_the_whole() -> None:
    badly = np.eye(3, dtype=bool)[np.random.default_rng(2).integers(0, 3, 300)]
    beta, good = np.array([[0.7, 0.3, -0.2]]), np.array([0.9, 0.8, 0.7])
    assert parts(badly, beta, good)[0] == pytest.approx(good - good ** np.exp(beta[0]))


def test_time_is_cut_at_every_experience() -> None:
    told = pd.DataFrame(
        {"customer": ["a", "a", "a"], "touchpoint": ["app", "call", "app"], "source": "events",
         "time": T0 + DAY * np.array([0, 31, 62]), "bad": [True, False, False]}
    )  # fmt: skip
    spells = pd.DataFrame(
        {"customer": ["a"], "start": [T0], "until": [T0 + DAY * 700], "left": [True]}
    )
    lives = episodes(told, spells, [("app", "events"), ("call", "events")], [], 12.0)
    assert lives.state[:3].tolist() == [[BAD, OLD], [BAD, GOOD], [GOOD, GOOD]]
    assert lives.state[3].tolist() == [GOOD, OLD]  # a year after the call nothing is known of it
    assert lives.left.tolist() == [False] * 4  # in the end nothing is known of either
    assert lives.months.sum() == pytest.approx((62 + 365.25) / (365.25 / 12))


def test_two_that_always_come_together_share_one_effect_and_two_apart_have_their_own() -> None:
    rng = np.random.default_rng(3)
    a = (rng.random(40_000) < 0.3).astype(float)
    for b, want in ((a, [0.5, 0.5]), ((rng.random(40_000) < 0.3).astype(float), [1.0, 0.0])):
        hazard = 0.02 * np.exp(a)
        life, end = rng.exponential(1 / hazard), rng.uniform(1, 12, a.size)
        lives = Episodes(
            np.column_stack([a, b]), np.minimum(life, end), life <= end, np.zeros((a.size, 1))
        )
        assert fitted(lives).beta == pytest.approx(want, abs=0.12)


def test_the_value_chain_shares_the_parts() -> None:
    moments = pd.DataFrame(
        {"touchpoint": ["A", "B"], "value_at_stake": [24.0, 20.9], "value_low": [1.0, 1.0],
         "value_high": [40.0, 40.0], "customers_at_stake": [2.4, 2.1]}
    )  # fmt: skip
    assert touchpoint_values(moments)["value"].sum() == pytest.approx(44.9)
