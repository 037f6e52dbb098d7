import pandas as pd
import pytest

from cxlib.engagement.contracts.times import parse_times, strays


def read(cells, dates="iso", zone="UTC", **more):
    return parse_times(pd.Series(cells, dtype="object").astype("str"), dates, zone, **more)


def test_third_of_april_does_not_become_fourth_of_march():
    assert read(["03/04/2026"], "day-first").values[0] == pd.Timestamp("2026-04-03")
    assert read(["03/04/2026"], "month-first").values[0] == pd.Timestamp("2026-03-04")
    assert "not declared" in read(["03/04/2026"]).broken["03/04/2026"]


@pytest.mark.parametrize(
    ("text", "dates", "expected"),
    [("3.4.26 9:05", "day-first", "2026-04-03 09:05"),
     ("04/03/2026 12:30:15 AM", "month-first", "2026-04-03 00:30:15"),
     ("2026-04-03", "day-first", "2026-04-03"), ("03|04|2026", "%d|%m|%Y", "2026-04-03"),
     ("46115", "excel", "2026-04-03"), ("46115.5", "excel", "2026-04-03 12:00"),
     ("20260403", "iso", "2026-04-03")],
)  # fmt: skip
def test_declared_forms(text, dates, expected):
    assert read([text], dates).values[0] == pd.Timestamp(expected)


@pytest.mark.parametrize(
    ("text", "dates", "rule"),
    [("31/02/2026", "day-first", "no possible date"), ("2026-02-30", "iso", "no possible date"),
     ("1066-10-14", "iso", "1990 to 2099"), ("46115", "iso", "bare number|no date"),
     ("yesterday", "iso", "no date"), ("13/13/2026", "day-first", "no possible date")],
)  # fmt: skip
def test_impossible_dates_say_why(text, dates, rule):
    import re

    assert re.search(rule, read([text], dates).broken[text])


def test_wall_clock_times_become_utc_and_offsets_are_kept():
    found = read(["2026-07-01 12:00", "2026-07-01T12:00:00+02:00", "2026-07-01T12:00:00Z"],
                 zone="Europe/London")  # fmt: skip
    assert found.values.dt.hour.tolist() == [11, 10, 12]
    assert (found.aware, found.local) == (2, 1)


def test_hours_that_occur_twice_or_never_are_counted():
    found = read(["2026-10-25 01:30", "2026-03-29 01:30", "2026-03-29 03:30"],
                 zone="Europe/London")  # fmt: skip
    assert found.clock_changes == 2
    assert found.values.tolist() == [
        pd.Timestamp("2026-10-25 01:30"), pd.Timestamp("2026-03-29 01:00"),
        pd.Timestamp("2026-03-29 02:30")]  # fmt: skip


def test_calendar_days_are_never_shifted():
    found = read(["2026-04-01", "2026-04-01T23:00:00-05:00"], zone="Europe/London", calendar=True)
    assert found.values.tolist() == [pd.Timestamp("2026-04-01"), pd.Timestamp("2026-04-02")]


def test_missing_stays_missing_and_typed_times_pass():
    typed = pd.Series(pd.to_datetime(["2026-01-01 10:00", None]))
    found = parse_times(typed, "iso", "America/New_York")
    assert found.values.tolist()[0] == pd.Timestamp("2026-01-01 15:00")
    assert found.values.isna().tolist() == [False, True]


def test_two_waves_are_no_strays():
    waves = pd.to_datetime(["2024-01-01"] * 50 + ["2026-01-01"] * 50)
    assert not strays(pd.Series(waves)).any()
    early = pd.Series([*pd.date_range("2024-01-01", periods=300), pd.Timestamp("1999-01-01")])
    assert strays(early).tolist() == [False] * 300 + [True]
