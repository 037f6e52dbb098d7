import dataclasses

import numpy as np
import pandas as pd
import pytest

from cxlib.stats.resampling import stream
from cxlib.training.events import gathered, moments, month_ends, walk


@pytest.fixture
def small(sector):
    steps = [
        {"touchpoint": "a", "channel": "web"},
        {
            "touchpoint": "b",
            "channel": "web",
            "takes": "wants",
            "completed": "not fails",
            "days": 1,
        },
        {"touchpoint": "c", "channel": "web", "times": "tries", "minutes": 5, "days": [0, 1]},
    ]
    return dataclasses.replace(sector, walks={"trip": {"journey": "trip", "steps": steps}})


def trips(small, **more):
    flags = {
        "wants": np.array([True, False]),
        "fails": np.array([False, True]),
        "tries": np.array([1, 3]),
        "completed": np.array([True, False]),
    }
    start = np.array(["2026-01-05T10:00:00", "2026-01-06T10:00:00"], "datetime64[s]")
    ids = np.array(["x", "y"])
    return walk(small, "trip", ids, start, flags | more, stream(1, "t"))


def test_steps_are_taken_repeated_and_completed_as_described(small):
    found = trips(small).sort_values(["customer", "time"])
    assert found.groupby("customer")["touchpoint"].agg("".join).to_dict() == {
        "x": "abc",
        "y": "accc",
    }
    assert found.loc[found["customer"].eq("x"), "completed"].tolist() == [True, True, True]
    assert found.loc[found["customer"].eq("y"), "completed"].tolist() == [True, False, False, False]


def test_days_between_steps_stay_whole_and_start_is_kept(small):
    found = trips(small)
    own = found[found["customer"].eq("x")].sort_values("time")
    assert own["time"].iloc[0] == pd.Timestamp("2026-01-05 10:00")
    assert pd.Timedelta("1D") <= own["time"].iloc[1] - own["time"].iloc[0] < pd.Timedelta("1D3h")


def test_a_journey_is_broken_off_after_its_number_of_steps(small):
    found = trips(small, steps=np.array([1, 2]))
    assert found.groupby("customer").size().to_dict() == {"x": 1, "y": 2}


def test_times_lie_in_opening_hours_of_the_month(sector):
    month = np.repeat(np.arange(sector.months), 50)
    for times in (
        moments(sector, month, (1, 23), stream(1, "m")),
        month_ends(sector, month, stream(1, "e")),
    ):
        stamps = pd.DatetimeIndex(times)
        assert stamps.hour.min() >= 8
        assert stamps.hour.max() < 20
        assert (stamps.strftime("%Y-%m") == np.array(sector.periods)[month]).all()


def test_instances_of_different_kinds_never_share_an_id(small):
    both = gathered([trips(small), trips(small)])
    assert both["journey_id"].nunique() == 4
    assert both["time"].is_monotonic_increasing
