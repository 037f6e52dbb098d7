"""The words that give personal text away, in several languages: data, read once."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

WORD = re.compile(r"\w+")
FILE = Path(__file__).with_name("cues.yml")


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    from ruamel.yaml import YAML

    loaded = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return {
        name: [entry for entry in map(str.strip, str(line).split(",")) if entry]
        for name, line in loaded.items()
    }


def words(name: str) -> frozenset[str]:
    """A list of words, in small letters.

    >>> "staff" in words("no name")
    True
    """
    return frozenset(word.lower() for word in _lists()[name])


def said(text: str) -> frozenset[str]:
    """The words of a text, in small letters: a pattern none of whose words is there can wait.

    >>> sorted(said("Hello there, Jo"))
    ['hello', 'jo', 'there']
    """
    return frozenset(word.lower() for word in WORD.findall(text))


@lru_cache(maxsize=64)
def openings(*names: str) -> frozenset[str]:
    """The words by which the entries of these lists begin.

    >>> "kind" in openings("closings")
    True
    """
    return frozenset(WORD.findall(entry.lower())[0] for name in names for entry in _lists()[name])


def cue(name: str) -> str:
    """A list as the alternatives of a pattern, the longest first; a blank is any blank.

    >>> cue("with")
    'durch|mit|von|bei'
    """
    longest = sorted(_lists()[name], key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s{1,2}") for word in longest)


@lru_cache(maxsize=1)
def _endings() -> re.Pattern:
    return re.compile(rf"(?:{cue('endings of no name')})$")


def ordinary(word: str) -> bool:
    """Whether it says what something is like, as everybody knows it or by its ending.

    >>> ordinary("cold"), ordinary("tasteless"), ordinary("jane")
    (True, True, False)
    """
    return word in words("ordinary") or bool(_endings().search(word))
