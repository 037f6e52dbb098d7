"""Touchpoint names: one spelling for what people write in several ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

SEVERAL = re.compile(r"\s*[;|]\s*")


def clean(name: str) -> str:
    """A name after NFKC, without invisible format characters, trimmed.

    >>> clean("  Store\\u200b\\u00a0visit ")
    'Store visit'
    """
    text = unicodedata.normalize("NFKC", str(name))
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def key(name: str) -> str:
    """What two names are compared by: cleaned and case-folded.

    >>> key("Monthly BILL ") == key("monthly bill")
    True
    """
    return unicodedata.normalize("NFKC", clean(name).casefold())


def several(text: object) -> list[str]:
    """The names in a cell that may list several, separated by ";" or "|".

    >>> several("upgrade checkout; renewal")
    ['upgrade checkout', 'renewal']
    """
    if not isinstance(text, str):
        return []
    return [part for part in SEVERAL.split(text.strip()) if part]


def spellings(counts: Mapping[str, int], preferred: Iterable[str] = ()) -> dict[str, str]:
    """The one spelling for each name met.

    Parameters
    ----------
    counts : how often each name, as written, occurs.
    preferred : spellings that win where they occur (the map's own).

    Returns
    -------
    Every name as written, with the spelling shown: a preferred one, else the commonest, ties by
    the alphabet.

    >>> spellings({"Bill": 2, "bill ": 3, "App": 1}, preferred=["app"])
    {'Bill': 'bill', 'bill ': 'bill', 'App': 'app'}
    """
    best: dict[str, str] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        best.setdefault(key(name), clean(name))
    for name in reversed(list(preferred)):
        best[key(name)] = clean(name)
    return {name: best[key(name)] for name in counts}
