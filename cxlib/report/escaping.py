"""Text from a client is hostile: the one door through which it goes into any output.

Everything that a client wrote (a comment, a touchpoint, a column, the client's own name) passes
`clean` and then one form for the place where it will stand: a page, a cell, a file's properties or
its name. Pictures take it through `labels.drawable`, and mathematics is off in their theme.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from html import escape as _html_escape

import pandas as pd

from cxlib.engagement.contracts.guarding import FORMULA_STARTS

# what xlsxwriter turns into a link unless told not to, and a chart's workbook is not told
LINK_STARTS = ("http://", "https://", "ftp://", "ftps://", "mailto:", "internal:", "external:")
SPACES = {"\t", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"}
# Cf holds the bidirectional overrides and zero-width characters, by which one text reads as another
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_RTL = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
RIGHT_TO_LEFT = re.compile(rf"{_RTL}+(?:[^\w<>&;]*{_RTL}+)*")
LONGEST = 5_000  # a longer text is no comment; it would only make the page heavy
CELL_LIMIT = 32_767  # characters in one Excel cell (Microsoft, "Excel specifications and limits")


PROPERTY_LIMIT = 255  # characters of a title in an Office file (ECMA-376, core properties)
FILE_LIMIT = 80  # characters of a file's name: short enough below any folder of Windows' 260
TOLD_APART = 8  # characters of the hash that tells two names apart which are cut alike
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{k}" for d in ("com", "lpt") for k in range(10))}


def clean(text: object) -> str:
    """The text without control, format (bidirectional, zero-width) and private characters.

    Line breaks and tabs become a space; missing becomes the empty string; anything longer than
    `LONGEST` is cut with an ellipsis.

    >>> clean("abc\\u202edef\\x00")
    'abcdef'
    >>> clean("two\\nlines"), clean(None)
    ('two lines', '')
    """
    if text is None or (not isinstance(text, str) and pd.isna(text)):
        return ""
    seen = str(text)
    if not seen.isprintable():  # then it holds nothing of what is taken out
        spaced = "".join(" " if c in SPACES else c for c in seen)
        seen = "".join(c for c in spaced if unicodedata.category(c) not in UNSEEN)
    return seen if len(seen) <= LONGEST else seen[: LONGEST - 1] + "…"


def isolated(text: str) -> str:
    """The text with each run of right-to-left letters kept apart from what stands around it.

    Else a name in Hebrew or Arabic takes the number beside it to its other side (Unicode's
    bidirectional algorithm, UAX 9, section 2.7). The signs are put in after `clean`, which has
    taken out all that a client wrote.

    >>> isolated("\u05d0\u05d1 42 %") == "\u2068\u05d0\u05d1\u2069 42 %"
    True
    """
    return RIGHT_TO_LEFT.sub("\u2068\\g<0>\u2069", text)


def slide(text: object) -> str:
    """The text as it stands on a slide.

    >>> slide("two\nlines")
    'two lines'
    """
    return isolated(cell(text))


def html(text: object) -> str:
    """The text as it stands in a page, in an element or in a quoted attribute.

    >>> html('<b onclick="x">Ann & Bob</b>')
    '&lt;b onclick=&quot;x&quot;&gt;Ann &amp; Bob&lt;/b&gt;'
    """
    return _html_escape(isolated(clean(text)), quote=True)


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
    told = unicodedata.normalize("NFKC", safe).lstrip()  # a full-width sign is a sign, too
    taken = raw.startswith(FORMULA_STARTS) or told.startswith(FORMULA_STARTS)
    return f"'{safe}" if taken or told.lower().startswith(LINK_STARTS) else safe


def property_text(text: object) -> str:
    """The text for the title in a file's properties.

    >>> len(property_text("x" * 300))
    255
    """
    safe = clean(text)
    return safe if len(safe) <= PROPERTY_LIMIT else safe[: PROPERTY_LIMIT - 1] + "…"


def file_name(text: object) -> str:
    """The text as a file's name, without extension, that every system takes.

    Names that are cut alike stay apart by a hash; what Windows keeps for its devices is avoided.

    >>> file_name("Customer Care"), file_name("CON"), len(file_name("x" * 5000))
    ('customer-care', 'con-x', 80)
    """
    name = slug(text)
    if name in DEVICES:
        return f"{name}-x"
    if len(name) <= FILE_LIMIT:
        return name
    told = hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()[:TOLD_APART]
    return f"{name[: FILE_LIMIT - TOLD_APART - 1]}-{told}"


def slug(text: object) -> str:
    """The text as an identifier of the page: letters a-z, digits and hyphens only.

    >>> slug("Upgrade <checkout>"), slug("Küche"), slug("Straße")
    ('upgrade-checkout', 'kuche', 'strasse')
    """
    plain = unicodedata.normalize("NFKD", clean(text).casefold())
    letters = (c for c in plain if not unicodedata.combining(c))
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in letters)
    return "-".join(kept.split()) or "x"
