"""Which activity is behind it: the guilty one is found, the innocent ones are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.backstage import BREAKDOWN, SPEED, backstage, matched, runs
from cxlib.results import conform

HOUR = pd.Timedelta(hours=1)


def _client(seed: int, guilt: float = 0.6, n: int = 500) -> dict[str, pd.DataFrame]:
    """Visits that break down when the sync was late; the dispatch before them is harmless."""
    rng = np.random.default_rng(seed)
    time = pd.Timestamp("2026-01-02") + HOUR * rng.integers(0, 24 * 80, n)
    late, slow = rng.random((2, n)) < 0.25
    breaks = rng.random(n) < 0.1 + guilt * late
    ids = np.array([str(i) for i in range(n)])
    events = pd.DataFrame(
        {"customer": np.repeat(ids, 2), "journey_id": np.repeat(ids, 2), "touchpoint": "checkout",
         "time": np.repeat(time, 2) + pd.to_timedelta(np.tile([0, 5], n), unit="min"),
         "completed": np.column_stack([np.zeros(n, bool), ~breaks]).ravel()}
    )  # fmt: skip
    parts = [
        pd.DataFrame({"activity": name, "customer": ids, "time": time - hours * HOUR,
                      "duration": np.exp(rng.normal(3 + flag, 0.2)), "ok": ~flag})
        for name, flag, hours in (("sync", late, 2), ("dispatch", slow, 5))
    ]  # fmt: skip
    activities = pd.DataFrame({"activity": ["sync", "dispatch"], "touchpoint": "checkout"})
    return {"interactions": events, "operations": pd.concat(parts), "activities": activities}


@pytest.fixture(scope="module")
def found(engaged) -> dict[str, pd.DataFrame]:
    return backstage(engaged(_client(1)))


def test_the_guilty_activity_is_found_with_its_size(found) -> None:
    table = conform("backstage", found["backstage"])
    row = table.query(
        "activity == 'sync' and measure == 'failure' and acts_on == 'breakdown'"
    ).iloc[0]
    assert row["low"] < 0.6 < row["high"]
    assert row["harmful"]
    assert row["mapped"]
    assert row["with_it"] - row["without"] == pytest.approx(row["effect"])
    assert row["n_of"] == "visits"
    assert 0 < row["troubled"] < row["n"] <= 500


def test_the_innocent_activity_is_left_alone(found) -> None:
    table = found["backstage"]
    assert not table.loc[table["activity"] == "dispatch", "harmful"].any()


def test_effects_are_per_standard_deviation_of_log_duration(engaged, found) -> None:
    engagement = engaged(_client(1))
    sync = runs(engagement.table("operations")).query("activity == 'sync'")
    assert sync["slow"].mean() == pytest.approx(0, abs=1e-9)
    assert sync["slow"].std() == pytest.approx(1)


def test_null_clients_are_seldom_given_a_cause(engaged) -> None:
    guilty = [
        backstage(engaged(_client(s, guilt=0.0)))["backstage"]["harmful"].any() for s in range(5)
    ]
    assert sum(guilty) <= 1


def test_runs_that_serve_everybody_are_matched_by_time_and_clustered_by_run() -> None:
    nightly = pd.DataFrame(
        {"activity": "sync", "customer": None, "duration": 1.0, "ok": [True, False],
         "time": pd.to_datetime(["2026-01-01", "2026-01-02"])}
    )  # fmt: skip
    results = pd.DataFrame(
        {"customer": ["a", "b", "c"], "touchpoint": "checkout", "acts_on": BREAKDOWN,
         "time": pd.to_datetime(["2026-01-01 10:00", "2026-01-02 09:00", "2026-03-01 00:00"]),
         "result": 0.0}
    )  # fmt: skip
    rows = matched(runs(nightly), results)
    assert rows["failed"].tolist() == [0.0, 1.0]  # c came too long after
    assert rows["cluster"].nunique() == 2


def test_what_follows_a_run_cannot_have_caused_it() -> None:
    later = pd.DataFrame(
        {"activity": "sync", "customer": ["a"], "duration": 1.0, "ok": True,
         "time": pd.to_datetime(["2026-01-05"])}
    )  # fmt: skip
    results = pd.DataFrame(
        {"customer": ["a"], "touchpoint": "t", "acts_on": BREAKDOWN, "result": 1.0,
         "time": pd.to_datetime(["2026-01-04"])}
    )  # fmt: skip
    assert matched(runs(later), results).empty


def test_a_constant_duration_has_no_effect_to_tell(engaged) -> None:
    frames = _client(2)
    frames["operations"] = frames["operations"].assign(duration=5.0)
    table = backstage(engaged(frames))["backstage"]
    assert SPEED not in set(table["measure"])


@pytest.mark.parametrize("missing", ["operations", "interactions"])
def test_missing_tables_are_said_in_one_sentence(engaged, missing: str) -> None:
    frames = _client(1)
    frames.pop(missing)
    frames.setdefault("interactions", pd.DataFrame())
    frames = {k: v for k, v in frames.items() if len(v)}
    frames["customers"] = pd.DataFrame({"customer": [str(i) for i in range(20)]})
    told = backstage(engaged(frames))
    assert told["backstage"].empty
    assert len(told["notes"]) == 1
    assert told["notes"]["audience"].tolist() == ["reader"]
