"""Shares and their differences, in every language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from babel.numbers import format_percent

from cxlib.language.plain import MINUS, MISSING, Plain, missing

WHOLE_PERCENT = 0.02  # an interval at least this wide (two points) is said in whole percents
TINY, NOTHING = 0.0005, 1e-12  # below: two decimals of a per cent; a slip of the arithmetic


@dataclass(frozen=True)
class Shares(Plain):
    """How shares are written in a language."""

    def share(self, value: object, digits: int | None = None) -> str:
        """A share 0-1 in per cent, whole ones unless it is below 1 or just below 100.

        >>> Shares("en").share(0.4172), Shares("de").share(0.4172), Shares("en").share(0.004)
        ('42%', '42\\xa0%', '0.4%')
        """
        if missing(value):
            return MISSING
        if digits is not None:
            return self._percent(float(value), digits)
        return self._near(float(value), self._share_digits(value), self._percent)

    def _percent(self, value: float, places: int) -> str:
        pattern = self.locale.percent_formats[None].pattern
        pattern = pattern.replace("#,##0", "#,##0" + ("." + "0" * places if places else ""))
        rounded = round(value, places + 2) + 0.0
        return format_percent(rounded, pattern, locale=self.locale).replace("-", MINUS)

    @staticmethod
    def _near(value: float, places: int, written: Callable[[float, int], str]) -> str:
        """A share; one that is not none does not read as none, nor does one short of all as all.

        >>> Shares().share(0.000001), Shares().share(0.9999999), Shares().share(0)
        ('<0.01%', '>99.99%', '0%')
        """
        step, rounded = 10.0 ** -(places + 2), round(value, places + 2)
        if rounded == 0 and value > NOTHING:
            return f"<{written(step, places)}"
        if rounded == 1 and 1 - value > NOTHING:
            return f">{written(1 - step, places)}"
        return written(value, places)

    @staticmethod
    def _share_digits(*values: object) -> int:
        """One decimal where whole percents would read as none or all, two where one would."""
        known = [abs(float(v)) for v in values if not missing(v)]
        ends = [v if v < 0.5 else abs(1 - v) for v in known]
        if ends and NOTHING < max(ends) < TINY:
            return 2
        near = any(NOTHING < e < 0.01 for e in ends)
        narrow = len(known) > 1 and max(known) - min(known) < WHOLE_PERCENT
        return int(near or narrow)

    def of100(self, value: object) -> str:
        """A share 0-1 as so many of a hundred, "51" in "51 of 100".

        >>> Shares().of100(0.5123), Shares().of100(0.0042)
        ('51', '0.4')
        """
        if missing(value):
            return MISSING
        return self._near(float(value), self._share_digits(value), self._hundredth)

    def _hundredth(self, value: float, places: int) -> str:
        return self.number(100 * value, places)

    def points(self, value: object, digits: int | None = None) -> str:
        """A difference of shares, in percentage points, without the unit's name.

        >>> Shares("en").points(-0.083), Shares("de").points(0.0042)
        ('−8', '+0,4')
        """
        if missing(value):
            return MISSING
        places = int(abs(value) < 0.0095) if digits is None else digits
        return self.signed(100 * float(value), places)
