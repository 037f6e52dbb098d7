"""Addresses of the net: e-mail also in disguise, links, handles, addresses of machines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxlib.diagnosis.voice.redaction.cues import cue, openings, said, words
from cxlib.diagnosis.voice.redaction.marks import DIGIT, Mark, matches

LONGEST_LOCAL = 64  # characters before the @ (RFC 5321, 4.5.3.1.1)
DOT_WORD = rf"(?:{cue('dot')})"
OPEN, SHUT = r"\s?[(\[{<]\s?", r"\s?[)\]}>]\s?"
DOT = rf"(?:\.|\s\.\s|{OPEN}(?:\.|{DOT_WORD}){SHUT}|\s{DOT_WORD}\s|_{DOT_WORD}_)"
JOINT_WORD = rf"(?:{DOT_WORD}|{cue('joined in words')})"
DISGUISED_DOT = rf"(?:{OPEN}(?:\.|{JOINT_WORD}){SHUT}|\s{JOINT_WORD}\s|_{DOT_WORD}_)"
LABEL = r"[\w-]{1,63}"
AT_WORD = rf"(?:@|{cue('at')}|{cue('at sign')})"
BRACKETED = rf"\s?{OPEN}(?:a|{AT_WORD}|{cue('at in brackets')}){SHUT}\s?"
FRAMED = rf"\s?[_*~|-]{{1,3}}\s?{AT_WORD}\s?[_*~|-]{{1,3}}\s?"
CODED = r"%40|&#0{0,2}64;|&#x0{0,2}40;|&commat;"  # as a link or a page writes it
AT_SIGN = rf"(?:{CODED}|\s{{0,2}}@{{1,3}}\s{{0,2}}|{BRACKETED}|{FRAMED}|\s(?:{cue('at sign')})\s)"
DOMAIN = rf"{LABEL}(?:{DOT}{LABEL}){{1,8}}"
PROVIDER = rf"(?:{cue('mail providers')}){DOT}[a-z]{{2,3}}(?:{DOT}[a-z]{{2}})?\b"
SPOKEN_DOMAIN = rf"{LABEL}(?:\s{DOT_WORD}\s{LABEL}){{1,4}}"
AT = re.compile(
    rf"{AT_SIGN}{DOMAIN}|\s(?:{cue('at')})\s(?:{SPOKEN_DOMAIN}|{PROVIDER})"
    rf"|(?<=\w)@{{1,3}}(?=\w{{0,62}}[^\W\d]){LABEL}",
    re.IGNORECASE,
)
SPELT = re.compile(
    r"(?<!\S)\w(?:\s[\w.+-]){1,63}\s?@\s?\w(?:\s[\w.-]){2,63}(?!\S)"
)  # j o @ x . d e
LOCAL_WORDS = rf"[\w.+-]{{2,64}}(?:{DISGUISED_DOT}[\w.+-]{{1,64}}){{0,3}}"
SHORT_AT = re.compile(  # without the end of its domain
    rf"(?<![\w.+-])(?P<local>{LOCAL_WORDS})"
    rf"(?:(?:\s(?P<at>{cue('at')})\s|{AT_SIGN})(?:{cue('mail only')})"
    rf"|\s?\((?P<beside>{cue('mail only')})\)|(?:{BRACKETED}|{FRAMED})(?:{cue('mail providers')}))"
    r"(?!\w)",
    re.IGNORECASE,
)
SPOKEN_AT = re.compile(rf"\s(?:{cue('at')})\s(\w+)\s", re.IGNORECASE)
WRITING = re.compile(rf"\b(?:{cue('writing to')})\b", re.IGNORECASE)
WRITING_ENDS = re.compile(
    rf"\b(?:{cue('writing to')})(?:\s(?:me|us|to|an|at))?\s?:?\s$", re.IGNORECASE
)
WORD_BEFORE = re.compile(r"(?<!\S)[^\W\d_][\w'-]{1,40}\s$")
LOCAL = re.compile(
    rf"(?<![\w.+'%-])[\w.+'%-]{{1,{LONGEST_LOCAL}}}"
    rf"(?:{DISGUISED_DOT}[\w.+'%-]{{1,{LONGEST_LOCAL}}}){{0,3}}$|[\w.+'%-]{{1,{LONGEST_LOCAL}}}$"
    rf'|"[^"\n]{{1,{LONGEST_LOCAL}}}"$',
    re.IGNORECASE,
)

WEB = re.compile(r"\b(?:https?|hxxps?|ftp)://\S+|\bwww\.\S+", re.IGNORECASE)
PATH = re.compile(
    rf"(?<![\w.@/-])(?:{LABEL}\.){{1,5}}[a-z]{{2,24}}/[\w~][^\s,;)\]]*"
    rf"|\b{LABEL}\.(?:{cue('personal hosts')})\.[a-z]{{2,4}}\b"
    rf"|\b{LABEL}(?:\s{DOT_WORD}\s{LABEL}){{1,4}}(?:\sslash\s{LABEL}){{1,5}}"
    rf"|(?<![\w.@/-])(?:{LABEL}\.){{1,3}}[a-z]{{2,24}}"
    rf"(?=\s(?:{cue('is')})\s(?:{cue('own site')})\b)",
    re.IGNORECASE,
)

HANDLE = re.compile(
    r"(?<![\w@.])@(?=[^\W\d])[\w.-]{0,38}\w|\b[^\W\d][\w.]{1,31}#\d{4}\b|(?<![\w/.])u/[\w-]{3,20}\b"
    r"|\blive:(?=[\w.]{0,39}[\d._])[\w.]{3,40}"
)
NO_HANDLE, NO_NAME, GIVEN = words("after @"), words("no name"), words("given names")
NAMED_HANDLE = re.compile(
    rf"\b(?:{cue('networks')}|{cue('mail only')})\b(?:\s(?:{cue('handle')}))?"
    rf"\s{{0,2}}(?:[:=]|{cue('is')})\s{{0,2}}"
    r"(?P<it>@?(?=\S{0,39}[\d_#])\w[\w.#-]{2,40})"
    rf"|\b(?:{cue('networks')})\b\s?(?:(?:{cue('handle')})\s?(?:[:=]|{cue('is')})?|[:=])\s{{0,2}}"
    r"(?P<own>@?\w[\w.#-]{2,40})"
    rf"|\b(?:{cue('networks')})\s(?P<beside>(?=[^\W\d_][\w.]{{0,39}}[\d_])\w[\w.]{{4,40}})"
    rf"|(?<![\w.@/-])(?P<there>(?=\w{{0,39}}[\d_])[^\W\d]\w{{2,39}})\s(?:{cue('on a network')})"
    rf"\s(?:{cue('networks')})\b",
    re.IGNORECASE,
)
SECRET = re.compile(
    rf"\b(?:{cue('secrets')})\b\s{{0,2}}(?:[:=]|{cue('is')})?\s{{0,2}}(?P<it>(?=\S{{0,39}}\d)\S{{3,40}})",
    re.IGNORECASE,
)

OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
MACHINE = re.compile(
    rf"(?<![\d.])(?:{OCTET}\.){{3}}{OCTET}(?![\d.]*\d)"
    r"|(?<![\w:])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:])"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?![\w:])"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}(?![\w:])",
    re.IGNORECASE,
)
VERSION = re.compile(rf"\b(?:{cue('version')})\s?$", re.IGNORECASE)


def found(text: str) -> Iterator[Mark]:
    """E-mail addresses, links, handles, secrets and addresses of machines."""
    yield from _e_mails(text)
    yield from matches(SPELT, text, "e-mail")
    yield from matches(WEB, text, "link")
    yield from matches(PATH, text, "link")
    yield from _handles(text)
    if not DIGIT.search(text):
        return
    yield from matches(SECRET, text, "id")
    yield from matches(MACHINE, text, "id", lambda it: not _version(text, it.start()))


def _version(text: str, at: int) -> bool:
    """Whether what stands before says that a version follows."""
    return bool(VERSION.search(text[max(0, at - 20) : at]))


def _e_mails(text: str) -> Iterator[Mark]:
    """From each sign that may be an @, as far to the left as an address goes."""
    for at in AT.finditer(text):
        from_ = max(0, at.start() - 4 * LONGEST_LOCAL)
        local = LOCAL.search(text[from_ : at.start()])
        if local and not _of_no_site(at[0]):
            yield Mark(_first(text, from_ + local.start(), at.start()), at.end(), "e-mail")
    for at in SHORT_AT.finditer(text):
        if _somebody_at(at):
            yield Mark(_first(text, at.start(), at.end("local")), at.end(), "e-mail")


def _of_no_site(at: str) -> bool:
    """Whether the first word behind a spoken at is no domain's: at the dot com desk."""
    spoken = SPOKEN_AT.match(at)
    return spoken is not None and spoken[1].lower() in NO_NAME - words("mail providers")


