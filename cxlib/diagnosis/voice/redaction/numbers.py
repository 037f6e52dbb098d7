"""Numbers of people: telephones, cards, accounts, ids of several countries, orders, births."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxlib.diagnosis.voice.redaction.cues import cue
from cxlib.diagnosis.voice.redaction.harmless import HIDDEN, hidden
from cxlib.diagnosis.voice.redaction.marks import DIGIT, Mark, digits, mark, matches

SHORTEST = 7  # digits: a local telephone number (ITU-T E.164 allows up to 15)
CARD = range(13, 20)  # digits (ISO/IEC 7812)
FEWEST_TOGETHER, FEWEST_IN_ALL = 5, 6  # digits of a token that is no model's name
LEAST_IBAN = 10  # digits: the shortest ones hold a few more
MOST_GROUPED = 7  # digits: "1,250,000" is an amount, "612.345.678" none

RUN = re.compile(r"[+(]{0,2}\d(?:[\W_]{0,4}\d)*")
TOKEN = re.compile(r"(?<![^\W_])[^\W_]+(?:[-_./#][^\W_]+)*")
GROUPED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+")
YEARS = re.compile(r"(?:19|20)\d\d")
STARRED = re.compile(r"\d{4}[\s-]?(?:[*xX•]{4}[\s-]?){1,3}\d{4}(?!\d)")
SPOKEN = re.compile(rf"\b(?:(?:{cue('digits')})\b[\s,.-]{{0,3}}){{{SHORTEST},}}", re.IGNORECASE)

IBAN = re.compile(
    r"(?<![^\W_])(?:(?!ID|NR)[A-Z]{2}[\s.-]?\d{2}"
    r"(?:[\s._-]{0,2}(?:[A-Z]{4}(?![A-Z])|[A-Z]{0,3}\d[A-Z\d]{0,30}))+|[a-z]{2}\d{2}[a-z\d]{11,30})"
)
IDS = re.compile(
    r"(?<![^\W_])(?:"
    r"[a-z]{2}[\s.-]?(?:\d{2}[\s.-]?){3}[a-d]"  # GB: National Insurance
    r"|[12][\s.]?\d{2}[\s.]?\d{2}[\s.]?2[ab][\s.]?\d{3}[\s.]?\d{3}(?:[\s.]?\d{2})?"  # FR, Corsica
    r"|[a-z]{3}[\s.-]?[a-z]{3}[\s.-]?\d{2}[a-z]\d{2}[\s.-]?[a-z]\d{3}[\s.-]?[a-z]"  # IT
    r"|\d{6}[-+a]\d{3}[\da-y]"  # FI
    r"|\d{2}[\s.]?\d{6}[\s.]?[a-z][\s.]?\d{3}"  # DE: pension insurance
    r"|[xyz][\s.-]?\d{7}[\s.-]?[a-z]"  # ES: foreigners
    r"|\d{1,2}\.?\d{3}\.?\d{3}(?:[\s-]{0,2}[a-z]|-\d)"  # ES: DNI, CL: RUT
    r"|(?-i:[A-Z]{5}\d{4}[A-Z])"  # IN: PAN
    r")(?![^\W_])",
    re.IGNORECASE,
)
GROUPS = r"(?P<it>\w{0,12}\d\w{0,20}(?:[\s./-]\w{0,6}\d\w{0,20}){0,8})"
IS = rf"\s{{0,2}}(?:[:=#.]|{cue('is')})?\s{{0,2}}"
NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{cue('papers')})(?:[\s-]?(?:{cue('number')}))?{IS}{GROUPS}",
        rf"\b(?:{cue('references')})[\s-]?(?:{cue('number')}){IS}{GROUPS}",
        rf"\b(?:{cue('references')}){IS}#?(?P<it>(?=(?:\w?[-/.]?){{0,30}}\b)(?:[\w/.-]?\d){{4,30}}\w{{0,3}})",
        rf"\b(?:{cue('telephones')})(?:\s(?:{cue('number')}))?{IS}(?P<it>\+?\d(?:[\s./-]?\d){{4,}})",
        r"(?P<it>#\d{4,})",
        rf"\b(?:{cue('number')}){IS}(?P<it>\d{{5,}})",
    )
)
CODE = re.compile(
    rf"\b(?i:(?:{cue('codes')})\s(?:{cue('number')})|pnr)(?i:{IS})(?P<it>[A-Z]{{5,8}})\b"
)
WHEN = (
    r"\d{1,4}[-./ ]\s?\d{1,2}[-./ ]\s?\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th|er|[.º°])?\s?(?:of\s|de\s|di\s)?[^\W\d]{3,10}\.?,?\s(?:de\s|del\s)?\d{4}"
    r"|[^\W\d]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|[^\W\d]{3,10}\.?\s(?:19|20)\d\d|\d{8}|(?:19|20)\d\d"
)
BIRTH = re.compile(
    rf"\b(?:{cue('births')})[\s:.,-]{{0,3}}(?:(?:{cue('on')})\s){{0,2}}(?P<it>{WHEN})",
    re.IGNORECASE,
)
STAR = re.compile(
    r"(?<![\w*])\*\s?(?P<it>\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)?\d\d)(?!\d)"
)  # born, DE


def found(text: str) -> Iterator[Mark]:
    """Every number that tells a person, whatever joins its digits."""
    yield from matches(SPOKEN, text, "number")
    yield from matches(CODE, text, "id")
    if not DIGIT.search(text):
        return
    yield from matches(BIRTH, text, "date of birth")
    yield from matches(STAR, text, "date of birth")
    yield from matches(IBAN, text, "id", lambda it: len(digits(it[0])) >= LEAST_IBAN)
    yield from matches(IDS, text, "id")
    yield from matches(STARRED, text, "number")
    bare = hidden(text)
    for pattern in NAMED:
        yield from map(_of_its_letters, pattern.finditer(bare))
    yield from matches(RUN, text, "number", lambda it: _card(digits(it[0])))
    yield from matches(RUN, bare, "number", lambda it: personal(it[0]))
    yield from matches(TOKEN, bare, "id", lambda it: tells(it[0]))


def _of_its_letters(match: re.Match) -> Mark:
    return mark(match, "id" if any(c.isalpha() for c in match["it"]) else "number")


def _card(number: str) -> bool:
    return len(number) in CARD and luhn(number)


def luhn(number: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B).

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = [2 * int(d) for d in number[-2::-2]]
    total = sum(int(d) for d in number[-1::-2]) + sum(d // 10 + d % 10 for d in doubled)
    return total % 10 == 0


def personal(run: str) -> bool:
    """Whether digits with what joins them are a telephone, card or other number of a person.

    >>> personal("+44 (0)20 7946 0018"), personal("2023, 2024"), personal("1,250,000")
    (True, False, False)
    """
    number, pieces = digits(run), re.findall(r"\d+", run)
    if len(number) < SHORTEST:
        return False
    if number[0] == "0" or run[0] in "+(":
        return True
    if all(YEARS.fullmatch(piece) for piece in pieces):
        return False
    if len(number) <= MOST_GROUPED and GROUPED.fullmatch(run):
        return False
    listed = {*re.findall(r"\D+", run)} <= {", ", ",", "; "}
    if len(pieces) > 1 and listed and max(map(len, pieces)) <= 2:
        return False
    return len(number.rstrip("0")) > 2


def tells(token: str) -> bool:
    """Whether letters with digits are a customer's or an order's number, not a model's name.

    >>> tells("KD-4711-0815"), tells("WH-1000XM5"), tells("H264/H265")
    (True, False, False)
    """
    number = digits(token)
    if len(number) < FEWEST_TOGETHER or not any(c.isalpha() for c in token if c != HIDDEN):
        return False
    longest = max(map(len, re.findall(r"\d+", token)))
    apart = any(c in token for c in "./")
    return longest >= FEWEST_TOGETHER or (len(number) >= FEWEST_IN_ALL and not apart)
