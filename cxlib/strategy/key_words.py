"""Key words by which the client's own words are read: data, one file a language (`keywords/`).

The client's texts may be in another language than the report, so the lists of every language are
asked, and the one that recognises most of a text reads it. A rule that reads words is a prompt for
a conversation, not a verdict; in a language without a file it finds nothing, and the notes say so.
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
class Lists:
    """The key words of one language, as group -> name -> words."""

    match: str
    groups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(repr=False)

    def hits(self, group: str, text: str) -> dict[str, int]:
        """How many words of each list of a group stand in a text; lists without any left out."""
        counted = {
            name: self._in(words, text) for name, words in self.groups.get(group, {}).items()
        }
        return {name: n for name, n in counted.items() if n}

    def _in(self, words: tuple[str, ...], text: str) -> int:
        if self.match == ANYWHERE:
            return sum(word in text for word in words)
        return sum(bool(re.search(rf"\b{re.escape(word)}", text)) for word in words)


@dataclass(frozen=True)
class KeyWords:
    """The key words of every language; `known` says whether the report's own is among them."""

    known: bool
    languages: tuple[Lists, ...] = field(repr=False)

    def first(self, group: str, *cells: object) -> str | None:
        """The first list of a group that holds a word of the cells; None where none does.

        >>> key_words("de").first("situation", "have it solved", None)
        'put right'
        """
        return next(iter(self._read(group, cells)), None)

    def most(self, group: str, *cells: object) -> str | None:
        """The list of a group with the most hits in the cells; None where none has any.

        >>> key_words("en").most("recovery", "call_wait Wartezeit am Telefon")
        'speed'
        """
        hits = self._read(group, cells)
        return max(hits, key=lambda name: hits[name], default=None)

    def _read(self, group: str, cells: tuple[object, ...]) -> dict[str, int]:
        """The hits in the language that recognises most; of equals, the one that joins no words."""
        text = _joined(cells)
        found = [language.hits(group, text) for language in self.languages]
        return max(found, key=lambda hits: sum(hits.values()), default={})


def _joined(cells: tuple[object, ...]) -> str:
    told = " ".join(str(cell) for cell in cells if cell is not None and not pd.isna(cell))
    return told.replace("_", " ").casefold()


def key_words(language: str) -> KeyWords:
    """The key words for a report in a language, "de-AT" being German.

    >>> key_words("de-AT").known, key_words("en").known, key_words("fi").known
    (True, True, False)
    """
    own = FOLDER / f"{re.split('[-_]', language)[0].casefold()}.yml"
    return KeyWords(own.is_file(), every_list())


@lru_cache(maxsize=1)
def every_list() -> tuple[Lists, ...]:
    """The lists of all languages, those that join no words first."""
    found = [lists(path) for path in sorted(FOLDER.glob("*.yml"))]
    return tuple(sorted(found, key=lambda one: one.match == ANYWHERE))


def lists(path: Path) -> Lists:
    """The key words of one file."""
    read = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    groups = {
        group: {name: tuple(str(w).casefold() for w in words) for name, words in named.items()}
        for group, named in read.items()
        if isinstance(named, Mapping)
    }
    return Lists(read["match"], groups)


def environment(cell: object, words: KeyWords) -> str | None:
    """A touchpoint's environment in the contract's words, whichever language the map is in.

    >>> environment("Filiale", key_words("de")), environment("Digital", key_words("de"))
    ('physical', 'digital')
    """
    told = _joined((cell,))
    return told if told in ENVIRONMENTS else words.first("environments", cell)
