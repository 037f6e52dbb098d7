"""Plain numbers, counts and lists in every language, by Babel."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Number
from types import MappingProxyType

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal, format_scientific

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
MOST_FIGURES = 3  # of an exact amount
# from here on a number is written as a power of ten: in its own unit, and whatever it counts
WRITTEN_OUT, COUNTED_OUT = 1e15, 1e21
# the kit's English is British; every other language follows CLDR alone
ENGLISH, BRITISH_LIST = "en", "en_GB"
PHRASES = MappingProxyType(
    {
        "interval": "{low} to {high}",
        "more": "{n} more",
        "week": "week {week} of {year}",
        "all": "all of the data",
    }
)


def missing(value: object) -> bool:
    """Whether there is no number to say: none, not a number, not finite.

    >>> missing(None), missing(float("nan")), missing(0)
    (True, True, False)
    """
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return True
    return isinstance(value, Number) and not math.isfinite(value)


def huge(value: object) -> bool:
    """Whether a number is too large to be written out."""
    return abs(float(value)) >= COUNTED_OUT


@dataclass(frozen=True)
class Plain:
    """How plain numbers are written in a language. `phrases` are the few words beside them.

    >>> en, de = Plain("en", "GBP"), Plain("de", "EUR")
    >>> en.count(1680), de.count(1680)
    ('1,680', '1.680')
    """

    language: str = ENGLISH
    currency: str = ""
    phrases: Mapping[str, str] = field(default_factory=lambda: PHRASES, repr=False)

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.language)

    def count(self, value: object) -> str:
        """A count, thousands apart."""
        if missing(value):
            return MISSING
        return self._power(value) if huge(value) else self._written(int(value), 0)

    def number(self, value: object, digits: int = 2) -> str:
        """A number in its own unit.

        >>> Plain("en").number(-1.257), Plain("de").number(-1.257)
        ('−1.26', '−1,26')
        """
        return MISSING if missing(value) else self._written(float(value), digits)

    def signed(self, value: object, digits: int = 2) -> str:
        """A change or an effect: the plus sign is written.

        >>> Plain().signed(0.305), Plain().signed(-4, 0), Plain().signed(0.001)
        ('+0.30', '−4', '0.00')
        """
        text = self.number(value, digits)
        return text if missing(value) or round(float(value), digits) <= 0 else f"+{text}"

    def level(self, value: object) -> str:
        """A measured value in its own unit: three figures, no noughts at the end.

        >>> Plain().level(97.04), Plain().level(0.9953), Plain("de").level(4.2)
        ('97', '0.995', '4,2')
        """
        if missing(value) or not float(value):
            return self.number(value, 0)
        size = math.floor(math.log10(abs(float(value))))
        digits = max(0, MOST_FIGURES - 1 - size)
        spare = len(f"{float(value):.{digits}f}") - len(f"{float(value):.{digits}f}".rstrip("0"))
        return self.number(value, digits - spare if digits else 0)

    def shift(self, value: object) -> str:
        """A change of such a value: the plus sign is written.

        >>> Plain().shift(0.305), Plain().shift(-4.0)
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

    def listed(self, words: list[str], most: int = 4) -> str:
        """Words in a row, as a sentence has them; those beyond `most` are counted.

        >>> Plain("en").listed(["a", "b", "c"]), Plain("de").listed(["a", "b", "c"], most=1)
        ('a, b and c', 'a und 2 more')
        """
        kept = [str(word) for word in words[:most]]
        if len(words) > most:
            kept.append(self.phrases["more"].format(n=self.count(len(words) - most)))
        british = self.language == ENGLISH
        return format_list(kept, locale=BRITISH_LIST if british else self.locale) if kept else ""
