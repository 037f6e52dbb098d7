"""Budgets, what-if and the value of information, checked against their definitions."""

import numpy as np
import pytest

from cxlib.strategy.candidates import worth
from cxlib.strategy.frontier import information, what_if
from cxlib.strategy.optimise import best_plan
from cxlib.strategy.pool import pool
from cxlib.strategy.setting import setting


@pytest.fixture(scope="module")
def choice(module_engagement, module_results):
    return setting(module_engagement, module_results)


@pytest.fixture(scope="module")
def plans(choice):
    return pool(choice, solved=40)


def test_inclusion_is_a_share_and_the_plan_is_its_first_rival(choice, plans):
    assert ((plans.inclusion >= 0) & (plans.inclusion <= 1)).all()
    assert (plans.rivals[0] == plans.plan).all()


def test_inclusion_agrees_with_solving_every_draw(choice, plans):
    draws = slice(40, 140)
    solved = [best_plan(choice.candidates, s, choice.budget, choice.net, w)
              for s, w in zip(choice.stakes_drawn[draws], choice.weights_drawn[draws],
                              strict=True)]  # fmt: skip
    pooled = plans.rivals[plans.best[draws]]
    assert np.abs(pooled.mean(axis=0) - np.mean(solved, axis=0)).max() < 0.1


def test_more_budget_never_brings_less(choice):
    benefits = [what_if(choice, budget).query("chosen").cost.sum() for budget in (0, 4e4, 1e9)]
    assert benefits == sorted(benefits)
    assert benefits[0] == 0


def test_horizon_and_uplift_scale_what_is_won(choice):
    one, two = what_if(choice, months=12), what_if(choice, months=24)
    alone = one.set_index("initiative").benefit["guided start"]
    assert two.set_index("initiative").benefit["guided start"] == pytest.approx(2 * alone)
    less = what_if(choice, uplift=0.5).set_index("initiative").benefit["guided start"]
    assert less == pytest.approx(0.5 * alone)


def test_information_is_the_gain_over_sticking_to_the_plan(choice, plans):
    table = information(choice, plans).set_index("touchpoint")
    assert (table.value >= 0).all()
    place = choice.stakes.index[choice.stakes.touchpoint == "activation"][0]
    rng = np.random.default_rng(5)
    drawn = np.tile(choice.stake, (4000, 1))
    drawn[:, place] += choice.stakes.spread[place] * choice.years * rng.standard_normal(4000)
    cost = (plans.rivals @ choice.candidates.cost)[:, None]
    value = worth(choice.candidates, plans.rivals, drawn) - cost
    by_simulation = (value.max(axis=0) - value[0]).mean()
    assert table.value["activation"] == pytest.approx(by_simulation, rel=0.15)
