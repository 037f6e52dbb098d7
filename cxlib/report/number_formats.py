"""How a spreadsheet writes the numbers of a column: native formats, from the column's unit."""

from __future__ import annotations

import re

import pandas as pd
from babel.numbers import get_currency_symbol

from cxlib.language import Voice
from cxlib.results.kinds import DIFF, MONEY, NUMBER, P_VALUE, SECONDS, SHARE, Kind

WHOLE, EXACT = "#,##0", "#,##0.00"
TENTHS = "0.0"  # of a percent
BY_TYPE = {"int": WHOLE, "float": EXACT, "time": "yyyy-mm-dd"}
PARTS = (SHARE, DIFF)
BY_KIND = {P_VALUE: "0.0000", SECONDS: WHOLE}
PATTERN = re.compile(r"[#,0][#,.0]*")
SMALL = 100  # an amount below it is told with its hundredths
ALWAYS_MONEY = {"cost", "budget", "reference_cost", "cost_per_unit"}
UNIT = "unit"  # the column in which a table says the unit of each row


def money(voice: Voice, digits: str = WHOLE) -> str:
    """The format of an amount in the engagement's currency, its symbol where the language has it.

    >>> money(Voice("en", "GBP")), money(Voice("de", "EUR"))
    ('"£"#,##0', '#,##0\\xa0"€"')
    """
    if not voice.currency:
        return digits
    symbol = get_currency_symbol(voice.currency, locale=voice.locale)
    pattern = voice.locale.currency_formats["standard"].pattern.split(";")[0]
    if symbol[-1:].isalpha() and pattern.startswith("¤"):
        pattern = re.sub(r"¤\s*", "¤\N{NO-BREAK SPACE}", pattern)
    quoted = '"' + symbol.replace('"', "") + '"'
    return PATTERN.sub(digits, pattern, count=1).replace("¤", quoted)


def percent(voice: Voice, digits: str = TENTHS) -> str:
    """The format of a share, its sign where the language has it.

    >>> percent(Voice("en")), percent(Voice("de"), "0")
    ('0.0%', '0\\xa0%')
    """
    return PATTERN.sub(digits, voice.locale.percent_formats[None].pattern, count=1)


def of_column(kind: Kind, values: pd.Series, voice: Voice) -> str | None:
    """The format of a whole column; none where the cells are text."""
    if kind is MONEY:
        return money(voice, _digits(values))
    if kind in PARTS:
        return percent(voice)
    return BY_KIND.get(kind) or BY_TYPE.get(kind.dtype)


def by_unit(
    name: str, kind: Kind, units: pd.Series, values: pd.Series, voice: Voice
) -> dict[object, str]:
    """The formats of a column's cells where their rows say their unit, by that unit.

    A row without one, or of a unit that asks for nothing of its own, keeps the column's format.
    """
    known = units.dropna().unique()
    if kind is MONEY and name not in ALWAYS_MONEY:
        return {unit: WHOLE for unit in known if unit != "money"}
    if kind is not NUMBER:
        return {}
    told = {"share": percent(voice), "count": WHOLE, "money": money(voice, _digits(values))}
    return {unit: told[unit] for unit in known if unit in told}


def _digits(values: pd.Series) -> str:
    largest = values.abs().max()
    return WHOLE if pd.isna(largest) or largest >= SMALL else EXACT
