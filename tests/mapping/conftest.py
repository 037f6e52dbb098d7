"""Event logs for the tests, small by hand or random, and a plain-pandas walker beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames

START = pd.Timestamp("2025-01-01")


@pytest.fixture(scope="session")
def log():
    """Events of trips written as "a b c": one customer each, an hour between steps."""

    def build(trips: dict[str, str], **columns: object) -> pd.DataFrame:
        rows = [
            {"customer": who, "journey_id": who, "touchpoint": step.replace("_", " "),
             "time": START + pd.Timedelta(hours=hour)}
            for who, path in trips.items()
            for hour, step in enumerate(path.split())
        ]  # fmt: skip
        return pd.DataFrame(rows).assign(**columns)

    return build


@pytest.fixture(scope="session")
def engaged():
    """An engagement out of frames, through the kit's own checks."""

    def build(policy: dict | None = None, **frames: pd.DataFrame):
        tables = {"interactions": {"duplicates": "keep"}} if "interactions" in frames else {}
        config = {"client": "Test", "period": "none", "policy": policy or {}, "tables": tables}
        return from_frames(config, frames)

    return build


@pytest.fixture(scope="session")
def random_log() -> pd.DataFrame:
    """600 customers, six touchpoints, tied instants, trips with long silences between them."""
    rng = np.random.default_rng(5)
    n = 6000
    day = rng.choice([0, 40, 90], n)
    return pd.DataFrame({
        "customer": [f"c{c:03d}" for c in rng.integers(0, 600, n)],
        "time": START + pd.to_timedelta(day * 86400 + rng.integers(0, 400, n) * 600, unit="s"),
        "touchpoint": rng.choice(list("fedcba"), n),
    })  # fmt: skip


@pytest.fixture(scope="session")
def walked():
    """The plain way: sort by customer and time, the file's order among equals; cut at silences."""

    def walk(frame: pd.DataFrame, gap: pd.Timedelta | None = None) -> pd.DataFrame:
        ordered = frame.reset_index(names="row").sort_values(["customer", "time", "row"])
        before = ordered.groupby("customer").time.shift()
        new = before.isna()
        if gap is not None:
            new |= ordered.time - before > gap
        return ordered.assign(instance=new.cumsum())

    return walk
