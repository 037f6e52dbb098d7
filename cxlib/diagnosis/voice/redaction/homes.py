"""Where people live: streets with a number, postcodes, places on the globe."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxlib.diagnosis.voice.redaction.cues import cue, words
from cxlib.diagnosis.voice.redaction.marks import DIGIT, Mark, matches
from cxlib.diagnosis.voice.redaction.upper import UPPER

NAME = rf"[{UPPER}][\w'.-]{{0,40}}"
NUMBER = r"\d{1,5}(?:\s?[-/]\s?\d{1,4})?(?:\s?[a-z]\b)?(?!\w)"
OF = rf"(?:(?:{cue('of')})\s|(?:d|l|dell|all)')"
NAMES = rf"{OF}{{0,3}}{NAME}(?:\s{OF}{{0,2}}{NAME}){{0,3}}"
FIRST = r"(?<!\w)\d{1,5}(?:\s?-\s?\d{1,4})?(?:\s?(?:bis|ter|[a-zA-Z]))?,?\s"
WITH = rf"(?:{cue('streets with')})\s{NAME}(?:\s{NAME})?\s{NUMBER}"

STREETS = tuple(
    re.compile(pattern)
    for pattern in (
        # 221b Baker Street
        rf"{FIRST}(?:{NAME}\s){{1,4}}(?i:{cue('streets after')})\b",
        rf"{FIRST}(?P<middle>[a-z'-]{{3,30}})\s(?i:{cue('plain streets')})\b",
        # Rua/Calle/Via/ulica X 12
        rf"\b(?i:{cue('streets before')})\s?{NAMES},?\s(?i:n[º°o.]{{0,2}}\s?)?{NUMBER}",
        # 12 rue de la Paix
        rf"{FIRST}(?i:{cue('streets between')})\s(?:{NAMES}|{OF}{{1,3}}[^\W\d_][\w'-]{{1,40}})",
        # Hauptstraße 5, Kerkstraat 12, Storgatan 3
        rf"\b(?P<stem>[^\W\d_][\w-]{{0,40}}?)(?i:{cue('streets joined')})\s{NUMBER}",
        rf"\b(?:{NAME}\s){{1,2}}(?i:{cue('streets apart')})\s{NUMBER}",
        rf"\b{WITH}(?=,?\s(?:[A-Z]{{1,2}}-)?\d{{4,5}}\s)",
        rf"\b(?i:{cue('living')}):?\s{WITH}",
        r"(?i:\bp\.?\s?o\.?\s?box|\bpostfach|\bapartado|\bboîte\spostale|\bpostbus)\s\d{1,7}\b",
    )
)
NO_STREET = words("no street")
GB = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d(?!GB\b|TB\b|ST\b|ND\b|RD\b|TH\b|HR\b)[ABD-HJLN-UW-Z]{2}"
POSTCODES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)(?:{GB})(?!\w)",
        r"(?<!\w)(?i:[A-Z]{1,2}\d[A-Z\d]?\s\d(?!gb\b|tb\b|st\b|nd\b|rd\b|th\b|hr\b)[abd-hjln-uw-z]{2})(?!\w)",
        r"(?<!\w)[A-CEGHJ-NPR-TVXY]\d[A-Z]\s?\d[A-Z]\d(?!\w)",  # CA
        r"(?<!\w)[A-Z]\d[\dW]\s[A-Z\d]{4}(?!\w)",  # IE
        r"(?<!\w)[A-Z]{2}\s\d{5}(?:-\d{4})?(?!\w)",  # US: state and code
        rf"(?<!\w)(?:[A-Z]{{1,2}}-)?(?P<code>\d{{5}}|\d{{3}}\s\d{{2}}|\d{{2}}-\d{{3}})\s(?P<town>{NAME})",
        rf"(?<!\w)\d{{4}}\s?[A-Z]{{2}},?\s{NAME}",  # NL
        rf"(?i:\b(?:{cue('postcodes')}))\s{{0,2}}(?:[:=]|(?i:{cue('is')}))?\s{{0,2}}(?P<it>[A-Za-z\d]{{2,5}}[\s-]?[A-Za-z\d]{{2,5}})(?!\w)",
    )
)
AFTER_STREET = re.compile(rf",?\s{{0,2}}(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:\s?[A-Z]{{2}})?\s{NAME}")
NO_TOWN = words("no town")
WORDS = re.compile(r"///[^\W\d_]+(?:\.[^\W\d_]+){2}\b")  # a square of the globe in three words
POINT = re.compile(r"(?<![\w.])-?\d{1,3}\.\d{4,}°?\s?[NS]?\s?[,;]\s?-?\d{1,3}\.\d{4,}°?\s?[EW]?")


def found(text: str) -> Iterator[Mark]:
    """Streets with their number, postcodes with their town, points on the globe."""
    yield from matches(WORDS, text, "address")
    if not DIGIT.search(text):
        return
    yield from matches(POINT, text, "address")
    for pattern in STREETS:
        for street in pattern.finditer(text):
            if not _no_street(street.groupdict()):
                town = AFTER_STREET.match(text, street.end())
                yield Mark(street.start(), town.end() if town else street.end(), "address")
    for pattern in POSTCODES:
        yield from matches(pattern, text, "address", _postcode)


def _postcode(code: re.Match) -> bool:
    town = (code.groupdict().get("town") or "").lower().rstrip(".")
    return bool(DIGIT.search(code[0])) and town not in NO_TOWN


def _no_street(parts: dict[str, str | None]) -> bool:
    return any(part is not None and part.lower() in NO_STREET for part in parts.values())
