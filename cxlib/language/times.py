"""Dates, periods and durations, in every language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date, format_skeleton
from babel.units import format_unit

from cxlib.language.plain import ENGLISH, MINUS, MISSING, Plain, huge, missing

HARD_SPACE = "\N{NO-BREAK SPACE}"
DURATIONS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
BRITISH_DAY = "d MMM y"  # the kit's English is British; every other language follows CLDR alone
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WHOLE = "all"  # the label of the one period of an engagement without periods
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
WEEK = re.compile(r"(\d{4})-W(\d{2})")
INDEX = re.compile(r"0*(\d{1,4})")
QUARTER_MONTH = 3


@dataclass(frozen=True)
class Times(Plain):
    """How times are written in a language."""

    def duration(self, seconds: object) -> str:
        """A length of time in its two largest units.

        >>> Times("en").duration(90_061), Times("de").duration(45)
        ('1 day 1 hr', '45 Sek.')
        """
        if missing(seconds):
            return MISSING
        if huge(seconds):
            return self._power(seconds)
        left, parts = abs(round(float(seconds))), []
        minus = MINUS if round(float(seconds)) < 0 else ""
        for unit, size in DURATIONS:
            if left >= size:
                parts.append(self._unit(left // size, unit))
                left %= size
        return minus + " ".join(parts[:2]) or self._unit(0, "second")

    def months(self, value: object) -> str:
        """A length of time in months.

        >>> Times("en").months(12), Times("de").months(1)
        ('12 months', '1 Monat')
        """
        if missing(value):
            return MISSING
        if huge(value):
            return self._power(value)
        rounded = round(float(value), int(float(value) % 1 > 0))
        told = int(rounded) if rounded == int(rounded) else rounded
        text = format_unit(told, "duration-month", "long", locale=self.locale)
        return text.replace("-", MINUS)

    def _unit(self, value: int, unit: str) -> str:
        text = format_unit(value, f"duration-{unit}", "short", locale=self.locale)
        return text.replace(HARD_SPACE, " ")

    def day(self, value: object) -> str:
        """A date as a person writes it, given as such or as "2026-03-03".

        >>> Times("en").day(date(2026, 9, 3)), Times("de").day("2026-03-03")
        ('3 Sep 2026', '3. März 2026')
        """
        if missing(value):
            return MISSING
        when = date.fromisoformat(value) if isinstance(value, str) else value
        when = when.date() if isinstance(when, datetime) else when
        if self.language == ENGLISH:
            return format_date(when, BRITISH_DAY, locale=self.locale)
        return format_skeleton("yMMMd", when, locale=self.locale)

    def period(self, label: object) -> str:
        """A period's label as a reader says it.

        >>> [Times("en").period(p) for p in ("2026-09", "2026-Q3", "2026-W37", "0007", "2026")]
        ['September 2026', 'Q3 2026', 'week 37 of 2026', '7', '2026']
        >>> Times("en").period("all")
        'all of the data'
        """
        return self._period(label, "MMMM y")

    def month(self, label: object) -> str:
        """The same, short, for axes.

        >>> Times("en").month("2026-09"), Times("de").month("2026-03")
        ('Sep 2026', 'März 2026')
        """
        return self._period(label, "MMM y")

    def _period(self, label: object, pattern: str) -> str:
        if missing(label):
            return MISSING
        text = str(label)
        if text == WHOLE:
            return self.phrases[WHOLE]
        if DAY.fullmatch(text):
            return self.day(text)
        if found := MONTH.fullmatch(text):
            return format_date(date(int(found[1]), int(found[2]), 1), pattern, locale=self.locale)
        if found := QUARTER.fullmatch(text):
            first = date(int(found[1]), QUARTER_MONTH * int(found[2]), 1)
            return format_date(first, "QQQ y", locale=self.locale)
        if found := WEEK.fullmatch(text):
            return self.phrases["week"].format(week=int(found[2]), year=found[1])
        index = INDEX.fullmatch(text)
        return index[1] if index and text.startswith("0") else text
