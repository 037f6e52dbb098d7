"""Plates of cars: forms that are nothing else, and any form where a car is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxlib.diagnosis.voice.redaction.cues import cue, words
from cxlib.diagnosis.voice.redaction.marks import DIGIT, Mark, matches

ALONE, ENDS = r"(?<![\w-])", r"(?![\w-])"
CLEAR = re.compile(
    rf"{ALONE}(?:"
    r"[A-Z]{2}\d{2}\s?[A-Z]{3}"  # GB
    r"|[A-Z]{2}[- ]?\d{3}[- ]?(?!XL)[A-Z]{2}"  # FR, IT; XL is a size
    r"|\d[A-Z]{3}\d{3}"  # US, California
    r"|[A-Z]{2}[- ]\d{1,2}[- ][A-Z]{1,3}[- ]\d{4}"  # IN
    r"|[A-Z]{1,3}-\d{2,3}-[A-Z]{1,2}|\d{1,2}-[A-Z]{2,3}-\d{1,2}"  # NL
    r"|[A-Z]{2}-\d{2}-\d{2}|\d{2}-\d{2}-[A-Z]{2}|\d{2}-[A-Z]{2}-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d{2}"
    rf"){ENDS}"
)
GERMAN = re.compile(
    rf"{ALONE}(?P<place>[A-ZÄÖÜ]{{1,3}})(?:[-:][A-Z]{{1,2}}[- ]?\d{{2,4}}"
    rf"| [A-Z]{{1,2}} (?!(?:19|20)\d\d)\d{{3,4}})[EH]?{ENDS}"
)
NO_PLACE = words("no plate")
DIGITS = r"\d{1,6}[EH]?"
SMALL = rf"(?:[A-ZÄÖÜ]{{1,3}}|{DIGITS})"
GROUPS = rf"(?P<it>{SMALL}(?:[\s:-]?{SMALL}){{1,3}}){ENDS}"
IS = rf"\s{{0,2}}(?:[:=]|(?:{cue('is')})\b)?\s{{0,2}}"
NAMED = (
    re.compile(rf"\b(?:{cue('plates')})\b(?:\s(?:{cue('number')}))?{IS}{GROUPS}", re.IGNORECASE),
    re.compile(rf"\b(?i:{cue('cars')})\b{IS}{GROUPS}"),
)


def found(text: str) -> Iterator[Mark]:
    """Plates of cars."""
    if not DIGIT.search(text):
        return
    yield from matches(CLEAR, text, "plate")
    yield from matches(GERMAN, text, "plate", lambda it: it["place"].lower() not in NO_PLACE)
    for pattern in NAMED:
        yield from matches(pattern, text, "plate", lambda it: _mixed(it["it"]))


def _mixed(told: str) -> bool:
    return any(c.isdigit() for c in told) and any(c.isalpha() for c in told)
