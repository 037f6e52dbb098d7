"""What tells of a person in a file: ids, their shown hashes, and the person's own words."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from xml.sax.saxutils import escape as xml_escape

from markupsafe import escape as page_escape

from cxlib.report.escaping import clean

GONE = "[...]"  # in the place of what was taken out; the same in every language
DISTINCT, MIXED = 6, 4  # characters from which an id is no ordinary number or word; so if it mixes
HEAD = 20  # characters by which a comment is known again where it was cut
GROUPING = (",",)  # marks of thousands as Python prints them
CUT = ("…", "...", "&hellip;", "\\u2026")
MOST_DIGITS = 18  # of a number in 64 bits
LEAST_WORDS = 12  # a shorter comment is nobody's own


@dataclass(frozen=True)
class Traces:
    """What to look for.

    Attributes
    ----------
    ids : as the client writes them, those that `identities` joins to them among them
    hashes : the same as result tables show them
    comments : the person's words, as written and as redacted
    columns : names under which ids stand in tables
    spelt : the ids as somebody's own notebook may have written them: in other letters, as numbers
    """

    ids: frozenset[str]
    hashes: frozenset[str]
    comments: frozenset[str]
    columns: frozenset[str]
    spelt: frozenset[str] = frozenset()

    @property
    def people(self) -> frozenset[str]:
        """What stands in a cell that is a person's id."""
        return self.ids | self.hashes | self.spelt

    @cached_property
    def distinct(self) -> frozenset[str]:
        """Of those, what can be nothing else wherever it stands: '42' can."""
        return self.hashes | {one for one in self.ids | self.spelt if is_distinct(one)}

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Comments long enough to be known again, in every form in which they may stand."""
        long = (text for text in self.comments if len(text) >= LEAST_WORDS)
        return tuple(sorted({form for text in long for form in forms(text)}, key=len)[::-1])

    @cached_property
    def _anywhere(self) -> re.Pattern | None:
        return _pattern(self.distinct)

    @cached_property
    def _beside_a_heading(self) -> tuple[re.Pattern | None, re.Pattern | None]:
        """A short id, and the names of the columns under which it would stand."""
        return _pattern(self.people - self.distinct), _pattern(self.columns)

    def out_of(self, text: str) -> tuple[str, int]:
        """The text without what tells of the person, and how often it did.

        >>> Traces(frozenset({"C-1077"}), frozenset(), frozenset(), frozenset()).out_of("to C-1077")
        ('to [...]', 1)
        """
        n = 0
        if self._anywhere is not None:
            text, n = self._anywhere.subn(GONE, text)
        for form in self.words:
            text, more = _without_words(text, form)
            n += more
        return text, n

    def in_output(self, text: str) -> bool:
        """Whether something printed tells of the person; a short id counts beside its heading."""
        short, heading = self._beside_a_heading
        if self.out_of(text)[1]:
            return True
        return bool(short and heading and heading.search(text) and short.search(text))

    def in_bytes(self, data: bytes) -> bool:
        """Whether a file of an unknown kind holds the person."""
        texts = {form for one in self.distinct for form in forms(one)} | set(self.words)
        told = {text.encode(code) for text in texts for code in ("utf-8", "utf-16-le")}
        return any(one in data for one in (*told, *self._packed))

    @cached_property
    def _packed(self) -> list[bytes]:
        """Ids that are numbers, as arrays hold them."""
        numbers = [int(one) for one in self.distinct if one.isdecimal() and len(one) <= MOST_DIGITS]
        return [struct.pack(f"<{kind}", n) for n in numbers for kind in "qd"]


def is_distinct(customer: str) -> bool:
    """Whether an id can be sought in running text without taking other things for it.

    >>> [is_distinct(one) for one in ("42", "C042", "1234567", "Smith")]
    [False, True, True, False]
    """
    mixed = any(c.isdigit() for c in customer) and any(c.isalpha() for c in customer)
    return len(customer) >= (MIXED if mixed else DISTINCT)


def spellings(one: str) -> set[str]:
    """An id in other letters, and as the number that a table makes of it.

    >>> sorted(spellings("0047114")), sorted(spellings("Kd1077"))
    (['47,114', '47114'], ['KD1077', 'kd1077'])
    """
    told = {one.lower(), one.upper()}
    if one.isdecimal() and len(one) <= MOST_DIGITS:
        told |= {str(int(one)), *(f"{int(one):,}".replace(",", mark) for mark in GROUPING)}
    return told - {one}


def forms(text: str) -> set[str]:
    """A text as it stands in a page, a picture, a workbook or JSON."""
    plain = {text, clean(text)}
    escaped = {escape(one, quote=True) for one in plain} | {xml_escape(one) for one in plain}
    escaped |= {str(page_escape(one)) for one in plain}
    quoted = {json.dumps(text, ensure_ascii=ascii)[1:-1] for ascii in (True, False)}
    return plain | escaped | quoted


def _pattern(texts: frozenset[str]) -> re.Pattern | None:
    """Any of the texts as a whole: C10 is not in C101, nor 123456 in 0.123456 or 123456.78."""
    found = sorted({form for one in texts for form in forms(one)}, key=len, reverse=True)
    return re.compile("|".join(_whole(form) for form in found)) if found else None


def _whole(form: str) -> str:
    before, after = (r"(?<!\d\.)", r"(?!\.\d*[1-9])") if form.isdecimal() else ("", "")
    return rf"(?<![^\W_]){before}{re.escape(form)}(?![^\W_]){after}"


def _without_words(text: str, form: str) -> tuple[str, int]:
    """The text without a comment, also where it stands cut off with an ellipsis."""
    head, n = form[:HEAD], 0
    at = text.find(head)
    while at >= 0:
        end = at + sum(1 for _ in _alike(text, at, form))
        if end - at == len(form) or text.startswith(CUT, end):
            text, n, end = text[:at] + GONE + text[end:], n + 1, at + len(GONE)
        at = text.find(head, end)
    return text, n


def _alike(text: str, at: int, form: str) -> Iterator[str]:
    for one, other in zip(text[at : at + len(form)], form, strict=False):
        if one != other:
            return
        yield one
