"""The words that name a topic, as its customers put them: "read from a script", not "script".

A word stands for the longest phrase that most of those who use it say, and so many of them that it
gives nobody away. A phrase opens and closes with a word that means something, or with a negation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cxlib.diagnosis.voice.redaction import MARKER

LONGEST = 5  # words of a phrase
USUAL = 0.6  # share of the comments with a word that hold the phrase
NEGATIONS = frozenset({"no", "not", "never", "nobody", "nothing", "without", "hardly"})
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
STOPS = re.compile(r"[^\w\s'’-]+")  # a phrase does not run across one


def in_phrases(
    words: Sequence[str], texts: Sequence[str], hollow: frozenset[str], fewest: int
) -> list[str]:
    """Each word, or two words, as the phrase that most comments with it have; no word is repeated.

    Parameters
    ----------
    words : a topic's telling words, the first first
    texts : its comments, redacted
    hollow : words that mean nothing by themselves, in lower case
    fewest : comments that a phrase must occur in

    >>> said = ["He read from a script.", "They read from a script again", "A script!"] * 9
    >>> in_phrases(["script", "read"], said, frozenset({"a", "from", "he", "they"}), 10)
    ['read from a script']
    """
    spoken = [[part.split() for part in _parts(text)] for text in texts]
    told: list[str] = []
    for word in words:
        _add(told, _usual(word, spoken, hollow - NEGATIONS, fewest), hollow)
    return told


def _add(told: list[str], phrase: str, hollow: frozenset[str]) -> None:
    """One more phrase, in place of one that it says more than; none that repeats a word."""
    means = set(phrase.split()) - hollow
    alike = [k for k, other in enumerate(told) if means & set(other.split())]
    if not alike:
        told.append(phrase)
    elif all(set(told[k].split()) < set(phrase.split()) for k in alike):
        told[alike[0]] = phrase
        for k in reversed(alike[1:]):
            del told[k]


def _parts(text: str) -> Iterator[str]:
    """What stands between two stops, in lower case and with one space between words."""
    for part in STOPS.split(MARKER.sub(".", text).lower()):
        yield " ".join(WORD.findall(part))


def _usual(word: str, spoken: list[list[list[str]]], hollow: frozenset[str], fewest: int) -> str:
    """The longest phrase with the word that is usual where it stands; else the word."""
    wanted, held, using = word.split(), Counter(), 0
    for parts in spoken:
        here = {p for tokens in parts for p in _around(wanted, tokens, hollow)}
        using += bool(here)
        held.update(here)
    usual = [p for p, n in held.items() if n >= max(fewest, USUAL * using)]
    return max(usual, key=lambda p: (len(p.split()), held[p], p), default=word)


def _around(wanted: list[str], tokens: list[str], hollow: frozenset[str]) -> Iterator[str]:
    """Every phrase of these tokens that holds the words and has ends that mean something."""
    size = len(wanted)
    for at in range(len(tokens) - size + 1):
        if tokens[at : at + size] != wanted:
            continue
        for first in range(max(0, at + size - LONGEST), at + 1):
            for last in range(at + size, min(len(tokens), first + LONGEST) + 1):
                if tokens[first] not in hollow and tokens[last - 1] not in hollow:
                    yield " ".join(tokens[first:last])
