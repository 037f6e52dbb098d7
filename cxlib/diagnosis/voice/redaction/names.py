"""Names, where a title, a greeting, a signature or a phrase gives them away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from re import Match

from cxlib.diagnosis.voice.redaction.cues import cue, openings, ordinary, said, words
from cxlib.diagnosis.voice.redaction.marks import Mark
from cxlib.diagnosis.voice.redaction.upper import UPPER

PARTICLE = rf"(?:(?:{cue('particles')})\s)"
CAPITAL = rf"(?:(?:{cue('particles')})['-])?[{UPPER}][\w'-]{{0,40}}"
INITIAL = rf"(?:[{UPPER}]\.\s?)"
SMALL = r"[^\W\d_][\w'-]{1,40}"
MORE = rf"(?:\.(?!\w))?(?:\s{INITIAL}{{0,2}}{PARTICLE}{{0,3}}{CAPITAL}){{0,3}}"
NAME = rf"{INITIAL}{{0,3}}{PARTICLE}{{0,3}}{CAPITAL}{MORE}"
TWO = rf"(?:{INITIAL}{{1,3}}|{CAPITAL}\s){PARTICLE}{{0,3}}{CAPITAL}(?:\s{CAPITAL})?"
ANY = rf"{SMALL}(?:\s{SMALL}){{0,2}}"
CLOSE = r"(?=\s{0,2}(?:[,.!?:;)\n-]|$))"
BREAK = r"[ ,.!:-]{0,4}\n\s{0,4}|\s{0,2}[,:!-]{1,2}\s{0,2}"
END = r"(?=\s{0,3}(?:[.,!\n(+-]|\d|\b(?i:tel|mobil|phone)|$))"

PAIR = rf"(?P<it>{NAME})(?:\s(?:&|\+|{cue('and')})\s(?P<second>{NAME}))?"
DEGREE = rf"(?i:{cue('titles')}|{cue('degrees')})\b"
DEGREES = rf"(?:{DEGREE}\.?\s?){{0,5}}"

TITLED = re.compile(
    rf"\b(?i:{cue('titles')})\b\.?\s{DEGREES}(?!{DEGREE})(?P<sure>{NAME})"
    rf"|\b(?i:{cue('short titles')})\b\.?\s(?!{DEGREE})(?P<any>{SMALL})"
)
GREETED = re.compile(
    rf"(?:^|[\n.!?]\s{{0,3}})(?i:{cue('greetings')})\s{PAIR}{CLOSE}"
    rf"|(?:^|\n\s{{0,3}})(?i:{cue('greetings')})\s(?P<any>{SMALL})(?=\s?[,!\n])"
)
SIGNED = re.compile(
    rf"\b(?i:{cue('closings')})(?!\w)(?:{BREAK}|\s{{1,2}})"
    rf"(?i:(?:{cue('from')}|{cue('signing as')})\s)?{PAIR}{END}"
    rf"|\b(?i:{cue('weak closings')})\b(?:{BREAK})(?i:(?:{cue('from')})\s)?(?P<it2>{NAME}){END}"
    rf"|\b(?i:{cue('closings')})\b(?:{BREAK})(?P<any>{SMALL}(?:\s{SMALL})?)\s{{0,2}}(?:\.|$)"
)
DASHED = re.compile(
    rf"(?:^|[.!?\n])\s{{0,3}}[-~]{{1,2}}\s{{0,3}}(?P<it>{NAME})\s{{0,2}}\.?\s{{0,2}}$"
)
SAID = re.compile(
    rf"\b(?i:{cue('introductions')})\s{{0,2}}:?\s{{0,2}}(?P<it>{NAME})"
    rf"|\b(?i:{cue('introductions')})\s{{0,2}}:?\s{{0,2}}(?P<any>{ANY})"
    rf"|\b(?i:{cue('weak introductions')})\s(?P<it2>{TWO})"
    rf"|\b(?i:i'm|i\sam|this\sis|it's|it\sis)\s(?P<it3>{CAPITAL})(?=,|\s(?:{cue('goes on')})\b)"
)
INITIALLED = re.compile(  # M. Dupont, and Jane M. on a line of its own; A. to E. number a list
    rf"(?:^|[\n.!?,]\s{{0,3}})(?!P\.\s?S\.)(?<!P\.\s)(?<!P\.)(?P<it>[F-Z]\.\s?{INITIAL}{{0,2}}(?!\w\b){CAPITAL})"
    rf"|(?:^|\n\s{{0,3}})(?P<it2>{CAPITAL}\s[{UPPER}]\.)\s{{0,3}}$"
)
HERE = re.compile(
    rf"(?:^|\n\s{{0,3}})(?P<it>{SMALL}\s{SMALL})\shere(?=,|\s(?:again|from)\b)"
    rf"|,\s(?P<it2>{CAPITAL})\shere(?=[.,!]|\s(?:again|from)\b|$)"
)
MET = re.compile(
    rf"\b(?i:{cue('meetings')})\s(?:(?i:a|an|the|one|your|our)\s)?(?:(?i:{cue('people')})\s)?"
    rf"(?i:(?:{cue('named')})\s)?(?P<it>{NAME})"
    rf"|\b(?i:{cue('people')})(?:,?\s|\s?[:(]\s?)(?i:(?:{cue('named')})\s)?(?P<it2>{NAME})"
    rf"|\b(?i:{cue('named')})\s(?P<it3>{NAME})"
    rf"|\b(?i:{cue('meetings')})\s(?P<given>{SMALL})"
    rf"|\b(?:{cue('with')})\s(?P<it4>{NAME})(?=\s(?:{cue('spoken')})\b)"
)
DID = re.compile(rf"\b(?P<it>{NAME})\s(?=(?:{cue('did')})\b)")
AFTER = re.compile(rf"\b(?P<it>{CAPITAL})[\s-](?:{cue('after name')})\b")
LABELLED = re.compile(rf"\b(?i:{cue('labels')})\s?[:=]\s?(?P<it>{NAME}(?:,\s?{NAME})?|{ANY})")
# each pattern, and the words without which it finds nothing
LOOKING = (
    (TITLED, openings("titles", "short titles")),
    (GREETED, openings("greetings")),
    (SIGNED, openings("closings", "weak closings")),
    (SAID, openings("introductions", "weak introductions") | {"it"}),
    (MET, openings("meetings", "people", "named", "with")),
    (DID, openings("did")),
    (AFTER, openings("after name")),
    (LABELLED, openings("labels")),
)
WEAK = {SAID: {"it3"}, MET: {"it", "it2", "it3"}, DASHED: {"it"}}  # after them any noun may stand
NO_NAME, PARTICLES, GIVEN = words("no name"), words("particles"), words("given names")
WORD = re.compile(r"[^\W\d_][\w'-]*")


def found(text: str) -> Iterator[Mark]:
    """Names that something gives away; of a title, a greeting or a phrase only the name goes."""
    here = said(text)
    wanted = [pattern for pattern, needed in LOOKING if not needed.isdisjoint(here)]
    for match in HERE.finditer(text):
        group = "it" if match["it"] else "it2"
        if NO_NAME.isdisjoint(match[group].lower().split()):
            yield from _name(match, group)
    for pattern in (*wanted, DASHED, INITIALLED):
        for match in pattern.finditer(text):
            for group, name in match.groupdict().items():
                if name and _may_be(name, group, WEAK.get(pattern, ())):
                    yield from _name(match, group)


def _may_be(name: str, group: str, weak: Collection[str]) -> bool:
    """Whether it may be a name where only a phrase says so: no ordinary word, or a given name."""
    first = name.split()[0].lower()
    return first in GIVEN or (group != "given" and not (group in weak and ordinary(first)))


def _name(match: Match, group: str) -> Iterator[Mark]:
    """The words up to the first that is none of a name's; nothing where that is the first.

    After a title and after an initial a word is a name whatever it is.
    """
    start, end = match.span(group)
    given = group == "sure"
    for word in WORD.finditer(match[group]):
        small, behind = word[0].lower(), match[group][word.end() :]
        initial = len(small) == 1 and behind.startswith(".")
        inside = small in PARTICLES and behind
        if small in NO_NAME and not (inside or given or initial):
            end = start + word.start()
            break
        given = initial
    name = match.string[start:end].rstrip(" .")
    if name:
        yield Mark(start, start + len(name), "name")
