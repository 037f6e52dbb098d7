"""Answers that stand on a scale: in words, in numbers with words, in stars, in codes.

Which place an answer has is told by the scale that its words belong to, never by the answers that
happened to occur: where nobody chose "very satisfied", "satisfied" is still the fourth of five.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from cxlib.drafting.words import exactly, pattern

Good = Literal["high", "low", "ask"]
FILE = Path(__file__).with_name("scales.yml")
LEAST = 3  # answers of a scale that were chosen; of fewer nobody knows that it is one
NUMBERED = re.compile(r"^\(?(\d{1,2})\)?(?:\s*[-–—:=.)]+\s*|\s+|$)(.*)$", re.DOTALL)
NUMBERED_AFTER = re.compile(r"^(.*?)\s*(?:\(|[-–—:=]\s*)(\d{1,2})\)?$", re.DOTALL)
CODED = re.compile(r"^([A-Za-z]{1,3})0?(\d{1,2})$")
STAR, EMPTY_STAR = "★", "☆"
STARS = re.compile(r"^(\d{1,2})\s*(?:stars?|sterne?|étoiles?|estrellas?)$")
HIGHEST = 10


@dataclass(frozen=True)
class Scale:
    """A scale, and the place on it of every answer that was given.

    Attributes
    ----------
    labels : the client's own words -> their number; empty where the answers are numbers
    low, high : its ends
    good : the end that speaks well; "ask" where nothing tells
    na : answers that say that there is none
    whole : whether its ends were told by its words, and not by what was answered alone
    """

    labels: Mapping[str, int]
    low: int
    high: int
    good: Good = "high"
    na: tuple[str, ...] = ()
    whole: bool = True


def scale_of(words: Sequence[str]) -> Scale | None:
    """The scale that these distinct answers stand on; None where they are on none that is known.

    >>> scale_of(("Dissatisfied", "Satisfied", "Very dissatisfied")).labels["Satisfied"]
    4
    >>> found = scale_of(("0 - Not at all likely", "7", "9", "10 - Extremely likely", "N/A"))
    >>> found.low, found.high, found.na
    (0, 10, ('N/A',))
    """
    na = tuple(word for word in words if plain(word) in exactly("no_opinion"))
    rest = [word for word in words if word not in na]
    if len(rest) < LEAST:
        return None
    for read in (_numbered, _stars, _coded, _on_a_ladder):
        found = read(rest)
        if found is not None:
            return Scale(found.labels, found.low, found.high, found.good, na, found.whole)
    return None


def plain(word: str) -> str:
    """An answer in small letters, one kind of apostrophe and dash, without marks at its ends."""
    text = unicodedata.normalize("NFKC", str(word)).casefold()
    text = text.replace("’", "'").replace("–", "-").replace("—", "-")
    text = "".join(c for c in text if c in f"{STAR}{EMPTY_STAR}" or unicodedata.category(c) != "So")
    return " ".join(text.split()).strip(" .:;,!*")


def _numbered(words: Sequence[str]) -> Scale | None:
    """Numbers of which some carry words, such as both ends: "0 - Not at all likely"."""
    found: dict[str, tuple[int, str]] = {}
    for word in words:
        text = " ".join(str(word).split())
        if match := NUMBERED.match(text):
            found[word] = int(match[1]), match[2].strip()
        elif match := NUMBERED_AFTER.match(text):
            found[word] = int(match[2]), match[1].strip()
    worded = {word: n for word, (n, more) in found.items() if any(map(str.isalpha, more))}
    numbers = {n for n, _ in found.values()}
    if len(found) < len(words) or len(numbers) < len(words):
        return None
    if not any(speaks(found[word][1]) for word in worded):  # "1 - Bronze" is a name
        return None
    low, high = min(numbers), max(numbers)
    if high > HIGHEST or low > 1:
        return None
    ends = {low, high} <= set(worded.values())
    good = good_end(*(found[_key(worded, n)][1] for n in (low, high))) if ends else None
    return Scale({w: n for w, (n, _) in found.items()}, low, high, good or "ask", whole=ends)


def _key(worded: Mapping[str, int], number: int) -> str:
    return next(word for word, n in worded.items() if n == number)


def _stars(words: Sequence[str]) -> Scale | None:
    found = {}
    for word in words:
        text = plain(word)
        if text and set(text) <= {STAR, EMPTY_STAR, " "}:
            found[word] = text.count(STAR)
        elif match := STARS.match(text):
            found[word] = int(match[1])
    if len(found) < len(words) or len(set(found.values())) < len(words):
        return None
    high = 5 if max(found.values()) <= 5 else HIGHEST
    return Scale(found, 1, high) if max(found.values()) <= HIGHEST else None


def _coded(words: Sequence[str]) -> Scale | None:
    """Codes of one letter, A1 to A5: their order is told, which end is good is not."""
    matches = {word: CODED.match(str(word).strip()) for word in words}
    if not all(matches.values()) or len({m[1] for m in matches.values()}) > 1:
        return None
    found = {word: int(m[2]) for word, m in matches.items()}
    numbers = sorted(found.values())
    if numbers[0] > 1 or numbers[-1] > HIGHEST or numbers[-1] - numbers[0] >= 2 * len(numbers):
        return None
    return Scale(found, numbers[0], numbers[-1], "ask", whole=False)


def _on_a_ladder(words: Sequence[str]) -> Scale | None:
    """The first ladder on which each answer has a rung of its own; one that is filled wins."""
    said = {word: _unnumbered(word) for word in words}
    fitting = [(ladder, good) for ladder, good in _ladders() if _holds(ladder, said.values())]
    if not fitting:
        return None
    wholly = [one for one in fitting if len(said) == max(one[0].values())]
    ladder, good = (wholly or fitting)[0]
    found = {word: ladder[text] for word, text in said.items()}
    return Scale(found, 1, max(ladder.values()), good)


def _holds(ladder: Mapping[str, int], answers: Collection[str]) -> bool:
    """Whether each answer stands on a ladder, on a rung of its own."""
    rungs = {ladder.get(text) for text in answers}
    return None not in rungs and len(rungs) == len(answers)


def _unnumbered(word: str) -> str:
    return plain(re.sub(r"^\(?\d{1,2}\)?\s*[-–—:=.)]+\s*", "", str(word).strip()))


@lru_cache(maxsize=1)
def _ladders() -> list[tuple[dict[str, int], Good]]:
    """Every ladder: word -> rung, and its good end."""
    kinds = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    neither = [plain(word) for word in kinds.pop("neither")]
    return [
        (_rungs(ladder, neither), kind["good"])
        for kind in kinds.values()
        for ladder in kind["ladders"]
    ]


def _rungs(ladder: Sequence[str], neither: Sequence[str]) -> dict[str, int]:
    """Each word of a ladder with its rung; a word that says neither stands on the middle one."""
    middle = (len(ladder) + 1) // 2
    rungs = dict.fromkeys(neither, middle) if len(ladder) % 2 else {}
    return rungs | {
        plain(word): n for n, rung in enumerate(ladder, 1) for word in str(rung).split("|")
    }


PAIR = re.compile(
    r"(\d{1,2})\s*(?:=|:|-|–|means|is|ist|\.)?\s*([^\d,;()/|]{3,40}?)\s*"
    r"(?:,|;|/|\||-|–|—|…|\.\.\.?|\bto\b|\bbis\b|\band\b|\bund\b|\bà\b|\ba\b)+\s*"
    r"(\d{1,2})\s*(?:=|:|-|–|means|is|ist|\.)?\s*([^\d,;()/|]{3,40})"
)
PAIR_AFTER = re.compile(
    r"([^\d(),;:?]{3,40})\s*\((\d{1,2})\)\s*(?:to|bis|-|–|—|à|a|\.\.\.?|…)\s*"
    r"([^\d(),;:?]{3,40})\s*\((\d{1,2})\)"
)


GRADES = re.compile(r"\bschulnoten?\w*|\bnotenskala\b", re.IGNORECASE)  # 1 is the best of them
WORST_GRADE = re.compile(r"\b1\s*(?:-|–|bis|to|\.\.+)\s*([56])\b")
LEGEND = re.compile(r"(\d{1,2})\s*(?:=|:|\()\s*([^\d,;()/|=:]{3,40})")


def good_end(low: str, high: str, topic: str = "") -> Good | None:
    """The good end of a scale by the words at its ends; None where they do not say.

    Of an amount the topic tells: much effort is bad, whatever its number.

    >>> good_end("very satisfied", "very dissatisfied"), good_end("very low", "very high", "effort")
    ('low', 'low')
    """
    at_low, at_high = (speaks(text) for text in (low, high))
    if at_low != at_high and 0 not in (at_low, at_high):
        return "high" if at_high > at_low else "low"
    less, more = (bool(pattern("little").search(low)), bool(pattern("much").search(high)))
    if less and more:
        costs = pattern("costs").search(f"{low} {high} {topic}")
        return "low" if costs else None
    return None


def speaks(words: str) -> int:
    """1 where words speak well, −1 where they speak badly, 0 where they say neither.

    >>> speaks("Satisfied"), speaks("Neutral or Dissatisfied"), speaks("Blue")
    (1, -1, 0)
    """
    sign = words.strip()[:1]
    if sign in exactly("bad_sign") or pattern("bad").search(words):
        return -1
    return int(sign in exactly("good_sign") or bool(pattern("well").search(words)))


@dataclass(frozen=True)
class Anchors:
    """What a question's wording says of its scale: its ends, and which of them is good."""

    low: int
    high: int
    good: Good | None


