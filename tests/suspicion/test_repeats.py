"""What follows too soon, against looking at every pair."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.suspicion.repeats import soon_after
from cxlib.training.faults import Brought

WITHIN = pd.Timedelta("10min")


def by_pairs(times, who, what) -> list[int]:
    rows = [
        i for i in range(len(times))
        if who[i] >= 0 and pd.notna(times[i]) and times[i] != times[i].normalize()
    ]  # fmt: skip
    return [
        i for i in rows
        if any(who[i] == who[j] and what[i] == what[j] and (times[j], j) < (times[i], i)
               and times[i] - times[j] <= WITHIN for j in rows)
    ]  # fmt: skip


def test_rows_that_follow_too_soon_are_those_of_every_pair():
    rng = np.random.default_rng(2)
    n = 250
    times = pd.Series(pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 600, n), "min"))
    times[rng.random(n) < 0.1] = pd.NaT
    who, what = rng.integers(-1, 12, n), rng.integers(-1, 2, n)
    expected = by_pairs(times, who, what)
    assert 10 < len(expected) < n / 2
    assert soon_after(times, WITHIN, who, what).tolist() == expected


@pytest.mark.parametrize("second", [0, 1])
def test_events_that_fire_twice_are_counted_wherever_in_a_minute_they_lie(second, suspicions):
    rng = np.random.default_rng(4)
    n, doubled = 400, 30
    times = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(n) * 3_607, unit="s")
    events = pd.DataFrame({
        "customer": [f"c{i}" for i in rng.integers(0, 40, n)], "time": times, "touchpoint": "app",
    })  # fmt: skip
    again = events.sample(doubled, random_state=1)
    again = again.assign(time=again["time"] + pd.Timedelta(second, "s"), channel="web")
    brought = Brought({"client": "A"}, {"interactions": pd.concat([events, again])})
    found = suspicions(brought).set_index("suspicion")
    assert found.loc["fired twice", "n"] == doubled
    sound = suspicions(Brought({"client": "A"}, {"interactions": events}))
    assert "fired twice" not in sound["suspicion"].tolist()
