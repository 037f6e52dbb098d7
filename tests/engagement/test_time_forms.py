"""Times as tools write them, over a grid of forms, against zoneinfo and the standard library."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from cxlib.drafting.profile import profile
from cxlib.engagement.contracts.looks import look_of
from cxlib.engagement.contracts.raw import from_frame
from cxlib.engagement.contracts.times import parse_times

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2025, 1, 1, tzinfo=UTC)
HALF = timezone(timedelta(hours=5, minutes=30))


def moments(seed: int, n: int = 60) -> list[datetime]:
    """To the second, over two summers; never within a day of a change of the clocks."""
    rng = np.random.default_rng(seed)
    found = [START + timedelta(seconds=int(s)) for s in rng.integers(0, 700 * 86400, 4 * n)]
    return [m for m in found if m.month not in (3, 10)][:n]


def twelve(m: datetime, day: str) -> str:
    hour = m.hour % 12 or 12
    return f"{m.strftime(day)} {hour}:{m:%M:%S} {'AM' if m.hour < 12 else 'PM'}"


def at(zone, form: str):
    return lambda m: m.astimezone(zone).strftime(form)


GRID = {  # what a tool writes, and what is declared; each names its own zone
    "BigQuery, Delighted": (at(UTC, "%Y-%m-%d %H:%M:%S UTC"), "iso"),
    "ISO with Z": (at(UTC, "%Y-%m-%dT%H:%M:%SZ"), "iso"),
    "ISO with an offset": (at(HALF, "%Y-%m-%dT%H:%M:%S+05:30"), "iso"),
    "Google Forms": (lambda m: twelve(m.astimezone(timezone(timedelta(hours=1))), "%Y/%m/%d")
                     + " GMT+1", "iso"),
    "west of Greenwich": (at(timezone(timedelta(hours=-5)), "%Y-%m-%d %H:%M:%S GMT-5"), "iso"),
    "a word for the zone": (lambda m: m.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M:%S %Z"),
                            "day-first"),
    "American": (lambda m: twelve(m.astimezone(timezone(timedelta(hours=-8))), "%m/%d/%Y")
                 + " PST", "month-first"),
    "an offset behind": (at(timezone(timedelta(hours=2)), "%d/%m/%y %H:%M:%S +0200"), "day-first"),
    "seconds": (lambda m: str(int(m.timestamp())), "unix"),
    "milliseconds": (lambda m: str(int(m.timestamp()) * 1000), "unix"),
    "microseconds": (lambda m: str(int(m.timestamp()) * 10**6), "unix"),
    "a form with its zone": (at(UTC, "%Y-%m-%d %H:%M:%S UTC"), "%Y-%m-%d %H:%M:%S UTC"),
    "a form without it": (at(UTC, "%d %b %Y %H:%M:%S UTC"), "%d %b %Y %H:%M:%S"),
    "a form with %z": (at(HALF, "%Y%m%d-%H%M%S %z"), "%Y%m%d-%H%M%S %z"),
}  # fmt: skip
LOCAL = {  # on the wall clock of the place
    "two-digit years": (lambda m: m.strftime("%d.%m.%y %H:%M:%S"), "day-first"),
    "year first": (lambda m: m.strftime("%Y/%m/%d %H:%M:%S"), "iso"),
    "year first, one digit": (lambda m: f"{m.year}-{m.month}-{m.day} {m.hour}:{m:%M:%S}", "iso"),
    "serial": (lambda m: repr((m.replace(tzinfo=None) - datetime(1899, 12, 30)) /
                              timedelta(days=1)), "excel"),
    "serial from 1904": (lambda m: repr((m.replace(tzinfo=None) - datetime(1904, 1, 1)) /
                                        timedelta(days=1)), "excel-1904"),
}  # fmt: skip


def read(texts, dates, zone="Europe/Berlin") -> list[datetime]:
    found = parse_times(pd.Series(texts, dtype="str"), dates, zone)
    assert found.broken == {}
    return found.values.dt.round("s").tolist()


@pytest.mark.parametrize("name", GRID)
def test_a_time_that_names_its_zone_is_that_moment_everywhere(name):
    written, dates = GRID[name]
    known = moments(len(name))
    wanted = [pd.Timestamp(m.replace(tzinfo=None)) for m in known]
    assert read([written(m) for m in known], dates) == wanted


@pytest.mark.parametrize("name", LOCAL)
def test_a_time_without_a_zone_is_on_the_clock_of_the_place(name):
    written, dates = LOCAL[name]
    known = moments(len(name))
    texts = [written(m.astimezone(BERLIN)) for m in known]
    assert read(texts, dates) == [pd.Timestamp(m.replace(tzinfo=None)) for m in known]


@pytest.mark.parametrize("name", [n for n in (*GRID, *LOCAL) if n not in (
    "a form with %z", "a form without it", "serial from 1904")])  # fmt: skip
def test_what_a_draft_calls_a_date_the_reader_reads(name):
    written, _ = (GRID | LOCAL)[name]
    frame = pd.DataFrame({"Created at": [written(m) for m in moments(len(name))]})
    found = profile(from_frame("a.csv", frame), "Created at")
    assert found.look == "date"
    assert parse_times(frame["Created at"], found.order, "UTC").broken == {}


def test_a_declared_form_is_never_overruled():
    swapped = pd.Series(["2026-04-03", "2026-05-03"])
    read_by = parse_times(swapped, "%Y-%d-%m", "UTC").values
    assert read_by.dt.strftime("%Y-%m-%d").tolist() == ["2026-03-04", "2026-03-05"]
    mixed = parse_times(pd.Series(["2026-13-12", "2026-04-03"]), "%Y-%d-%m", "UTC").values
    assert mixed.dt.strftime("%Y-%m-%d").tolist() == ["2026-12-13", "2026-03-04"]


@pytest.mark.parametrize("text", ["14.03.2026 09:05 BST", "14.03.2026 09:05 XYZ",
                                  "14.03.2026 09:05 GMT+19"])  # fmt: skip
def test_a_zone_of_several_meanings_or_none_is_refused(text):
    assert list(parse_times(pd.Series([text]), "day-first", "UTC").broken) == [text]


@pytest.mark.parametrize(
    "texts",
    [["1", "5", "10"], ["12345", "23456"], ["0151234567", "4912345678"], ["A-17", "B-18"],
     ["Delivery was late on 2026-01-05", "fine"], ["20260105123", "1"], ["9", "2026-01-05"]],
)  # fmt: skip
def test_what_is_no_time_has_no_look(texts):
    assert look_of(texts) is None
