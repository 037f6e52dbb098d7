"""What is found in a comment: from where to where, and of which kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from re import Match, Pattern
from typing import NamedTuple

DIGIT = re.compile(r"\d")

# where two overlap, the first of these names both
KINDS = (
    "e-mail", "link", "handle", "date of birth", "id", "number", "plate", "address", "name",
)  # fmt: skip


class Mark(NamedTuple):
    """Personal text in a comment: where it begins, where it ends, its kind."""

    start: int
    end: int
    kind: str


def mark(match: Match, kind: str) -> Mark:
    """What a pattern found: its group `it` where it has one, else all of it."""
    group = "it" if "it" in match.re.groupindex else 0
    return Mark(match.start(group), match.end(group), kind)


def matches(
    pattern: Pattern, text: str, kind: str, tells: Callable[[Match], bool] = lambda _: True
) -> Iterator[Mark]:
    """All that a pattern finds and that tells somebody.

    >>> list(matches(re.compile(r"[A-Z]\\d"), "A1 and B2", "plate", lambda it: it[0] != "A1"))
    [Mark(start=7, end=9, kind='plate')]
    """
    return (mark(match, kind) for match in pattern.finditer(text) if tells(match))


def digits(text: str) -> str:
    """The digits of a text, without what joins them."""
    return "".join(c for c in text if c.isdigit())


def joined(marks: Iterable[Mark]) -> list[Mark]:
    """The marks in order, overlapping ones made one.

    >>> joined([Mark(4, 9, "name"), Mark(0, 5, "e-mail"), Mark(9, 12, "number")])
    [Mark(start=0, end=9, kind='e-mail'), Mark(start=9, end=12, kind='number')]
    """
    kept: list[Mark] = []
    for one in sorted(marks):
        if kept and one.start < kept[-1].end:
            last = kept.pop()
            kind = min(last.kind, one.kind, key=KINDS.index)
            one = Mark(last.start, max(last.end, one.end), kind)
        kept.append(one)
    return kept
