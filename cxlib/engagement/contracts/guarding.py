"""Texts that a spreadsheet would take for a formula: guarded where the kit writes a CSV, and read
back as what they were."""

from __future__ import annotations

import re
import unicodedata

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "{=")  # OWASP, "CSV injection"; array formula
GUARD = "'"
NUMBERS = re.compile(r"[+-]?[\d.;, -]+")  # no formula: -99, -1; -2


def guarded(text: str) -> str:
    """The text as a cell of a CSV that a spreadsheet program may open.

    >>> guarded("=1+1"), guarded("speed"), guarded("-99")
    ("'=1+1", 'speed', '-99')
    """
    told = unicodedata.normalize("NFKC", text).lstrip()  # a full-width sign is a sign, too
    taken = text.startswith(FORMULA_STARTS) or told.startswith(FORMULA_STARTS)
    return f"{GUARD}{text}" if taken and not NUMBERS.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text as it was before it was guarded.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    plain = text.removeprefix(GUARD)
    return plain if guarded(plain) == text else text
