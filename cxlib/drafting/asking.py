"""Which question is the outcome: its candidates ranked, its scale and its good end read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cxlib.drafting.derived import restated
from cxlib.drafting.profile import Profile, better_word, plain
from cxlib.drafting.scales import anchors, costs
from cxlib.drafting.words import pattern

NPS, LEAST_NPS = (0, 10), 8  # points; a scale of so many is one of the recommendation
MOST_GROUPS = 25  # distinct texts that may follow from an answer
OUTCOMES = ("recommend", "satisfied", "ease", "solved")  # the likeliest main one first
OF_ITSELF = ("recommend", "solved")  # asked of the whole, whatever else the question names
KINDS = {"satisfied": "csat", "ease": "ces"}


@dataclass(frozen=True)
class Asked:
    """An outcome as it was found.

    Attributes
    ----------
    name : what it is called
    column, spec : the column that holds it, and how it would be declared
    told : what was guessed: the column, its scale, its good end, and the runner-up
    siblings : columns that ask the same and are no driver of it
    """

    name: str
    column: Profile
    spec: Mapping[str, object]
    told: str
    siblings: tuple[str, ...] = ()


def followers(columns: Sequence[Profile], frame: pd.DataFrame) -> dict[str, str]:
    """Columns that follow from an answer: column -> that answer; answers in words come last."""
    answers = [c for c in columns if c.rating or c.scale]
    ranked = sorted(answers, key=lambda c: (c.scale is not None, -c.distinct))
    few = [c.name for c in columns if c not in answers and 2 <= c.distinct <= MOST_GROUPS]
    return restated(frame, [c.name for c in ranked], few)


def chosen_outcomes(columns: Sequence[Profile], follow: Mapping[str, str]) -> list[Asked]:
    """The outcomes that the columns hold, the main one first; each column is one at most."""
    found: list[Asked] = []
    for name in OUTCOMES:
        taken = {one.column.name for one in found}
        ranked = _ranked(name, [c for c in columns if c.name not in taken], follow)
        if ranked:
            found.append(_asked(name, ranked))
    return found or _only_one(columns, follow)


def _only_one(columns: Sequence[Profile], follow: Mapping[str, str]) -> list[Asked]:
    """Where no question says that it is one: the only answer on a scale, the only one from 0 to 10,
    the only one in words, else the only one that is named a score. Nobody knows what it asks, and
    that is said."""
    rated = [c for c in columns if (c.rating or c.scale) and c.name not in follow]
    tens = [c for c in rated if ends(c) == NPS]
    named = [c for c in rated if pattern("score").search(c.said)]
    worded = [c for c in rated if c.scale is not None and c.scale.labels]
    alone = next((some for some in (rated, tens, worded, named) if len(some) == 1), [])
    if not alone:
        return []
    name = "recommend" if alone[0] in tens else "satisfied"
    asked = _asked(name, [(alone[0], _spec(name, alone[0]))])
    return [replace(asked, told=f"{asked.told}; nothing says what it asks")]


def _ranked(
    name: str, columns: Sequence[Profile], follow: Mapping[str, str]
) -> list[tuple[Profile, dict]]:
    """The columns that ask for an outcome, the likeliest first; none where all ask of a part."""
    words = pattern("outcomes", name)
    named = [(c, _spec(name, c)) for c in columns if words.search(c.said)]
    fit = [(c, spec) for c, spec in named if spec and c.name not in follow]
    whole = [(c, spec) for c, spec in fit if name in OF_ITSELF or _of_the_whole(c, words)]
    return sorted(whole, key=lambda one: _rank(*one), reverse=True)


def _of_the_whole(column: Profile, words: re.Pattern) -> bool:
    """Whether a question is about all of it: it says so, or names nothing else.

    What stands in brackets is its scale.
    """
    for text in (column.question, column.name):
        said = plain(re.sub(r"\(.*?\)", " ", text))
        if pattern("whole").search(said) or pattern("of_us").search(said):
            return True
        if words.search(said) and not pattern("filling").sub(" ", words.sub(" ", said)).strip():
            return True
    return False


def _rank(column: Profile, spec: Mapping[str, object]) -> tuple:
    return (spec["kind"] == "nps", bool(pattern("whole").search(column.said)), column.filled)


def _asked(name: str, ranked: Sequence[tuple[Profile, dict]]) -> Asked:
    (column, spec), *others = ranked
    words = [f"column {column.name}", *_told(column, spec)]
    words += [f"else {others[0][0].name}"] if others else []
    return Asked(name, column, spec, "; ".join(words), tuple(c.name for c, _ in others))


def _told(column: Profile, spec: Mapping[str, object]) -> list[str]:
    """What was guessed of its scale, in words that a person can confirm."""
    if spec["kind"] == "binary":
        return [f"good is {', '.join(map(str, spec['good']))}"]
    low, high = (0, 10) if spec["kind"] == "nps" else spec.get("scale", ("?", "?"))
    good = spec.get("better", "high")
    end = high if good == "high" else low
    sure = spec["kind"] == "nps" or direction(column)[1]  # of an NPS the question says it
    return [f"{low} to {high}, {end} is good{'' if sure else ' (nothing says so)'}"]


def direction(column: Profile) -> tuple[str, bool]:
    """The good end of a column's scale, and whether anything says so: its words, its question."""
    told = anchors(f"{column.name}: {column.question}")
    if told is not None and told.good is not None:
        return told.good, True
    if column.scale is not None and column.scale.good != "ask":
        return column.scale.good, True
    return ("low" if costs(column.said) and not _of_ease(column) else "high"), False


def _of_ease(column: Profile) -> bool:
    return bool(pattern("easy").search(column.said))


def ends(column: Profile) -> tuple[float, float]:
    """The ends of a column's scale: of its words, of its question, else of what was answered."""
    told = anchors(f"{column.name}: {column.question}")
    low, high = (
        (column.scale.low, column.scale.high) if column.scale
        else (column.judged.low, column.judged.high)
    )  # fmt: skip
    if told is not None and told.low <= low and high <= told.high:
        return told.low, told.high
    return low, high


def _spec(name: str, column: Profile) -> dict | None:
    """How an outcome in this column would be declared, from its words and its answers."""
    if column.look in ("date", "empty"):
        return None
    good = better_word([w for w in column.words if w not in column.na])
    if good is not None:
        return {"kind": "binary", "good": [good]}
    if not (column.scale or column.rating):
        return None
    low, high = ends(column)
    better, _ = direction(column)
    if name == "recommend" and high >= LEAST_NPS and better == "high":
        return {"kind": "nps"}
    spec: dict[str, object] = {"kind": KINDS.get(name, "mean")}
    if high == high:
        spec["scale"] = [int(low), int(high)]
    return spec | ({"better": "low"} if better == "low" else {})
