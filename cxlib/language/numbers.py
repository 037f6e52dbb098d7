"""One way to write a number, money, share, date, period or duration, in every language.

Babel knows each language's marks, orders and words; what is decided here is how exact a number may
be said: as exact as its interval, never more than three figures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cxlib.language.amounts import Amounts
from cxlib.language.plain import MISSING, MOST_FIGURES, PHRASES, missing
from cxlib.language.shares import Shares
from cxlib.language.times import Times

SMALLEST_P = 0.001  # below it the exact value says nothing (APA manual, 7th ed., 6.36)
MOST_DECIMALS = 9  # of a measure in a unit of its own
ENDS_FIGURES = 2  # of the half width of an interval: more would claim what nobody knows
PARTS = ("share", "points", "of100")  # of a whole, each in its own words
UNITS = {"nps": "nps", "count": "count", "seconds": "duration", "months": "months"}
MEASURED = {"level": "number", "shift": "signed"}  # as many decimals as the interval carries
BOUNDED = ("number", "signed", *PARTS, "money", *MEASURED, *UNITS)
__all__ = ["MISSING", "PHRASES", "Numbers", "decimals", "missing"]


def decimals(value: object, low: object, high: object, most: int = 2) -> int:
    """Digits after the mark that a number may carry: two figures of its interval's half width.

    >>> decimals(7.345, 6.1, 8.6), decimals(123.4, 80, 160), decimals(5.0, None, None)
    (1, 0, 2)
    """
    if missing(low) or missing(high) or float(high) <= float(low):
        return most
    half = (float(high) - float(low)) / 2
    return min(most, max(0, ENDS_FIGURES - 1 - math.floor(math.log10(half))))


@dataclass(frozen=True)
class Numbers(Shares, Amounts, Times):
    """Every kind of number, alone and with its interval.

    >>> Numbers("en", "GBP").within(46_700, 29_000, 67_600, "money")
    '£47k (£29k to £68k)'
    """

    def within(self, value: object, low: object, high: object, unit: str = "number") -> str:
        """A number with its interval in brackets, as exact as the interval is.

        `unit`: number, signed, share, points, nps, money, count, of100, seconds or months.

        >>> Numbers().within(12, 8, 16, "nps"), Numbers().within(0.12, 0.09, 0.16, "share")
        ('+12 (+8 to +16)', '12% (9% to 16%)')
        >>> Numbers("en", "GBP").within(46_700, 29_000, 67_600, "money")
        '£47k (£29k to £68k)'
        """
        told, ends = self.alone(value, low, high, unit), self.ends(value, low, high, unit)
        return f"{told} ({ends})" if ends and not missing(value) else told

    def alone(self, value: object, low: object, high: object, unit: str = "number") -> str:
        """A number without its interval, as exact as the interval is.

        >>> Numbers("en", "GBP").alone(91_320, 61_000, 120_000, "money")
        '£91k'
        >>> Numbers().alone(0.21, 0.18, 0.24, "of100"), Numbers().alone(0.21, 0.205, 0.215, "of100")
        ('21', '21.0')
        """
        if missing(value):
            return MISSING
        return self._as(unit, value, value, low, high)

    def ends(self, value: object, low: object, high: object, unit: str = "number") -> str:
        """The two ends of an interval, in the unit and exactness of its number.

        >>> Numbers().ends(0.12, 0.09, 0.16, "share"), Numbers("de").ends(4.2, 3.9, 4.4)
        ('9% to 16%', '3,90 to 4,40')
        """
        if missing(low) or missing(high):
            return ""
        both = (self._as(unit, end, value, low, high) for end in (low, high))
        return self.span(*both)

    def span(self, low: str, high: str) -> str:
        return self.phrases["interval"].format(low=low, high=high)

    def _as(self, unit: str, value: object, *known: object) -> str:
        if unit in PARTS:
            return self._part(unit, value, *known)
        if unit == "money":
            return self.money(value, _figures(*known))
        if unit in ("number", "signed"):
            return getattr(self, unit)(value, decimals(*known))
        if unit in MEASURED:
            digits = decimals(*known, most=MOST_DECIMALS)
            bounded = digits < MOST_DECIMALS
            return (
                getattr(self, MEASURED[unit])(value, digits) if bounded else self._free(unit, value)
            )
        if unit not in UNITS:
            raise ValueError(f"a figure in '{unit}' has no interval; {', '.join(BOUNDED)} have one")
        return getattr(self, UNITS[unit])(value)

    def _part(self, unit: str, value: object, *known: object) -> str:
        """A share, a difference of shares or so many of a hundred: equally exact, however told."""
        places = self._share_digits(*known)
        if unit == "points":
            return self.points(value, places)
        return self._near(
            float(value), places, self._percent if unit == "share" else self._hundredth
        )

    def _free(self, unit: str, value: object) -> str:
        """A measured value that no interval bounds.

        >>> Numbers().within(120.0, None, None, "level")
        '120'
        """
        return self.level(value) if unit == "level" else self.shift(value)

    def p_value(self, value: object) -> str:
        """A p-value; never "0".

        >>> Numbers().p_value(0.00001), Numbers().p_value(0.0312), Numbers("de").p_value(0.2)
        ('p < 0.001', 'p = 0.031', 'p = 0,200')
        """
        if missing(value):
            return MISSING
        if float(value) < SMALLEST_P:
            return f"p < {self.number(SMALLEST_P, 3)}"
        return f"p = {self.number(value, 3)}"


def _figures(value: object, low: object, high: object) -> int:
    """Two figures of an amount that is an estimate, three of one that is known."""
    return MOST_FIGURES if missing(low) or missing(high) or low == high else ENDS_FIGURES
