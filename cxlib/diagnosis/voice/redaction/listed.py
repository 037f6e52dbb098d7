"""Names as lists have them: MILLER, JANE. A given name, a title, a number beside it or what stands
before tells them from two words that are shouted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxlib.diagnosis.voice.redaction.cues import cue, words
from cxlib.diagnosis.voice.redaction.marks import Mark
from cxlib.diagnosis.voice.redaction.upper import UPPER

PARTICLES = rf"(?:(?i:{cue('particles')})\s){{0,3}}"
SHOUTED = rf"[{UPPER}](?:[{UPPER}]|['-](?=[{UPPER}])){{1,40}}"
WRITTEN = rf"[{UPPER}][\w'-]{{1,40}}"
INITIALS = rf"(?:\s[{UPPER}]\.?(?!\w)){{0,2}}"
TITLE = rf"\s?\(?(?i:{cue('titles')})\b"
CAPITALS = re.compile(
    rf"(?<![\w-])(?P<it>(?P<surname>{PARTICLES}{SHOUTED}(?:\s{SHOUTED})?)\s?[,/]\s?"
    rf"(?P<given>{SHOUTED})(?:\s{SHOUTED})?{INITIALS})(?![\w-])"
)
MIXED = re.compile(
    rf"(?<![\w-])(?P<it>(?P<surname>{PARTICLES}{WRITTEN}),\s?(?P<given>{WRITTEN}){INITIALS})(?![\w-])"
)
BEFORE = re.compile(rf"\b(?i:{cue('listed under')})\s{{0,2}}:?\s{{0,2}}$")
DATED = r"[\s,;:(#-]{1,4}(?:\d{1,2}[./-]\d|\d{4,})"  # a birthday, or the number of a booking
BEHIND = re.compile(rf"{TITLE}|{DATED}|\s{{0,3}}(?:$|\n)")
LONGEST_BEFORE = 40  # characters looked at for what gives a name away
GIVEN, NO_NAME = words("given names"), words("no name")


def found(text: str) -> Iterator[Mark]:
    """Surname, comma, given name: the given name a common one, or in capitals where a title or a
    number follows, a line holds nothing else, or a word says that a name comes."""
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
    behind = BEHIND.match(match.string, match.end()) if shouted else None
    return behind is not None and (bool(behind[0].strip()) or _last_line(match))


def _last_line(match: re.Match) -> bool:
    """Whether nothing else stands in its line, below other lines: somebody signed."""
    start = match.string.rfind("\n", 0, match.start())
    return start > 0 and not match.string[start : match.start()].strip()
