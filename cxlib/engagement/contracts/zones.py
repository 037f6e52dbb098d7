"""The zone that a time names behind itself: an offset, GMT+1, or a word that has one meaning."""

from __future__ import annotations

import re
from datetime import timedelta, timezone

HOURS = {  # RFC 2822, and words of one meaning elsewhere; BST, IST or AST have several
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6,
    "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "JST": 9, "AEST": 10, "AEDT": 11, "NZST": 12,
    "NZDT": 13,
}  # fmt: skip
BEHIND = re.compile(
    r"^(?P<plain>.*\d{1,2}:\d{2}.*?)\s*"
    r"(?:(?P<word>[A-Z]{1,5})|(?P<zero>UTC|GMT)?\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?)"
    r"$"
)
MOST_HOURS = 14  # Kiribati


def apart(text: str) -> tuple[str, timezone | None]:
    """A time without the zone that it names, and that zone; None where it names none that is known.

    >>> apart("2026/03/14 9:05:12 AM GMT+1")[0], apart("14/03/2026 09:05 CEST")[1]
    ('2026/03/14 9:05:12 AM', datetime.timezone(datetime.timedelta(seconds=7200)))
    """
    found = BEHIND.match(text)
    if found is None:
        return text, None
    if found["word"] is not None:
        hours = HOURS.get(found["word"])
        return (text, None) if hours is None else (found["plain"], _ahead(hours * 60))
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    if minutes > MOST_HOURS * 60:
        return text, None
    return found["plain"], _ahead(minutes if found["sign"] == "+" else -minutes)


def _ahead(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))
