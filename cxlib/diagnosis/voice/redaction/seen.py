"""A text as a person sees it, and where each letter of it stands in the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", re.DOTALL)
UNSEEN = {"Cf", "Cc", "Mn", "Me"}  # zero-width, bidirectional; marks that no letter takes up
PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2212": "-", "\u2044": "/"})


class Seen(NamedTuple):
    """The text to look at; for each of its letters, where the original begins and ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """From where to where a part of the text stands in the original."""
        return self.starts[start], self.ends[end - 1]


def seen(text: str) -> Seen:
    """The text in compatibility form (NFKC), without what is unseen, dashes and digits plain.

    >>> seen("\\uff4a\\u200bo\\uff20x.org").text
    'jo@x.org'
    """
    if text.isascii() and text.isprintable():
        return Seen(text, range(len(text)), range(1, len(text) + 1))
    letters, starts, ends = [], [], []
    for cluster in CLUSTER.finditer(text):
        plain = _plain(cluster[0])
        letters.append(plain)
        starts += [cluster.start()] * len(plain)
        ends += [cluster.end()] * len(plain)
    return Seen("".join(letters), starts, ends)


@lru_cache(maxsize=8192)
def _plain(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", cluster).translate(PLAIN)
    return "".join(_letter(c) for c in folded)


def _letter(letter: str) -> str:
    if letter.isspace():
        return "\n" if letter in "\n\r\u2028\u2029\x85" else " "
    kind = unicodedata.category(letter)
    if kind in UNSEEN:
        return ""
    if kind == "Pd":
        return "-"
    return str(unicodedata.decimal(letter)) if kind == "Nd" else letter
