"""The log counted once, held against plain pandas on every row."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.engagement.log import rhythm
from cxlib.engagement.log.source import from_prepared

ZONES = ["UTC", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"]  # +5:45; half an hour


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = 4_000
    seconds = rng.integers(0, 500 * 86_400, n)
    seconds[:400] -= seconds[:400] % 900  # on the edges of quarters, local midnights among them
    times = pd.Timestamp("2024-08-01") + pd.to_timedelta(seconds, unit="s")
    return pd.DataFrame({
        "customer": rng.choice([f"c{i}" for i in range(300)], n), "time": times,
        "touchpoint": rng.choice(["app", "shop", "call"], n), "journey": None, "journey_id": None,
        "channel": pd.Series(rng.choice(["web", "phone", None], n), dtype="str"),
        "completed": pd.Series(rng.choice([True, False, None], n), dtype="boolean"),
    }).astype({"time": "datetime64[us]", "journey": "str", "journey_id": "str"})  # fmt: skip


def clock_of(frame: pd.DataFrame, zone: str) -> pd.Series:
    return frame["time"].dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)


def by_hour(frame: pd.DataFrame, zone: str) -> pd.Series:
    return clock_of(frame, zone).dt.floor("h").value_counts().sort_index()


@pytest.mark.parametrize("zone", ZONES)
def test_hours_are_those_of_the_wall_clock(frame, zone):
    found = rhythm.hours(from_prepared(frame), zone).set_index("begins")
    assert found["n"].to_dict() == by_hour(frame, zone).to_dict()
    clock = clock_of(frame, zone)
    assert found["midnight"].sum() == (clock == clock.dt.normalize()).sum() > 0
    assert (found["first"].min(), found["last"].max()) == (frame.time.min(), frame.time.max())
    days = rhythm.days(from_prepared(frame), zone)
    assert days.to_dict() == clock.dt.normalize().value_counts().to_dict()


def test_whole_hours_alone_would_miss_the_clock_of_kathmandu(frame, monkeypatch):
    monkeypatch.setattr(rhythm, "QUARTER", 60)
    found = rhythm.hours(from_prepared(frame), "Asia/Kathmandu").set_index("begins")["n"]
    assert found.to_dict() != by_hour(frame, "Asia/Kathmandu").to_dict()


@pytest.mark.parametrize("zone", ZONES)
def test_places_are_those_of_the_periods_on_the_wall_clock(frame, zone, config):
    found = rhythm.places(from_prepared(frame), config(zone))
    month = clock_of(frame, zone).dt.strftime("%Y-%m")
    last = sorted(month.unique())[-13:]
    assert len(last) < month.nunique()
    expected = month.where(month.isin(last), "").value_counts().to_dict()
    assert found.groupby("period")["n"].sum().to_dict() == expected
    for column in ("touchpoint", "channel", "completed"):
        counts = found.groupby(column)["n"].sum()
        assert counts.to_dict() == frame[column].value_counts().to_dict()


@pytest.fixture
def config():
    from cxlib.engagement.config.yml import config_from

    def of(zone: str):
        tables = {"interactions": {"source": "interactions"}}
        return config_from({"client": "A", "timezone": zone, "tables": tables})

    return of


def test_customers_are_counted_the_busiest_first(frame):
    found = rhythm.customers(from_prepared(frame))
    assert found.to_dict() == frame["customer"].value_counts().to_dict()
    assert found.is_monotonic_decreasing


def test_reading_an_engagement_counts_the_log_once(frame, monkeypatch):
    counted = []
    for name in ("_hours", "_places"):
        work = getattr(rhythm, name)
        monkeypatch.setattr(
            rhythm, name, lambda *a, name=name, work=work: counted.append(name) or work(*a)
        )
    config = {"client": "A", "timezone": "Europe/London"}
    from_frames(config, {"interactions": frame}, today=pd.Timestamp("2026-02-01"))
    assert sorted(counted) == ["_hours", "_places"]


def test_a_log_without_events_has_no_hours(frame):
    empty = from_prepared(frame.head(0))
    assert rhythm.hours(empty, "Europe/London").empty
    assert rhythm.days(empty, "Europe/London").empty
