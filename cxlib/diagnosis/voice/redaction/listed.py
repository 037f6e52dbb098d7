"""Names as lists have them: MILLER, JANE. A given name, a title, a number beside it or what stands
before tells them from two words that are shouted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxlib.diagnosis.voice.redaction.cues import cue, ordinary, words
from cxlib.diagnosis.voice.redaction.marks import Mark
from cxlib.diagnosis.voice.redaction.upper import UPPER

PARTICLE = rf"(?:(?i:{cue('particles')})\s)"
PARTICLES = rf"{PARTICLE}{{0,3}}"
SHOUTED = rf"[{UPPER}](?:[{UPPER}]|['-](?=[{UPPER}])){{1,40}}"
WRITTEN = rf"[{UPPER}][\w'-]{{1,40}}"
INITIALS = rf"(?:\s[{UPPER}]\.?(?!\w)){{0,2}}"
TITLE = rf"\s?\(?(?i:{cue('titles')})\b"
CAPITALS = re.compile(
    rf"(?<![\w-])(?P<it>(?P<surname>{PARTICLES}{SHOUTED}(?:\s{SHOUTED})?(?:\s{PARTICLE}{SHOUTED})?)\s?[,/]\s?"
    rf"(?P<given>{SHOUTED})(?:\s{SHOUTED})?{INITIALS})(?![\w-])"
)
MIXED = re.compile(
    rf"(?<![\w-])(?P<it>(?P<surname>{PARTICLES}{WRITTEN}),\s?(?P<given>{WRITTEN}){INITIALS})(?![\w-])"
)
BEFORE = re.compile(rf"\b(?i:{cue('listed under')})\s{{0,2}}:?\s{{0,2}}$")
DATED = r"[\s,;:(#-]{1,4}(?:\d{1,2}[./-]\d|\d{4,})"  # a birthday, or the number of a booking
BEHIND = re.compile(rf"{TITLE}|{DATED}")
END = re.compile(r"\s{0,3}\.?\s{0,3}$")
LONGEST_BEFORE = 40  # characters looked at for what gives a name away
GIVEN, NO_NAME = words("given names"), words("no name")


def found(text: str) -> Iterator[Mark]:
    """Surname, comma, given name: the given name a common one; or a word says that a name comes; or
    in capitals, of no ordinary words, where a title or a number follows or somebody signs."""
    if "," not in text and "/" not in text:
        return
    for pattern in (CAPITALS, MIXED):
        for match in pattern.finditer(text):
            if _is_name(match, pattern is CAPITALS):
                yield Mark(match.start("it"), match.end("it"), "name")


def _is_name(match: re.Match, shouted: bool) -> bool:
    surname, given = match["surname"].lower().split(), match["given"].lower().split("-")[0]
    if not NO_NAME.isdisjoint([surname[-1], given]):
        return False
    if given in GIVEN:
        return shouted or surname[-1] not in GIVEN  # Anna, Tom and I
    if BEFORE.search(match.string[max(0, match.start() - LONGEST_BEFORE) : match.start()]):
        return True
    if not shouted or ordinary(given):
        return False  # COLD, WET; but PRICE, KEHINDE and AHMED, BOLANLE are people
    return bool(BEHIND.match(match.string, match.end())) or _signed(match)


def _signed(match: re.Match) -> bool:
    """Whether nothing else stands in its line, which is the last one: somebody signed."""
    start = match.string.rfind("\n", 0, match.start())
    alone = start > 0 and not match.string[start : match.start()].strip()
    return alone and bool(END.match(match.string, match.end()))
