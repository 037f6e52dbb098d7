"""A small version of benchmarks/validity_plan.py: what a plan promises it brings."""

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def module(name):
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def test_shrinking_takes_the_winners_curse_away():
    told = module("validity_plan").compare("noisy", engagements=30)
    assert told["before"] < -0.04
    assert abs(told["after"]) < 0.04 + 2 * told["after_error"]


@pytest.mark.slow
@pytest.mark.parametrize("world", ["graded", "noisy", "few"])
def test_realised_benefit_is_within_five_per_cent(world):
    told = module("validity_plan").compare(world, engagements=500)
    assert abs(told["after"]) <= 0.05
    assert told["before"] < -0.03


def test_enumeration_by_bits_agrees_too():
    assert module("portfolio").enumerated(15) == {"cases": 15, "equal": 15}
