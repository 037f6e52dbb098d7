"""What each column of a client's file looks like: numbers, dates, names, answers or prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from cxlib.drafting.scales import NA_WORDS, Scale, scale_of, speaks
from cxlib.engagement.contracts.looks import look_of
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.contracts.values import (
    as_text,
    code,
    distinct,
    is_number,
    parse_number,
)
from cxlib.engagement.shaping.scales import Judgement, judge
from cxlib.engagement.suspicion.names import TEST

HIGHEST, PER_CENT = 11, 100  # where scales of answers end
COUNTS = re.compile(  # what is counted or measured is no answer
    r"\b(count|number of|anzahl|replies|reopens|visits|calls|minutes|seconds|hours|days|duration|"
    r"dauer|minuten|stunden|tage|age|alter|year|jahr|quantity|menge|items|pages?|lastpage|version)\b"
)
FEW_TESTS = 0.1  # share of a column's texts
MOSTLY = 0.9  # share of cells that must agree before a column is taken for something
COMMA = re.compile(r"^[+-]?\d+(\.\d{3})*,\d+$")
POINT = re.compile(r"^[+-]?\d+(,\d{3})*\.\d+$")
SAMPLE = 20_000  # cells looked at for dates; codes and scales are looked for in all
DATED = re.compile(r"\b(date|time|datum|zeit|day|timestamp|at|on|fecha|created|submitted)\b")
ColumnLook = Literal["number", "date", "text", "empty"]


@dataclass(frozen=True)
class Profile:
    """One column: what it looks like, and what would have to be declared to read it so."""

    name: str
    question: str
    look: ColumnLook
    filled: int
    distinct: int
    mean_length: float
    unique: bool
    order: str | None = None  # of day and month; "unclear" where the dates themselves do not say
    timed: bool = False
    comma: bool = False
    na: tuple = ()
    total: float = 0.0  # of the numbers
    whole: bool = False  # all of them counts
    judged: Judgement = field(default_factory=lambda: Judgement("other"))
    words: tuple[str, ...] = ()  # the distinct texts, where they are few
    scale: Scale | None = None  # of answers in words
    tests: tuple[str, ...] = ()  # what somebody wrote who tried it out

    @property
    def rating(self) -> bool:
        """Whether the column could be an answer on a scale of three points or more."""
        scaled = self.judged.kind == "variable" and self.distinct >= 3
        usual = scaled and (self.judged.high <= HIGHEST or self.judged.high == PER_CENT)
        return self.look == "number" and usual and not COUNTS.search(self.said)

    @property
    def said(self) -> str:
        """Name and wording, for looking for words in."""
        return f"{plain(self.name)} {plain(self.question)}".strip()


MOST_WORDS = 16


def plain(name: str) -> str:
    """A heading as words in small letters.

    >>> plain("customerID"), plain("last_contact")
    ('customer id', 'last contact')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[_\W]+", " ", apart).casefold().strip()


def profiles(raw: Raw) -> list[Profile]:
    """A profile of every column of a table."""
    return [profile(raw, name) for name in raw.frame.columns]


def profile(raw: Raw, name: str) -> Profile:
    """What one column looks like."""
    cells = raw.frame[name].dropna()
    text = as_text(cells).dropna()
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        stated = {"look": "date", "order": "iso", "timed": bool((cells.dt.hour != 0).any())}
    elif is_number(cells):
        stated = {"look": "number"} | _judged(cells.to_numpy(dtype=float))
    else:
        stated = _of_text(text, name)
    values = distinct(text)
    words = tuple(sorted(values)) if len(values) <= MOST_WORDS else ()
    scale = scale_of(words) if stated["look"] == "text" else None
    if scale is not None:
        stated |= {"na": scale.na}
    elif no_answers := beside_good_and_bad(words):
        stated |= {"na": no_answers}
    return Profile(
        name=name,
        question=raw.questions.get(name, ""),
        filled=len(text),
        distinct=len(values),
        mean_length=float(text.str.len().mean()) if len(text) else 0.0,
        unique=len(values) == len(text) > 1,
        words=words,
        scale=scale,
        tests=_tests(values) if stated["look"] == "text" else (),
        **stated,
    )


def _tests(values: Sequence[str]) -> tuple[str, ...]:
    """Names and addresses of tests, where they are the exception."""
    found = tuple(v for v in values if TEST.match(v.strip().casefold()))
    return found if len(found) <= FEW_TESTS * len(values) else ()


def _judged(numbers: np.ndarray, words: tuple = ()) -> dict:
    """The scale once every code that stands out is taken for N/A."""
    total = float(np.nansum(numbers))
    whole = bool(np.all(numbers == np.round(numbers)) and np.all(numbers >= 0))
    codes, judged = list(words), judge(numbers)
    while judged.kind in ("hidden code", "suspicious 0"):
        value = judged.value
        codes.append(int(value) if value.is_integer() else value)
        numbers = numbers[numbers != value]
        judged = judge(numbers)
    return {"judged": judged, "na": tuple(codes), "total": total, "whole": whole}


def _of_text(cells: pd.Series, name: str) -> dict:
    if cells.empty:
        return {"look": "empty"}
    dated = _dates(cells.head(SAMPLE), name)
    if dated:
        return dated
    values = distinct(cells)
    na = tuple(v for v in values if code(v) in NA_WORDS)
    rest = cells[~cells.isin(na)]
    comma = bool(rest.head(SAMPLE).str.match(COMMA).any()) and not rest.str.match(POINT).any()
    numbers = {v: _number(v, comma) for v in distinct(rest)}
    if not numbers or any(v is None for v in numbers.values()) or _leading_zeros(numbers):
        return {"look": "text"}
    known = rest.map(numbers).to_numpy(dtype=float)
    return {"look": "number", "comma": comma} | _judged(known, na)


def _number(text: str, comma: bool) -> float | None:
    try:
        return parse_number(text, "," if comma else ".")
    except ValueError:
        return None


def _leading_zeros(values) -> bool:
    return any(re.match(r"^0\d", v) for v in values)


def _dates(cells: pd.Series, name: str) -> dict | None:
    seen = look_of([str(v) for v in distinct(cells)], bool(DATED.search(plain(name))))
    if seen is None:
        return None
    return {"look": "date", "order": seen.dates, "timed": seen.timed}


def beside_good_and_bad(words: Sequence[str]) -> tuple[str, ...]:
    """Words that are no answers beside one that speaks well and one that speaks badly.

    >>> beside_good_and_bad(("Bad", "Good", "Offered", "Unoffered"))
    ('Offered', 'Unoffered')
    """
    ranks = {word: speaks(word) for word in words}
    if any(map(str.isdigit, words)) or sorted(rank for rank in ranks.values() if rank) != [-1, 1]:
        return ()
    return tuple(word for word, rank in ranks.items() if rank == 0)


def better_word(words: Sequence[str]) -> str | None:
    """Of two answers the one that speaks well, where that is plain.

    >>> better_word(("Neutral or Dissatisfied", "Satisfied")), better_word(("No", "Yes"))
    ('Satisfied', 'Yes')
    """
    if len(words) != 2:
        return None
    for word in words:
        if code(word) in ("yes", "true", "1"):
            return word
    ranks = [speaks(word) for word in words]
    return None if ranks[0] == ranks[1] else max(words, key=speaks)
