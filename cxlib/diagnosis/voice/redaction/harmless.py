"""Figures that tell nobody: dates, times, prices, shares, scores, amounts, versions.

They are put out of sight before numbers of people are looked for, so that a price beside a year is
no telephone number.
"""

from __future__ import annotations

import re

from cxlib.diagnosis.voice.redaction.cues import cue

HIDDEN = "ª"  # a letter that no text in compatibility form holds
ALONE = r"(?<![\w])(?<!\d[.,/:-])"  # not the middle or the end of a longer number
ENDS = r"(?![.,/:-]?\d)"
YEAR = r"(?:19|20)\d\d"
AMOUNT = r"\d{1,3}(?:[ .,']\d{3}){1,3}(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?"
# 12.05.2024, 12/5/24, 2024-05-12
DATE = rf"\d{{1,2}}([./-])\d{{1,2}}\1(?:{YEAR}|\d\d)|{YEAR}([./-])\d{{1,2}}\2\d{{1,2}}"
TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
HOUR = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"

PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{ALONE}(?:{DATE}){ENDS}(?:T{TIME})?",
        rf"{ALONE}{HOUR}\s?-\s?{HOUR}{ENDS}",
        rf"{ALONE}{TIME}(?!\d|:\d)",
        rf"{ALONE}\d{{1,2}}\.\d{{2}}(?=\s?(?:am|pm|uhr|h)\b)",
        rf"(?:[£€$¥₹]|\b(?:{cue('currencies')}))\s?(?:{AMOUNT})(?!\d)",
        rf"{ALONE}(?:{AMOUNT})\s?(?:[£€$¥₹%‰°]|(?:{cue('currencies')}|{cue('units')})\b)",
        rf"{ALONE}{YEAR}\s?[-/]\s?(?:{YEAR}|\d\d){ENDS}",
        rf"{ALONE}\d{{1,3}}\s?/\s?(?:3|5|6|7|10|20|24|100)(?!\w){ENDS}",
        rf"{ALONE}\d+[.,]\d{{1,2}}(?!\w){ENDS}",
        rf"\b(?:{cue('version')})\s?\d+(?:\.\d+)*",
        r"(?<!\w)i[3579][- ]\d{4,5}[a-z0-9]{0,3}(?!\w)",  # processors
        r"(?<!\w)\d{3,5}x\d{3,5}(?!\w)",  # pixels
        r"(?<!\w)0x[0-9a-f]{4,16}(?!\w)",  # errors of machines
    )
)


def hidden(text: str) -> str:
    """The text with such figures out of sight, every other letter where it was.

    >>> hidden("£1,250.50 on 12.05.2024 at 14:30, not 0170 1234567").count(HIDDEN)
    24
    """
    for pattern in PATTERNS:
        text = pattern.sub(lambda match: HIDDEN * len(match[0]), text)
    return text
