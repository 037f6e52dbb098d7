"""Numbers as a client reads them: with their unit, their interval and their base."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable
from functools import partial

import pandas as pd

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹", "NGN": "₦", "KRW": "₩"}
MISSING = "–"
MINUS = "\N{MINUS SIGN}"
SMALLEST_P = 0.001  # below it the exact value says nothing (APA manual, 7th ed., 6.36)
SECONDS_IN = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def missing(value: object) -> bool:
    """Whether there is no number to show."""
    return value is None or bool(pd.isna(value))


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def count(value: object) -> str:
    """A count, thousands apart.

    >>> count(1234567), count(None)
    ('1,234,567', '–')
    """
    return MISSING if missing(value) else _signed(f"{int(value):,}")


def number(value: object, digits: int = 2) -> str:
    """A number in its own unit.

    >>> number(-1.257), number(float("nan"))
    ('−1.26', '–')
    """
    if missing(value) or not math.isfinite(float(value)):
        return MISSING
    rounded = round(float(value), digits)
    return _signed(f"{rounded + 0.0:,.{digits}f}")


def signed(value: object, digits: int = 2) -> str:
    """A change or an effect: the plus sign is written.

    >>> signed(0.305), signed(-4, 0)
    ('+0.30', '−4')
    """
    text = number(value, digits)
    return text if missing(value) or round(float(value), digits) <= 0 else f"+{text}"


def nps(value: object) -> str:
    """A Net Promoter Score, whole points with sign.

    >>> nps(23.4), nps(-7)
    ('+23', '−7')
    """
    return signed(value, 0)


def share(value: object, digits: int | None = None) -> str:
    """A share 0-1 in per cent; one decimal below 10 % and above 90 %, where whole ones blur.

    >>> share(0.4172), share(0.031)
    ('42%', '3.1%')
    """
    if missing(value):
        return MISSING
    places = digits if digits is not None else _share_digits(value)
    return f"{number(100 * float(value), places)}%"


def _share_digits(*values: object) -> int:
    percents = [abs(100 * float(v)) for v in values if not missing(v)]
    return int(any(0 < p < 9.95 or 90.05 < p < 100 for p in percents))


def points(value: object, digits: int = 1) -> str:
    """A difference of shares, in percentage points.

    >>> points(-0.083)
    '−8.3 pp'
    """
    return MISSING if missing(value) else f"{signed(100 * float(value), digits)} pp"


def money(value: object, currency: str = "") -> str:
    """An amount, three figures, with the engagement's currency.

    >>> money(1234567, "GBP"), money(-950, "CHF"), money(30_000, "USD")
    ('£1.23m', 'CHF −950', '$30k')
    """
    if missing(value):
        return MISSING
    amount = float(value)
    size, unit = _thousands(abs(amount))
    text = f"{size}{unit}"
    mark = SYMBOLS.get(currency, f"{currency} " if currency else "")
    minus = MINUS if amount < 0 and float(size) else ""
    return f"{mark}{minus}{text}" if mark.endswith(" ") or not mark else f"{minus}{mark}{text}"


def _thousands(amount: float) -> tuple[str, str]:
    for floor, unit in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if amount >= floor * 0.9995:
            scaled = amount / floor
            text = f"{scaled:.{2 if scaled < 9.995 else 1 if scaled < 99.95 else 0}f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text), unit
    return f"{amount:.0f}", ""


def p_value(value: object) -> str:
    """A p-value; never "0".

    >>> p_value(0.00001), p_value(0.0312)
    ('p < .001', 'p = .031')
    """
    if missing(value):
        return MISSING
    if float(value) < SMALLEST_P:
        return "p < .001"
    return f"p = {float(value):.3f}".replace("0.", ".", 1)


def duration(seconds: object) -> str:
    """A length of time in its two largest units.

    >>> duration(90_061), duration(45)
    ('1 d 1 h', '45 s')
    """
    if missing(seconds):
        return MISSING
    left, parts = round(float(seconds)), []
    for unit, size in SECONDS_IN:
        if left >= size:
            parts.append(f"{left // size} {unit}")
            left %= size
    return " ".join(parts[:2]) or "0 s"


def day(value: object) -> str:
    """A date as a person writes it.

    >>> day(pd.Timestamp("2026-09-03"))
    '3 Sep 2026'
    """
    return MISSING if missing(value) else f"{value.day} {value:%b %Y}"


def period(label: object) -> str:
    """A month's label as a reader says it; any other label as it is.

    >>> period("2026-09"), period("2026-Q3")
    ('September 2026', '2026-Q3')
    """
    text = str(label)
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return f"{calendar.month_name[int(text[5:])]} {text[:4]}"
    return text


def unit_of(metric: str) -> Callable[..., str]:
    """How scores of a metric are written: nps, top2, share or rate, else a plain number.

    >>> unit_of("top2")(0.5), unit_of("nps")(12), unit_of("mean")(4.02)
    ('50%', '+12', '4.02')
    """
    return nps if metric == "nps" else share if metric in ("top2", "share", "rate") else number


def interval(low: object, high: object, shown: Callable[..., str] = number) -> str:
    """An interval in the unit of its number.

    >>> interval(0.3, 0.5, share)
    '30% to 50%'
    """
    if missing(low) or missing(high):
        return ""
    return f"{shown(low)} to {shown(high)}"


def with_interval(
    value: object, low: object, high: object, shown: Callable[..., str] = number
) -> str:
    """A number with its interval in brackets, in one unit and with one number of decimals.

    >>> with_interval(12, 8, 16, nps), with_interval(0.12, 0.09, 0.16, share)
    ('+12 (+8 to +16)', '12.0% (9.0% to 16.0%)')
    >>> with_interval(-0.08, -0.1, -0.06, points)
    '−8.0 pp (−10.0 to −6.0)'
    """
    if missing(value):
        return MISSING
    if shown is share:
        shown = partial(share, digits=_share_digits(value, low, high))
    ends = interval(low, high, shown).replace(" pp", "")
    return f"{shown(value)} ({ends})" if ends else shown(value)


def base(n: object) -> str:
    """The base of a number.

    >>> base(1200)
    'n = 1,200'
    """
    return "n not supplied" if missing(n) else f"n = {count(n)}"


def confidence(level: float) -> str:
    """The intervals' confidence, for the notes under charts.

    >>> confidence(0.95)
    '95% interval'
    """
    return f"{100 * level:g}% interval"


def listed(words: list[str], most: int = 4) -> str:
    """Words in a row, as a sentence has them; those beyond `most` are counted.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], most=1)
    ('a, b and c', 'a and 2 more')
    """
    kept = list(words[:most])
    if len(words) > most:
        kept.append(f"{len(words) - most} more")
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} and {kept[-1]}" if kept else ""
