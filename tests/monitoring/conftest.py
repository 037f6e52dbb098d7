"""Published figures, and small engagements for step 5."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.monitoring.measures import measured
from cxlib.results import Results

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "reference"


@pytest.fixture(scope="session")
def published() -> dict:
    return json.loads((REFERENCE / "control_charts.json").read_text())


@pytest.fixture(scope="session")
def simulations():
    """The module of the validity benchmark: the tests run small versions of its simulations."""
    path = ROOT / "benchmarks" / "validity_monitor.py"
    spec = importlib.util.spec_from_file_location("validity_monitor", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def months():
    """So many month labels, from January 2023."""
    return lambda count: [str(p) for p in pd.period_range("2023-01", periods=count, freq="M")]


@pytest.fixture(scope="session")
def series(months):
    """One or more series as measurements, from scope to values."""

    def build(**values: list[float]) -> pd.DataFrame:
        rows = [
            {"scope": scope, "period": month, "value": value}
            for scope, points in values.items()
            for month, value in zip(months(len(points)), points, strict=True)
        ]
        return measured(pd.DataFrame(rows), kpi="wait", kind="mean", better="low")

    return build


@pytest.fixture(scope="session")
def engaged():
    """An engagement out of frames, through the kit's own checks."""

    def build(frames: dict[str, pd.DataFrame], period: str | None = None, **config: object):
        return from_frames({"client": "Test", **config}, frames, period=period)

    return build


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """The step's tables as a run writes them; a step claims nothing."""

    def read_back(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        assert "findings" not in tables
        results = Results(tmp_path_factory.mktemp("results"))
        results.write("monitoring", tables)
        return {name: results[name] for name in results}

    return read_back


@pytest.fixture(scope="session")
def answers() -> pd.DataFrame:
    """3,600 answers over 36 months: recommend 0-10, region, customer, touchpoint."""
    rng = np.random.default_rng(11)
    n = 3600
    days = pd.date_range("2023-01-01", "2025-12-31", freq="D")
    return pd.DataFrame({
        "customer": [f"c{i % 500:04d}" for i in range(n)],
        "time": np.sort(rng.choice(days.to_numpy(), n)),
        "recommend": rng.integers(0, 11, n),
        "region": rng.choice(["North", "South"], n),
        "touchpoint": rng.choice(["call", "shop"], n),
        "may_call": rng.choice(["yes", "no"], n, p=[0.8, 0.2]),
    })  # fmt: skip
