"""Structures that fool a method, in small: one client of the cheapest, all of them by `-m slow`.

`benchmarks/validity_traps.py` reads ten reports of each; `docs/validity_traps.md` has the figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

BENCHMARKS = str(Path(__file__).parents[1] / "benchmarks")
SEEDS = range(1, 11)


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, BENCHMARKS)
    import validity_traps

    yield validity_traps
    sys.path.remove(BENCHMARKS)


CHEAPEST = ("Simpson in three plans", "none in thirty months, then some")


@pytest.mark.parametrize("name", CHEAPEST)
def test_nobody_is_misled_by_the_cheapest(bench, name):
    read = bench.TRAPS[name].sprung(1)
    assert read.misled == []
    assert read.right


def test_a_report_that_says_otherwise_is_called_misleading(bench):
    """The reading itself: the same client with the claims that stood before this was mended."""
    from simulations.traps import survey
    from simulations.traps.frame import Told

    row = {"finding_id": "driver:recommend:overall:speed", "kind": "driver", "stands": True,
           "direction": "strongest", "subject": "recommend:overall:speed"}  # fmt: skip

    def told(**changed: object) -> Told:
        return Told({"findings": pd.DataFrame([row | changed])})

    assert survey.read_simpson(told(), {}).misled == [f"{row['finding_id']}: strongest"]
    assert not survey.read_simpson(told(), {}).right
    turned = survey.read_simpson(told(direction="turns down"), {})
    assert turned.right
    assert not turned.misled
    assert survey.read_simpson(told(stands=False), {}).misled == []


@pytest.mark.slow
def test_nobody_is_misled_in_nineteen_of_twenty_reports(bench):
    rows = [bench.sprung(trap, seed) for trap in bench.TRAPS.values() for seed in SEEDS]
    found = bench.told(rows)
    assert found["figure"] >= bench.LEAST, found
    assert found["right"] >= bench.LEAST, found
