"""Key words by which the client's own words are read: data, one file a language (`keywords/`).

A rule that reads words is a prompt for a conversation, not a verdict; in a language without a file
it finds nothing, and the notes say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "keywords"
ENVIRONMENTS = ("digital", "physical", "human")  # as the tables' contract has them
ANYWHERE = "anywhere"  # in languages that join words, a key word may stand inside one


@dataclass(frozen=True)
class KeyWords:
    """The key words of one language, as group -> name -> words; none where it has no file."""

    language: str
    match: str = "start"
    groups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    @property
    def known(self) -> bool:
        """Whether the language has key words at all."""
        return bool(self.groups)

    def first(self, group: str, *cells: object) -> str | None:
        """The first list of a group that holds a word of the cells; None where none does.

        >>> key_words("en").first("situation", "have it solved", None)
        'put right'
        """
        text = _joined(cells)
        lists = self.groups.get(group, {})
        return next((name for name, words in lists.items() if self._hits(words, text)), None)

    def most(self, group: str, *cells: object) -> str | None:
        """The list of a group with the most hits in the cells; None where none has any.

        >>> key_words("en").most("recovery", "call_wait Waiting time on the phone")
        'speed'
        """
        text = _joined(cells)
        hits = {name: self._hits(words, text) for name, words in self.groups.get(group, {}).items()}
        best = max(hits, key=lambda name: hits[name], default=None)
        return best if best is not None and hits[best] else None

    def _hits(self, words: tuple[str, ...], text: str) -> int:
        if self.match == ANYWHERE:
            return sum(word in text for word in words)
        return sum(bool(re.search(rf"\b{re.escape(word)}", text)) for word in words)


def _joined(cells: tuple[object, ...]) -> str:
    told = " ".join(str(cell) for cell in cells if cell is not None and not pd.isna(cell))
    return told.replace("_", " ").casefold()


@lru_cache(maxsize=8)
def key_words(language: str) -> KeyWords:
    """The key words of a language, "de-AT" being German.

    >>> key_words("de").known, key_words("en").known, key_words("fi").known
    (True, True, False)
    """
    path = FOLDER / f"{re.split('[-_]', language)[0].casefold()}.yml"
    if not path.is_file():
        return KeyWords(language)
    read = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    groups = {
        group: {name: tuple(str(w).casefold() for w in words) for name, words in lists.items()}
        for group, lists in read.items()
        if isinstance(lists, Mapping)
    }
    return KeyWords(language, read["match"], groups)


def environment(cell: object, words: KeyWords) -> str | None:
    """A touchpoint's environment in the contract's words, whichever language the map is in.

    >>> environment("Filiale", key_words("de")), environment("Digital", key_words("de"))
    ('physical', 'digital')
    """
    told = _joined((cell,))
    return told if told in ENVIRONMENTS else words.first("environments", cell)
