"""Money, in every language and currency."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property

from babel.numbers import (
    format_compact_currency,
    format_currency,
    get_currency_precision,
    get_currency_symbol,
)

from cxlib.language.plain import ENGLISH, MINUS, MISSING, MOST_FIGURES, Plain, huge, missing

HARD_SPACE = "\N{NO-BREAK SPACE}"
BRITISH_UNITS = (("K", "k"), ("M", "m"), ("B", "bn"), ("T", "tn"))


@dataclass(frozen=True)
class Amounts(Plain):
    """How money is written in a language."""

    def money(self, value: object, figures: int = MOST_FIGURES) -> str:
        """An amount in the engagement's currency, to so many figures.

        >>> Amounts("en", "GBP").money(26_148), Amounts("de", "EUR").money(26_148)
        ('£26.1k', '26.100\\xa0€')
        >>> Amounts("en", "CHF").money(-950), Amounts("de", "EUR").money(1_234_567, 2)
        ('CHF\\xa0−950', '1,2\\xa0Mio.\\xa0€')
        """
        if missing(value):
            return MISSING
        amount = to_figures(float(value), figures) + 0.0
        if huge(amount):
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
        return get_currency_symbol(self.currency, locale=self.locale) if self.currency else ""


def to_figures(value: float, figures: int) -> float:
    """A number to so many figures."""
    if not value:
        return 0.0
    return round(value, figures - 1 - math.floor(math.log10(abs(value))))
