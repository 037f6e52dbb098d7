"""The plan is the best there is: against enumeration of every plan, and published knapsacks."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from cxlib.strategy.candidates import Candidates
from cxlib.strategy.optimise import best_plan

PUBLISHED = json.loads(
    (Path(__file__).parents[1] / "reference" / "knapsack.json").read_text("utf-8")
)


def worth_by_hand(c: Candidates, plan, stake) -> float:
    """The definition in plain loops, sharing nothing with the code under test."""
    by_moment: dict[int, float] = {}
    for g, (weight, moment) in enumerate(zip(c.weight, c.place, strict=True)):
        left = 1.0
        for i, chosen in enumerate(plan):
            if chosen and c.group[i] == g:
                left *= 1 - c.part[i]
        by_moment[moment] = by_moment.get(moment, 0.0) + weight * (1 - left)
    return sum(min(part, 1.0) * max(stake[m], 0.0) for m, part in by_moment.items())


def best_by_enumeration(c: Candidates, stake, budget, net) -> float:
    def value(plan):
        cost = float(np.dot(plan, c.cost))
        if cost > budget + 1e-9 or (len(c.rules) and (c.rules @ plan > c.limits + 1e-9).any()):
            return -np.inf
        return worth_by_hand(c, plan, stake) - (cost if net else 0)

    return max(value(np.array(p)) for p in itertools.product((0, 1), repeat=len(c.names)))


def random_case(rng, n):
    groups, moments = int(rng.integers(1, n + 1)), int(rng.integers(1, 5))
    group = rng.integers(0, groups, n)
    _, group = np.unique(group, return_inverse=True)
    groups = group.max() + 1
    rules = []
    for _ in range(int(rng.integers(0, 4))):
        i, j = rng.choice(n, 2, replace=False)
        row = np.zeros(n)
        row[[i, j]] = (1, -1) if rng.random() < 0.5 else (1, 1)
        rules.append((row, 0.0 if row.sum() == 0 else 1.0))
    rules.append((rng.integers(0, 9, n).astype(float), float(rng.integers(5, 30))))
    return Candidates(
        names=tuple(map(str, range(n))),
        cost=rng.integers(1, 60, n).astype(float) * 1000,
        part=rng.uniform(0, 1, n) ** 2,
        group=group,
        weight=rng.uniform(0.1, 1, groups),
        place=rng.integers(0, moments, groups),
        rules=np.array([r for r, _ in rules]),
        limits=np.array([limit for _, limit in rules]),
    ), rng.normal(80_000, 60_000, moments)


def compare(seed, most):
    rng = np.random.default_rng(seed)
    c, stake = random_case(rng, int(rng.integers(2, most + 1)))
    budget, net = float(c.cost.sum() * rng.uniform(0.1, 0.9)), bool(rng.random() < 0.5)
    plan = best_plan(c, stake, budget, net)
    ours = worth_by_hand(c, plan, stake) - (float(plan @ c.cost) if net else 0)
    assert plan @ c.cost <= budget + 1e-6
    assert (c.rules @ plan <= c.limits + 1e-6).all()
    assert ours == pytest.approx(best_by_enumeration(c, stake, budget, net), rel=1e-6, abs=1e-2)


@pytest.mark.parametrize("seed", range(40))
def test_best_plan_equals_enumeration(seed):
    compare(seed, most=9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_best_plan_equals_enumeration_up_to_fifteen(seed):
    compare(seed, most=15)


def knapsack(profits, weights):
    n = len(profits)
    return Candidates(
        names=tuple(map(str, range(n))),
        cost=np.array(weights, float),
        part=np.ones(n),
        group=np.arange(n),
        weight=np.ones(n),
        place=np.arange(n),
        rules=np.zeros((0, n)),
        limits=np.zeros(0),
    )


@pytest.mark.parametrize("name", list(PUBLISHED["problems"]))
def test_published_knapsacks(name):
    capacity, weights, profits, optimum = PUBLISHED["problems"][name]
    plan = best_plan(knapsack(profits, weights), np.array(profits, float), capacity)
    assert plan @ profits == optimum
    assert plan @ weights <= capacity


@pytest.mark.parametrize("name", list(PUBLISHED["greedy_fails"]))
def test_taking_the_best_ratio_first_would_fall_short(name):
    capacity, weights, profits, optimum = PUBLISHED["problems"][name]
    left, greedy = capacity, 0
    for weight, profit in sorted(
        zip(weights, profits, strict=True), key=lambda item: -item[1] / item[0]
    ):
        if weight <= left:
            left, greedy = left - weight, greedy + profit
    assert greedy == PUBLISHED["greedy_fails"][name] < optimum


def test_without_worth_nothing_is_chosen():
    c = knapsack([5, 6], [1, 1])
    assert best_plan(c, np.array([0.0, -4.0]), 10).tolist() == [0, 0]


def test_a_budget_of_nothing_chooses_only_what_is_free():
    c = knapsack([5, 6], [0, 1])
    assert best_plan(c, np.array([5.0, 6.0]), 0).tolist() == [1, 0]


def test_what_does_not_pay_is_left_out_when_net():
    c = knapsack([5, 6], [4, 7])
    assert best_plan(c, np.array([5.0, 6.0]), None, net=True).tolist() == [1, 0]
    assert best_plan(c, np.array([5.0, 6.0]), None).tolist() == [1, 1]


def test_the_solver_keeps_the_terminal_clean(capfd):
    rng = np.random.default_rng(3)
    for seed in range(3):
        c, stake = random_case(np.random.default_rng(seed), 40)
        best_plan(c, rng.uniform(1e4, 1e6, len(stake)), c.cost.sum() / 3)
    assert capfd.readouterr().out == ""
