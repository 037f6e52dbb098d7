"""The validity benchmark in small, and its counting against the engine's."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlib import mapping
from cxlib.mapping import breakdowns, instances, paths, reach

FILE = Path(__file__).parents[2] / "benchmarks" / "validity_map.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("validity_map", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_events(bench, log) -> pd.DataFrame:
    rows, places = np.nonzero(log.path >= 0)
    micros = (log.time[rows, places] * 86400e6).astype("int64")
    return pd.DataFrame({
        "customer": "c" + pd.Series(rows).astype(str),
        "journey_id": "j" + pd.Series(rows).astype(str),
        "time": pd.Timestamp("2025-01-01") + pd.to_timedelta(micros, unit="us"),
        "touchpoint": np.array(bench.NAMES)[log.path[rows, places]],
    })  # fmt: skip


def test_the_engine_counts_what_plain_numpy_counts(bench, engaged):
    log = bench.simulate(bench.stream(1, "counts"), 1500)
    frame = as_events(bench, log)
    engagement = engaged(interactions=frame)
    seen = instances.overview(engagement.events)
    declared = bench.declared()
    made = instances.instances(engagement.events, declared, seen, "7 days")
    walked = paths.walks(made, declared, False, frame.time.max())
    counted = breakdowns.counted(walked, reach.meetings(walked), declared)
    wanted = bench.counts(log)
    for field in dataclasses.fields(breakdowns.Counts):
        np.testing.assert_array_equal(
            getattr(counted, field.name), getattr(wanted, field.name), field.name
        )


def test_the_whole_step_names_what_the_counts_name(bench, engaged):
    planted = np.where(np.arange(bench.STEPS) == 6, 2.0, 1.0)
    log = bench.simulate(bench.stream(2, "planted"), 4000, drop=planted)
    journeys = pd.DataFrame({"journey": ["buy"], "completes": ["done"], "ends": ["cancelled"]})
    made = engaged({"journey_gap": "7 days"}, interactions=as_events(bench, log), journeys=journeys)
    table = mapping.run(made, {})["breakdowns"]
    assert table.touchpoint[table.breaks].tolist() == bench.named(log) == ["step 06"]


def test_null_logs_seldom_have_a_breakdown(bench):
    assert bench.null_rate(40) <= 0.15


@pytest.mark.parametrize("kind", ["drop", "repeat", "back"])
def test_planted_breakdowns_are_found(bench, kind):
    found, another = bench.power(kind, 12)
    assert found >= 0.9
    assert another <= 0.2


def test_where_all_give_up_equally_none_is_named_and_a_worse_step_is(bench):
    """Some steps complete the journey, always or at times: they can lose the others only."""
    nothing, worse = bench.equal_rates(30, 5000)
    assert nothing <= 0.1
    assert worse >= 0.9


@pytest.mark.slow
def test_validity_at_full_size(bench):
    assert bench.null_rate(2000) <= 0.05
    for kind in bench.PLANTED:
        assert bench.power(kind, 500)[0] >= 0.9
