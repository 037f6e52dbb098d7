"""Text from a client is hostile: the one place where it is made harmless.

Everything that a client wrote (a comment, a touchpoint, a column, the client's own name) passes
`clean` and then one form for the place where it will stand: a page, a picture or a cell.
"""

from __future__ import annotations

import unicodedata
from html import escape as _html_escape

import pandas as pd

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "{=")  # OWASP, "CSV injection"; array formula
# what xlsxwriter turns into a link unless told not to, and a chart's workbook is not told
LINK_STARTS = ("http://", "https://", "ftp://", "ftps://", "mailto:", "internal:", "external:")
SPACES = {"\t", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"}
# Cf holds the bidirectional overrides and zero-width characters, by which one text reads as another
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
LONGEST = 5_000  # a longer text is no comment; it would only make the page heavy
CELL_LIMIT = 32_767  # characters in one Excel cell (Microsoft, "Excel specifications and limits")


def clean(text: object) -> str:
    """The text without control, format (bidirectional, zero-width) and private characters.

    Line breaks and tabs become a space; missing becomes the empty string; anything longer than
    `LONGEST` is cut with an ellipsis.

    >>> clean("abc\\u202edef\\x00")
    'abcdef'
    >>> clean("two\\nlines"), clean(None)
    ('two lines', '')
    """
    if text is None or pd.isna(text):
        return ""
    spaced = "".join(" " if c in SPACES else c for c in str(text))
    seen = "".join(c for c in spaced if unicodedata.category(c) not in UNSEEN)
    return seen if len(seen) <= LONGEST else seen[: LONGEST - 1] + "…"


def html(text: object) -> str:
    """The text as it stands in a page, in an element or in a quoted attribute.

    >>> html('<b onclick="x">Ann & Bob</b>')
    '&lt;b onclick=&quot;x&quot;&gt;Ann &amp; Bob&lt;/b&gt;'
    """
    return _html_escape(clean(text), quote=True)


def plot(text: object) -> str:
    r"""The text as matplotlib draws it: a dollar sign is a dollar sign, never mathematics.

    >>> print(plot("from $5 to $9"))
    from \$5 to \$9
    """
    return clean(text).replace("$", r"\$")


def cell(text: object) -> str:
    """The text for a cell of a spreadsheet written by a library told to take strings as strings.

    >>> cell("=1+1")
    '=1+1'
    """
    return clean(text)[:CELL_LIMIT]


def guarded_cell(text: object) -> str:
    """The text for a cell that a spreadsheet may take for a formula: CSV, a chart's workbook.

    >>> guarded_cell("=HYPERLINK(1)"), guarded_cell("north")
    ("'=HYPERLINK(1)", 'north')
    """
    safe = cell(text)
    raw = str(text) if safe else ""
    told = safe.lstrip()
    taken = raw.startswith(FORMULA_STARTS) or told.startswith(FORMULA_STARTS)
    return f"'{safe}" if taken or told.lower().startswith(LINK_STARTS) else safe


def slug(text: object) -> str:
    """The text as an identifier of the page: letters a-z, digits and hyphens only.

    >>> slug("Upgrade <checkout>")
    'upgrade-checkout'
    """
    plain = unicodedata.normalize("NFKD", clean(text)).lower()
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in plain)
    return "-".join(kept.split()) or "x"
