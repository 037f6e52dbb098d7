"""One way to write a number, money, share, date, period or duration, in every language.

Babel knows each language's marks, orders and words; what is decided here is how exact a number may
be said: as exact as its interval, never more than three figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from numbers import Number
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    format_scientific,
    get_currency_precision,
)
from babel.units import format_unit

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
HARD_SPACE = "\N{NO-BREAK SPACE}"
SMALLEST_P = 0.001  # below it the exact value says nothing (APA manual, 7th ed., 6.36)
MOST_FIGURES = 3  # of an exact amount
MOST_DECIMALS = 9  # of a measure in a unit of its own
ENDS_FIGURES = 2  # of the half width of an interval: more would claim what nobody knows
WHOLE_PERCENT = 0.02  # an interval at least this wide (two points) is said in whole percents
TINY, NOTHING = 0.0005, 1e-12  # below: two decimals of a per cent; a slip of the arithmetic
# from here on a number is written as a power of ten: in its own unit, and whatever it counts
WRITTEN_OUT, COUNTED_OUT = 1e15, 1e21
DURATIONS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
# the kit's English is British; every other language follows CLDR alone
BRITISH_DAY, BRITISH_LIST = "d MMM y", "en_GB"
BRITISH_UNITS = (("K", "k"), ("M", "m"), ("B", "bn"), ("T", "tn"))
ENGLISH = "en"
PHRASES = MappingProxyType(
    {"interval": "{low} to {high}", "more": "{n} more", "week": "week {week} of {year}"}
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
WEEK = re.compile(r"(\d{4})-W(\d{2})")
INDEX = re.compile(r"0*(\d{1,4})")
QUARTER_MONTH = 3


def missing(value: object) -> bool:
    """Whether there is no number to say: none, not a number, not finite.

    >>> missing(None), missing(float("nan")), missing(0)
    (True, True, False)
    """
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return True
    return isinstance(value, Number) and not math.isfinite(value)


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
class Numbers:
    """How numbers are written in a language. `phrases` are the few words beside them.

    >>> en, de = Numbers("en", "GBP"), Numbers("de", "EUR")
    >>> en.count(1680), de.count(1680)
    ('1,680', '1.680')
    """

    language: str = ENGLISH
    currency: str = ""
    phrases: Mapping[str, str] = field(default_factory=lambda: PHRASES, repr=False)

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.language)

    # ------------------------------------------------------------------ plain numbers

    def count(self, value: object) -> str:
        """A count, thousands apart."""
        if missing(value):
            return MISSING
        return self._power(value) if _huge(value) else self._written(int(value), 0)

    def number(self, value: object, digits: int = 2) -> str:
        """A number in its own unit.

        >>> Numbers("en").number(-1.257), Numbers("de").number(-1.257)
        ('−1.26', '−1,26')
        """
        return MISSING if missing(value) else self._written(float(value), digits)

    def signed(self, value: object, digits: int = 2) -> str:
        """A change or an effect: the plus sign is written.

        >>> Numbers().signed(0.305), Numbers().signed(-4, 0), Numbers().signed(0.001)
        ('+0.30', '−4', '0.00')
        """
        text = self.number(value, digits)
        return text if missing(value) or round(float(value), digits) <= 0 else f"+{text}"

    def level(self, value: object) -> str:
        """A measured value in its own unit: three figures, no noughts at the end.

        >>> Numbers().level(97.04), Numbers().level(0.9953), Numbers("de").level(4.2)
        ('97', '0.995', '4,2')
        >>> Numbers().within(0.106, 0.0819, 0.13, "level")
        '0.106 (0.082 to 0.130)'
        """
        if missing(value) or not float(value):
            return self.number(value, 0)
        size = math.floor(math.log10(abs(float(value))))
        digits = max(0, MOST_FIGURES - 1 - size)
        spare = len(f"{float(value):.{digits}f}") - len(f"{float(value):.{digits}f}".rstrip("0"))
        return self.number(value, digits - spare if digits else 0)

    def shift(self, value: object) -> str:
        """A change of such a value: the plus sign is written.

        >>> Numbers().shift(0.305), Numbers().shift(-4.0)
        ('+0.305', '−4')
        """
        text = self.level(value)
        return text if missing(value) or float(value) <= 0 else f"+{text}"

    def nps(self, value: object, digits: int = 0) -> str:
        """A Net Promoter Score, whole points with sign."""
        return self.signed(value, digits)

    def _written(self, value: float, digits: int) -> str:
        rounded = value if isinstance(value, int) else round(value, digits) + 0.0
        if isinstance(value, float) and abs(value) >= WRITTEN_OUT:
            return self._power(value)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(rounded, pattern, locale=self.locale).replace("-", MINUS)

    def _power(self, value: object) -> str:
        return format_scientific(value, "0.##E0", locale=self.locale).replace("-", MINUS)

    # ------------------------------------------------------------------ shares

    def share(self, value: object, digits: int | None = None) -> str:
        """A share 0-1 in per cent, whole ones unless it is below 1 or just below 100.

        >>> Numbers("en").share(0.4172), Numbers("de").share(0.4172), Numbers("en").share(0.004)
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

        >>> Numbers().share(0.000001), Numbers().share(0.9999999), Numbers().share(0)
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

        >>> Numbers().of100(0.5123), Numbers().of100(0.0042)
        ('51', '0.4')
        """
        if missing(value):
            return MISSING
        return self._near(float(value), self._share_digits(value), self._hundredth)

    def _hundredth(self, value: float, places: int) -> str:
        return self.number(100 * value, places)

    def points(self, value: object, digits: int | None = None) -> str:
        """A difference of shares, in percentage points, without the unit's name.

        >>> Numbers("en").points(-0.083), Numbers("de").points(0.0042)
        ('−8', '+0,4')
        """
        if missing(value):
            return MISSING
        places = int(abs(value) < 0.0095) if digits is None else digits
        return self.signed(100 * float(value), places)

    # ------------------------------------------------------------------ money

    def money(self, value: object, figures: int = MOST_FIGURES) -> str:
        """An amount in the engagement's currency, to so many figures.

        >>> Numbers("en", "GBP").money(26_148), Numbers("de", "EUR").money(26_148)
        ('£26.1k', '26.100\\xa0€')
        >>> Numbers("en", "CHF").money(-950), Numbers("de", "EUR").money(1_234_567, 2)
        ('CHF\\xa0−950', '1,2\\xa0Mio.\\xa0€')
        """
        if missing(value):
            return MISSING
        amount = _to_figures(float(value), figures) + 0.0
        if _huge(amount):
            return f"{self._power(amount)}{HARD_SPACE}{self.currency}".strip()
        text = self._compact(abs(amount), figures)
        minus = MINUS if amount < 0 and re.search("[1-9]", text) else ""
        return text.replace("¤", minus, 1) if "¤" in text else f"{minus}{text}"

    def _compact(self, amount: float, figures: int) -> str:
        """The amount without its sign; "¤" marks the sign's place behind a currency of letters."""
        digits = max(0, figures - 1)
        text = format_compact_currency(
            amount, self.currency, locale=self.locale, fraction_digits=digits
        )
        if not re.search(r"\d[\d.,]*\s?[^\W\d_]", text.replace(self._symbol, "")):
            cents = 0 if amount >= 1 or not amount else self._cents
            text = format_currency(
                round(amount, cents), self.currency, locale=self.locale,
                currency_digits=False, decimal_quantization=False,
            )  # fmt: skip
        for long, short in BRITISH_UNITS if self.language == ENGLISH else ():
            text = re.sub(rf"(?<=\d){long}\b", short, text)
        text = re.sub(r"(?<=\d)[.,]00(?=\D*$)", "", text)
        if text.startswith(self._symbol) and self._symbol[:1].isalpha():
            return f"{self._symbol}{HARD_SPACE}¤" + text.removeprefix(self._symbol).lstrip()
        return text if self._symbol else text.strip(f"{HARD_SPACE} ")

    @cached_property
    def _cents(self) -> int:
        return get_currency_precision(self.currency) if self.currency else 2

    @cached_property
    def _symbol(self) -> str:
        from babel.numbers import get_currency_symbol

        return get_currency_symbol(self.currency, locale=self.locale) if self.currency else ""

    # ------------------------------------------------------------------ with their intervals

    def within(self, value: object, low: object, high: object, unit: str = "number") -> str:
        """A number with its interval in brackets, as exact as the interval is.

        `unit`: number, signed, share, points, nps, money, count, of100, seconds or months.

        >>> Numbers().within(12, 8, 16, "nps"), Numbers().within(0.12, 0.09, 0.16, "share")
        ('+12 (+8 to +16)', '12% (9% to 16%)')
        >>> Numbers("en", "GBP").within(46_700, 29_000, 67_600, "money")
        '£47k (£29k to £68k)'
        """
        if missing(value):
            return MISSING
        ends = self.ends(value, low, high, unit)
        told = self._as(unit, value, value, low, high)
        return f"{told} ({ends})" if ends else told

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
        if unit == "share":
            places = self._share_digits(*known)
            return self._near(float(value), places, self._percent)
        if unit == "points":
            hundred = [None if missing(k) else 100 * float(k) for k in known]
            return self.points(value, min(1, decimals(*hundred, most=1)))
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

    # ------------------------------------------------------------------ time

    def duration(self, seconds: object) -> str:
        """A length of time in its two largest units.

        >>> Numbers("en").duration(90_061), Numbers("de").duration(45)
        ('1 day 1 hr', '45 Sek.')
        """
        if missing(seconds):
            return MISSING
        if _huge(seconds):
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

        >>> Numbers("en").months(12), Numbers("de").months(1)
        ('12 months', '1 Monat')
        """
        if missing(value):
            return MISSING
        if _huge(value):
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

        >>> Numbers("en").day(date(2026, 9, 3)), Numbers("de").day("2026-03-03")
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

        >>> [Numbers("en").period(p) for p in ("2026-09", "2026-Q3", "2026-W37", "0007", "2026")]
        ['September 2026', 'Q3 2026', 'week 37 of 2026', '7', '2026']
        """
        return self._period(label, "MMMM y")

    def month(self, label: object) -> str:
        """The same, short, for axes.

        >>> Numbers("en").month("2026-09"), Numbers("de").month("2026-03")
        ('Sep 2026', 'März 2026')
        """
        return self._period(label, "MMM y")

    def _period(self, label: object, pattern: str) -> str:
        if missing(label):
            return MISSING
        text = str(label)
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

    # ------------------------------------------------------------------ lists

    def listed(self, words: list[str], most: int = 4) -> str:
        """Words in a row, as a sentence has them; those beyond `most` are counted.

        >>> Numbers("en").listed(["a", "b", "c"]), Numbers("de").listed(["a", "b", "c"], most=1)
        ('a, b and c', 'a und 2 more')
        """
        kept = [str(word) for word in words[:most]]
        if len(words) > most:
            kept.append(self.phrases["more"].format(n=self.count(len(words) - most)))
        british = self.language == ENGLISH
        return format_list(kept, locale=BRITISH_LIST if british else self.locale) if kept else ""


UNITS = {
    "nps": "nps", "count": "count", "seconds": "duration", "of100": "of100", "months": "months",
}  # fmt: skip
MEASURED = {"level": "number", "shift": "signed"}  # as many decimals as the interval carries
BOUNDED = ("number", "signed", "share", "points", "money", *MEASURED, *UNITS)


def _huge(value: object) -> bool:
    return abs(float(value)) >= COUNTED_OUT


def _to_figures(value: float, figures: int) -> float:
    if not value:
        return 0.0
    return round(value, figures - 1 - math.floor(math.log10(abs(value))))


def _figures(value: object, low: object, high: object) -> int:
    """Two figures of an amount that is an estimate, three of one that is known."""
    return MOST_FIGURES if missing(low) or missing(high) or low == high else ENDS_FIGURES
