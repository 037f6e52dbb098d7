"""Touchpoint names: one spelling for what people write in several ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

TOTALS = re.compile(
    r"^(grand |sub)?totals?$|^sums?$|^averages?$|^mean$|^(gesamt|summe|insgesamt|durchschnitt|"
    r"mittelwert|gesamtsumme|somme|moyenne|total général|media|promedio|suma)$"
)
WORD = re.compile(r"\w+")
# the small letters of Cyrillic and Greek that look like Latin ones (Unicode's confusables, UTS 39)
LOOK_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u043a\u043c\u0442\u043d\u0432"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c4\u03c5\u03c7",
    "aeopcyxijshdqwkmthbaopviktux",
)
SEVERAL = re.compile(r"\s*[;|]\s*")


def is_total(cell: str) -> bool:
    """Whether a cell names a sum or an average of the others.

    >>> is_total("Grand total:"), is_total("Totally free")
    (True, False)
    """
    return TOTALS.match(cell.strip().casefold().rstrip(":")) is not None


def clean(name: str) -> str:
    """A name after NFKC, without invisible format characters and NUL, trimmed.

    >>> clean("  Store\\u200b\\u00a0visit ")
    'Store visit'
    """
    text = unicodedata.normalize("NFKC", str(name))
    return "".join(c for c in text if unicodedata.category(c) != "Cf" and c != "\x00").strip()


def key(name: str) -> str:
    """What two names are compared by: cleaned, case-folded, look-alike letters as Latin ones.

    Cyrillic and Greek letters that look like Latin ones are read as such only in a word that has
    Latin letters too: nobody writes a word in two scripts on purpose.

    >>> key("Monthly BILL ") == key("monthly bill"), key("p\u0430y") == "pay"
    (True, True)
    """
    folded = unicodedata.normalize("NFKC", clean(name).casefold())
    return folded if folded.isascii() else WORD.sub(_one_script, folded)


def _one_script(word: re.Match) -> str:
    text = word[0]
    mixed = any("a" <= c <= "z" for c in text)
    return text.translate(LOOK_ALIKE) if mixed else text


def looks_like(name: str) -> bool:
    """Whether a name has a word in two scripts that look alike.

    >>> looks_like("p\u0430y"), looks_like("pay"), looks_like("\u043f\u043b\u0430\u0442\u0430")
    (True, False, False)
    """
    folded = unicodedata.normalize("NFKC", clean(name).casefold())
    return not folded.isascii() and WORD.sub(_one_script, folded) != folded


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
