"""Dates and times: their order, their zone, and those that cannot be."""

from __future__ import annotations

import datetime as dt

from mishaps.case import Case, Truth
from mishaps.client import FILE, Folder, answers


def _dates(form, **more):
    def spoil(folder: Folder) -> None:
        for i, row in enumerate(folder.rows):
            row["answered"] = form(i, dt.date.fromisoformat(row["answered"]))
        folder.survey()
        if more:
            folder.settings(**more)

    return spoil


def _day_first(i: int, day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _serial(i: int, day: dt.date) -> str:
    return str((day - dt.date(1899, 12, 30)).days)


def _at(places: dict[int, str], form=lambda i, day: f"{day:%Y-%m-%d}"):
    return _dates(lambda i, day: places.get(i) or form(i, day))


def _one_kind(folder: Folder) -> None:
    """The dates in one form, as the line asks."""
    Folder(folder.path).write(FILE)


def _all_days(engagement) -> bool:
    """Whether each answer lies in the month in which it was given, and none is lost."""
    times = engagement.history["responses"]["time"].dt.tz_localize("UTC")
    read = times.dt.tz_convert("Europe/London").dt.strftime("%Y-%m")
    return sorted(read) == sorted(row["answered"][:7] for row in answers())


def _ambiguous(i: int, day: dt.date) -> str:
    """Days up to the twelfth only."""
    return f"{min(day.day, 12):02d}/{day.month:02d}/{day.year}"


def _mixed_order(i: int, day: dt.date) -> str:
    return f"{day:%m/%d/%Y}" if i % 10 == 3 else f"{day:%d/%m/%Y}"


def _zones(i: int, day: dt.date) -> str:
    return f"{day}T10:00:00+02:00" if i % 2 else f"{day} 10:00:00"


def _no_zone(folder: Folder) -> None:
    folder.config = {k: v for k, v in folder.config.items() if k != "timezone"}
    _dates(_zones)(folder)


def _counted(n: int) -> Truth:
    return lambda e: len(e.history["responses"]) == n


CASES = (
    Case("date-ambiguous-all", "refuse: needs day-first or month-first declared",
         _dates(_ambiguous), 2,
         [FILE, "column 'answered', row 2", "order of day and month is not declared"],
         "read: {dates: day-first}", right=_all_days),
    Case("date-ambiguous-mixed", "refuse: rows that contradict", _dates(_mixed_order), 2,
         [FILE, "column 'answered', row", "has the month first, while others .* the day first"],
         by_hand=_one_kind, right=_all_days),
    Case("date-excel-serial", "read as serial + say", _dates(_serial), 2,
         [FILE, "column 'answered', row 2", "bare number where a date is meant"],
         "read: {dates: excel}", right=_all_days),
    Case("date-impossible-0230", "refuse: rows", _at({11: "2026-02-30", 12: "2026-02-30"}), 2,
         [FILE, "column 'answered', row 13", "no possible date"], by_hand=_one_kind),
    Case("date-future", "refuse/warn: n rows after run date",
         _at(dict.fromkeys(range(0, 240, 30), "2031-04-01")), 3,
         ["stop: responses, column 'time'", "8 of 240 rows", "survey.csv, rows 2, 32, 62"],
         by_hand=_one_kind),
    Case("date-pre-2000", "warn", _at(dict.fromkeys(range(0, 240, 30), "1998-04-01")), 0,
         ["warning: responses, time", "before 2000", r"n = 8\b"], by_hand=_one_kind),
    Case("date-mixed-tz", "needs zone declared", _no_zone, 2,
         [FILE, "column 'answered'", "120 times without an offset"],
         "timezone: Europe/London", right=_all_days),
    Case("date-dst-gap", "no crash; counted", _at({170: "2026-03-29 01:30:00"}), 0,
         ["mended: responses, time", "twice or never", r"n = 1\b"], right=_counted(240)),
    Case("date-dst-fold", "no crash; counted",
         _at({170: "2025-10-26 01:30:00"}), 0,
         ["mended: responses, time", "twice or never", r"n = 1\b"], right=_counted(240)),
)  # fmt: skip