def _first(text: str, start: int, end: int) -> int:
    """Where an address begins whose given name stands apart: jane miller at gmail dot com."""
    before = WORD_BEFORE.search(text[max(0, start - LONGEST_LOCAL) : start])
    if before is None or not text[start:end].isalnum():
        return start
    word, earlier = before[0].strip().lower(), start - len(before[0])
    if text[start:end].isdigit() and word not in NO_NAME:  # jane miller 84
        return _first(text, earlier, start - 1)
    asked = WRITING_ENDS.search(text[max(0, earlier - LONGEST_LOCAL) : earlier])
    return earlier if word in GIVEN or (asked and word not in NO_NAME) else start


def _somebody_at(address: re.Match) -> bool:
    """Whether "jane at gmail" is somebody's address and no place where somebody works.

    It is with AT in capitals or brackets, a sign or a digit before it, or a word for writing.
    """
    local = address["local"]
    if local.lower() in NO_NAME | words("writing to") | words("before at"):
        return False
    if address["beside"]:
        return not local.replace(" ", "").isalpha()
    told = address["at"] is None or (address["at"].isupper() and not local.isupper())
    return told or not local.isalpha() or bool(WRITING.search(address.string[: address.start()]))


def _of_somebody(handle: re.Match) -> bool:
    return handle[0].removeprefix("@").lower() not in NO_HANDLE


def _handles(text: str) -> Iterator[Mark]:
    yield from matches(HANDLE, text, "handle", _of_somebody)
    if openings("networks", "mail only").isdisjoint(said(text)):
        return
    for handle in NAMED_HANDLE.finditer(text):
        (group,) = (name for name, told in handle.groupdict().items() if told)
        if handle[group].lower() not in words("no name"):
            yield Mark(handle.start(group), handle.end(group), "handle")