def anchors(question: str) -> Anchors | None:
    """The ends of a scale as the question's wording names them; None where it names none.

    >>> anchors("How satisfied are you? (1 = very satisfied, 5 = very dissatisfied)").good
    'low'
    >>> anchors("Bewerten Sie die Filiale in Schulnoten")
    Anchors(low=1, high=6, good='low')
    """
    text = " ".join(str(question).split())
    for low, at_low, high, at_high in _pairs(text):
        if 0 <= low < high <= HIGHEST or (low, high) == (0, 100):
            return Anchors(low, high, good_end(at_low, at_high, text))
    if GRADES.search(text):
        worst = WORST_GRADE.search(text)
        return Anchors(1, int(worst[1]) if worst else 6, "low")
    return None


def _pairs(text: str) -> Iterator[tuple[int, str, int, str]]:
    """Two numbers with their words, the lower first: of a legend its ends."""
    told = sorted({int(n): words for n, words in LEGEND.findall(text)}.items())
    if len(told) > 1:
        yield (*told[0], *told[-1])
    for match in PAIR.finditer(text):
        one, other = sorted(((int(match[1]), match[2]), (int(match[3]), match[4])))
        yield (*one, *other)
    for match in PAIR_AFTER.finditer(text):
        one, other = sorted(((int(match[2]), match[1]), (int(match[4]), match[3])))
        yield (*one, *other)


def costs(question: str) -> bool:
    """Whether the question asks for something of which more is worse, by its topic."""
    return bool(pattern("costs").search(question))
