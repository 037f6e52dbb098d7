import datetime as dt

import pandas as pd
import pytest

from cxlib.engagement.contracts import periods

KINDS = ("week", "month", "quarter", "year")


@pytest.mark.parametrize("kind", KINDS)
def test_labels_sort_in_time_and_bounds_enclose(kind):
    days = pd.Series(pd.date_range("2019-12-20", "2027-01-15", freq="D"))
    labels = periods.label(days, kind)
    assert labels.is_monotonic_increasing
    for day, name in zip(days[::97], labels[::97], strict=True):
        start, end = periods.bounds(name, kind)
        assert start <= day < end


def test_iso_weeks_agree_with_the_calendar():
    days = pd.Series(pd.date_range("2020-12-25", "2021-01-10", freq="D"))
    expected = [f"{d.isocalendar().year}-W{d.isocalendar().week:02d}" for d in days.dt.date]
    assert periods.label(days, "week").tolist() == expected
    assert periods.shift("2020-W53", 1, "week") == "2021-W01"


@pytest.mark.parametrize("kind", KINDS)
def test_shift_undoes_itself(kind):
    name = periods.label(pd.Series(pd.to_datetime(["2024-02-29"])), kind)[0]
    for by in (-60, -1, 0, 7, 61):
        assert periods.shift(periods.shift(name, by, kind), -by, kind) == name


def test_clock_changes_keep_every_hour_in_one_period():
    hours = pd.Series(pd.date_range("2026-03-28", "2026-03-31", freq="h"))
    labels = periods.label(hours, "month", "Europe/London")
    start, _ = periods.bounds("2026-04", "month", "Europe/London")
    assert (labels == "2026-04").equals(hours >= start)


def test_far_zones_move_the_border():
    noon = pd.Series(pd.to_datetime(["2026-01-31 12:00"]))
    assert periods.label(noon, "month", "Pacific/Kiritimati")[0] == "2026-02"
    assert periods.label(noon, "month", "Etc/GMT+12")[0] == "2026-01"


def test_missing_times_have_no_label():
    labels = periods.label(pd.Series(pd.to_datetime(["2026-01-01", None])), "month")
    assert labels.isna().tolist() == [False, True]
    assert periods.label(pd.Series(pd.to_datetime(["2026-01-01"])), "none").isna().all()


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("2026-9", "month", "2026-09"),
        ("2026/09", "month", "2026-09"),
        ("2026-09-30", "month", "2026-09"),
        ("2026-09-30T10:00:00", "month", "2026-09"),
        ("2026Q4", "quarter", "2026-Q4"),
        ("2026-W1", "week", "2026-W01"),
        ("2026", "year", "2026"),
        ("7", "index", "0007"),
        ("12.0", "index", "0012"),
    ],
)
def test_clients_ways_of_writing_a_period(text, kind, label):
    assert periods.parse(text, kind) == label


@pytest.mark.parametrize(
    ("text", "kind"),
    [("2026-13", "month"), ("2021-W53", "week"), ("soon", "month"), ("", "year"), ("1", "none")],
)
def test_what_is_no_period_is_refused(text, kind):
    with pytest.raises(ValueError):
        periods.parse(text, kind)


def test_last_complete_never_asks_the_clock():
    days = pd.date_range("1999-01-01", "1999-06-12")
    assert periods.last_complete(days, "month") == "1999-05"
    assert periods.last_complete(days, "year") == "1999"  # the only one there is
    assert periods.last_complete([], "month") is None


def test_a_survey_with_silent_days_is_complete_by_its_own_rhythm():
    fridays = pd.date_range("2026-01-02", "2026-09-25", freq="W-FRI")
    assert periods.last_complete(fridays, "month") == "2026-09"


@pytest.mark.parametrize(
    ("window", "kind", "start"),
    [("12 months", "month", "2025-10-01"), ("1 year", "month", "2025-10-01"),
     ("90 days", "month", "2026-07-03"), ("2 quarters", "quarter", "2026-04-01"),
     ("3 periods", "month", "2026-07-01"), ("4 weeks", "month", "2026-09-03")],
)  # fmt: skip
def test_windows_end_with_the_period(window, kind, start):
    name = {"month": "2026-09", "quarter": "2026-Q3"}[kind]
    assert periods.window_start(window, name, kind).date() == dt.date.fromisoformat(start)
