"""Small versions of the coverage of repeated answers and of what initiatives bring."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = str(Path(__file__).parents[1] / "benchmarks")


@pytest.fixture(scope="module")
def covering():
    sys.path.insert(0, BENCHMARKS)
    from simulations import covering

    yield covering
    sys.path.remove(BENCHMARKS)


def within(found: dict) -> bool:
    """Whether a coverage is 95 % but for three Monte-Carlo errors."""
    error = max(found["mc_se"], np.sqrt(0.95 * 0.05 / found["times"]))
    return abs(found["rate"] - 0.95) <= 3 * error


def test_repeated_answers(covering):
    found = covering.kpi_repeated(400)
    assert within(found["coverage"])
    assert found["naive_coverage"]["rate"] < 0.75
    assert within(covering.nps_repeated(5)["coverage"])


@pytest.mark.parametrize("world", ["graded", "noisy"])
def test_what_initiatives_will_bring(covering, world):
    assert within(covering.planned_benefits(8, world)["coverage"])


def test_what_initiatives_brought(covering):
    found = covering.seen_benefits(60)
    assert within(found["did_coverage"])
    assert within(found["ancova_coverage"])
