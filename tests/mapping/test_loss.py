"""The effect on completing, against a simulation in which it is known."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "validity_map.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("validity_map_for_loss", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_effect_is_what_mending_the_step_would_bring(bench):
    """Double the hazard at one step: what completes less among those who reach it?"""
    planted = np.where(np.arange(bench.STEPS) == 3, 2.0, 1.0)
    broken = bench.simulate(bench.stream(1, "broken"), 60_000, drop=planted)
    mended = bench.simulate(bench.stream(1, "mended"), 60_000)

    def completing(log) -> float:
        over = log.status != bench.OPEN
        reached = (log.path == 3).any(axis=1) & over
        return float((log.status[reached] == bench.COMPLETED).mean())

    table = bench.judge(bench.counts(broken), bench.declared(), 0.95, 0.05)
    row = table.set_index("touchpoint").loc["step 03"]
    assert row.effect == pytest.approx(completing(broken) - completing(mended), abs=0.015)
    assert row.low < row.effect < row.high < 0


def test_the_interval_covers_as_often_as_it_says(bench):
    """At null steps the effect is nought: 95 % intervals should hold it about 95 times in 100."""
    held = []
    for i in range(30):
        log = bench.simulate(bench.stream(9, "cover", i), 3000)
        table = bench.judge(bench.counts(log), bench.declared(), 0.95, 0.05)
        steps = table[table.judged == "tested"]
        held += ((steps.low <= 0) & (steps.high >= 0)).tolist()
    assert 0.92 <= np.mean(held) <= 0.995
