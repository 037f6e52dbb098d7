"""Words that headings, questions and answers are read by; they stand in `words.yml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("words.yml")


@cache
def _file() -> dict:
    return YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))


@cache
def listed(*where: str) -> tuple[str, ...]:
    """The words of a list, in their order.

    >>> listed("roles", "channel")[0]
    'channel'
    """
    found = _file()
    for key in where:
        found = found[key]
    return tuple(found)


@cache
def exactly(name: str) -> frozenset[str]:
    """Headings or answers that are compared as a whole."""
    return frozenset(listed("exactly", name))


@cache
def pattern(*where: str) -> re.Pattern:
    """What finds any word of a list, whole, in a text of small letters.

    >>> bool(pattern("whole").search("wie zufrieden sind sie insgesamt"))
    True
    """
    return _any_of(listed(*where))


def place(text: str, *where: str) -> int | None:
    """The place in a list of its first word that a text has; None where it has none.

    >>> place("user email", "roles", "customer") < place("email", "roles", "customer")
    True
    """
    words = listed(*where)
    return next((i for i, word in enumerate(words) if _any_of((word,)).search(text)), None)


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern:
    either = "|".join(word.replace("*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{either})\b", re.IGNORECASE)
