"""What follows too soon, against looking at every pair."""

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion.repeats import soon_after

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
