"""Cells into values: numbers, flags and codes, each by one declared rule and never by guessing."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

QUOTABLE_LENGTH = 12  # errors may quote numbers and codes up to this length
NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
CODE = re.compile(r"^(?=.*\d)[A-Z0-9_./:+\-]+$|^[A-Z]{1,3}$|^[Nn]/[Aa]$")
WRITTEN = re.compile(r"^['(+−-]?[$€£¥₹]? ?\d[\d.,' %]*[-−%)$€£¥₹]?$")  # a number, by whatever marks
GROUPED = re.compile(r"^[+-]?\d{1,3}([.,' ]\d{3})+([.,]\d+)?$")
THOUSANDS = re.compile(r"^[+-]?[1-9]\d{0,2}(\.\d{3})+$")
AS_TEXT = re.compile(r'^=\s*"?\s*[+-]?\d[\d.,]*\s*"?$')  # ="8"
BEHIND_IT = re.compile(r"^(?:[\d.,' ]*\d\s*[-−]|\([\d.,' ]*\d\))$")
ALIKE = {
    0xA0: " ",
    0x202F: " ",
    0x2009: " ",
    0x2019: "'",
    0x2212: "-",
    0xFF0D: "-",
}  # as they are printed too
CURRENCY = re.compile(r"^[+-]?\s*(?:[$€£¥₹]|[A-Z]{3}\b)|(?:[$€£¥₹]|\b(?:[A-Z]{3}|Fr\.?|kr\.?))$")
OTHER_MARK = "has a decimal mark that is not declared"
GROUPS = "groups its thousands by a mark that is not declared"
UNCLEAR = "may be a decimal or have a thousands mark in it"
TOO_LARGE = "is larger than any number that can be measured"
FORMULA = "is a formula by which a spreadsheet keeps a number as text"
APOSTROPHE = "has an apostrophe before it, by which a spreadsheet marks text"
PERCENT = "is a percentage where a number in the column's own units is meant"
MONEY = "has a sign of money in it"
BEHIND = "has its minus sign behind it, or stands in brackets for it"
NO_NUMBER = "is text where a number is meant"
YES = frozenset({"yes", "y", "true", "t", "1"})
NO = frozenset({"no", "n", "false", "f", "0"})


NUL = "\x00"


def code(value: object) -> str:
    """A value as the text it is compared by: 1, 1.0 and "1 " are one code.

    >>> code(1.0), code(" Yes "), code(True), code("00123")
    ('1', 'yes', 'true', '00123')
    """
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, numbers.Real):
        return f"{int(value)}" if float(value).is_integer() else repr(float(value))
    return str(value).strip().casefold()


def quotable(value: object) -> str:
    """A value as an error may show it: numbers and short codes, never names or comments.

    >>> quotable(-99), quotable("N/A"), quotable("call Ms Smith")
    ('-99', "'N/A'", 'a text of 13 characters')
    """
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return code(value)
    text = str(value).strip()
    if is_code(text):
        return f"'{text}'"
    return f"a text of {len(text)} characters"


def is_code(text: str) -> bool:
    """Whether a text may be quoted: a number, however it is written, or a short code.

    >>> is_code("1,234.5"), is_code("N/A"), is_code("Ann")
    (True, True, False)
    """
    if len(text) > QUOTABLE_LENGTH:
        return False
    return any(form.match(text) for form in (NUMBER, CODE, WRITTEN))


def parse_number(text: str, decimal: str = ".", thousands: str | None = None) -> float:
    """A number written as text, by the declared marks. Raises ValueError with the rule broken.

    >>> parse_number("1.234,5", decimal=",", thousands=".")
    1234.5
    """
    plain = text.strip()
    if thousands:
        plain = plain.translate(ALIKE)
    if thousands and re.match(rf"^[+-]?\d{{1,3}}({re.escape(thousands)}\d{{3}})+(\D|$)", plain):
        plain = plain.replace(thousands, "")
    other = "," if decimal == "." else "."
    if decimal != ".":
        plain = plain.replace(other, "\0").replace(decimal, ".")
    plain = plain.replace("\u2212", "-")  # the sign that typesetters take for minus
    if NUMBER.match(plain):
        if math.isinf(number := float(plain)):
            raise ValueError(TOO_LARGE)
        return number
    raise ValueError(_why_not(text.strip(), plain.replace("\0", other), other))


def _why_not(text: str, plain: str, other: str) -> str:
    """Which rule a text breaks that is no number by the declared marks."""
    if text.startswith("'") and NUMBER.match(text[1:]):
        return APOSTROPHE
    if AS_TEXT.match(text):
        return FORMULA
    if text.endswith("%") or text.startswith("%"):
        return PERCENT
    if NUMBER.match(plain.replace(other, ".")):
        return OTHER_MARK
    if GROUPED.match(plain.translate(ALIKE)):
        return GROUPS
    if BEHIND_IT.match(text):
        return BEHIND
    return MONEY if CURRENCY.search(text) and re.search(r"\d", text) else NO_NUMBER


def could_be_thousands(text: str) -> bool:
    """Whether a number's point could as well group its thousands.

    >>> could_be_thousands("1.234"), could_be_thousands("0.123"), could_be_thousands("12.5")
    (True, False, False)
    """
    return bool(THOUSANDS.match(text.strip()))


def parse_flag(text: str) -> bool:
    """Yes or no. Raises ValueError where it is neither.

    >>> parse_flag("Yes"), parse_flag("0")
    (True, False)
    """
    plain = code(text)
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise ValueError("is neither yes nor no")


def parse_duration(text: str) -> str:
    """A silence such as "7 days", "auto" or "none"; raises ValueError where it is none of them.

    >>> parse_duration(" 7 days "), parse_duration("3d")
    ('7 days', '3 days')
    """
    plain = re.sub(r"(?<=\d)\s*d$", " days", text.strip())  # pandas no longer takes a bare "d"
    if plain in ("auto", "none"):
        return plain
    try:
        long_enough = pd.Timedelta(plain) >= pd.Timedelta(seconds=1)
    except ValueError:
        long_enough = False
    if not long_enough:
        raise ValueError("is no duration such as 7 days")
    return plain


def as_text(cells: pd.Series) -> pd.Series:
    """Cells as trimmed text; empty cells are missing. Whole numbers lose their ".0".

    >>> as_text(pd.Series([123.0, 4.5])).tolist()
    ['123', '4.5']
    >>> as_text(pd.Series(["a\\x00b", " "])).tolist()
    ['ab', nan]
    """
    if pd.api.types.is_string_dtype(cells.dtype) and cells.dtype != object:
        text = cells.astype("str").str.strip()
    else:
        text = cells.map(_cell_text, na_action="ignore").astype("str")
    text = text.str.replace(NUL, "", regex=False)  # ends a text for databases and fonts
    return text.where(text != "", np.nan)


def trimmed(cells: pd.Series) -> pd.Series:
    """Texts without the blanks around them, empty ones missing; what is no text stays."""
    if cells.dtype != object:
        return as_text(cells)
    return cells.map(lambda c: c.strip() or np.nan if isinstance(c, str) else c)


def _cell_text(value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "Yes" if value else "No"
    return code(value) if isinstance(value, numbers.Real) else str(value).strip()


def distinct(cells: pd.Series) -> list:
    """The distinct values that are there."""
    return cells.dropna().unique().tolist()


def translate(
    cells: pd.Series, parse: Callable[[str], object], dtype: str
) -> tuple[pd.Series, dict[str, str]]:
    """Text cells by a parser, and the texts it refused with the rule each breaks."""
    known: dict[str, object] = {}
    refused: dict[str, str] = {}
    for text in distinct(cells):
        try:
            known[text] = parse(text)
        except ValueError as why:
            refused[text] = str(why)
    return cells.map(known).astype(dtype), refused


def matching(cells: pd.Series, codes: Iterable[object]) -> pd.Series:
    """Which cells hold one of the codes, however they are typed.

    >>> matching(pd.Series(["-99", "3", None]), [-99]).tolist()
    [True, False, False]
    """
    wanted = {code(c) for c in codes}
    if pd.api.types.is_bool_dtype(cells.dtype):  # 1, "yes" and true are one flag
        wanted = {str(c in YES).lower() for c in wanted & (YES | NO)}
    if not wanted:
        return pd.Series(False, index=cells.index)
    hits = [value for value in distinct(cells) if _comparable(value) in wanted]
    return cells.isin(hits) if hits else pd.Series(False, index=cells.index)


def _comparable(value: object) -> str:
    plain = code(value)
    if NUMBER.match(plain) and not re.match(r"^[+-]?0\d", plain):
        number = float(plain)
        return code(number) if math.isfinite(number) else plain
    return plain


def is_number(cells: pd.Series) -> bool:
    """Whether the cells came typed as numbers (flags are not)."""
    return pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(
        cells.dtype
    )
