"""Tables that are not laid out as a row per answer: a row per question, a column per wave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from cxlib.drafting.profile import Profile
from cxlib.engagement.contracts.values import as_text

WAVE = re.compile(r"(?:w|wave|welle|vague|ola|t)[ _.-]?(\d{1,2})", re.IGNORECASE)
YEAR = re.compile(r"((?:19|20)\d\d)")
QUARTER = re.compile(r"((?:19|20)\d\d)[ _.-]?q([1-4])", re.IGNORECASE)
MONTH = re.compile(r"((?:19|20)\d\d)[_.-](0[1-9]|1[0-2])")
STEM = r"^(?P<stem>.*?[a-zA-Z].*?)[ _.-]*(?P<wave>{})$"
KINDS = {  # of waves, and how each is written as the label of a period
    "month": (MONTH, "{0}-{1}"),
    "quarter": (QUARTER, "{0}-Q{1}"),
    "year": (YEAR, "{0}"),
    "index": (WAVE, "{0}"),
}
FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 300
DENSE = 0.6  # share of all pairs of person and question that a long survey holds
MOST_TRIED = 8  # columns that may say who, which question or what


def label_of(column: str) -> tuple[str, str, str] | None:
    """Of a heading that ends with its wave: the stem, the wave's label, the kind of period.

    >>> label_of("nps_w2"), label_of("Speed 2026-Q1"), label_of("Q2_1")
    (('nps', '2', 'index'), ('Speed', '2026-Q1', 'quarter'), None)
    """
    for kind, (pattern, form) in KINDS.items():
        inner = re.sub(r"\((?!\?)", "(?:", pattern.pattern)
        found = re.match(STEM.format(inner), column, re.IGNORECASE)
        if found:
            return found["stem"], form.format(*pattern.match(found["wave"]).groups()), kind
    return None


def side_by_side(columns: Sequence[Profile]) -> dict[str, object]:
    """`read` of a panel with a column per wave; empty where the answers are of no waves.

    Only where every answer on a scale is of a wave, for those of no wave would be counted in each;
    and where two waves or more hold the same questions.

    >>> from cxlib.drafting.profile import profiles
    >>> from cxlib.engagement.contracts.raw import from_frame
    >>> cells = {"id": list("abc"), "nps_w1": [1, 9, 4], "nps_w2": [2, 10, 3]}
    >>> side_by_side(profiles(from_frame("responses", pd.DataFrame(cells))))
    {'shape': 'waves', 'names': {'nps': {'1': 'nps_w1', '2': 'nps_w2'}}}
    """
    answers = [c for c in columns if c.rating or c.scale]
    told = {c.name: label_of(c.name) for c in answers}
    if not answers or None in told.values() or len({kind for *_, kind in told.values()}) > 1:
        return {}
    kind = told[answers[0].name][2]
    also = {c.name: label_of(c.name) for c in columns if c not in answers}
    told |= {name: of for name, of in also.items() if of is not None and of[2] == kind}
    names: dict[str, dict[str, str]] = {}
    for name, (stem, label, _) in told.items():
        names.setdefault(stem, {})[label] = name
    waves = sorted({label for of in names.values() for label in of}, key=_order)
    shared = [of for of in names.values() if len(of) > 1]
    if len(waves) < 2 or len(shared) * 2 < len(names):
        return {}
    ordered = {stem: {w: of[w] for w in waves if w in of} for stem, of in names.items()}
    return {"shape": "waves", "names": ordered}


def _order(label: str) -> tuple[int, str]:
    return (int(label), "") if label.isdigit() else (0, label)


def row_per_question(columns: Sequence[Profile], frame: pd.DataFrame) -> dict[str, object]:
    """`read` of a survey with a row per answer and question; empty where it is none.

    Told by the cells alone: each person answers each question once, nearly all of them; one other
    column varies within a person, and holds the answers.

    >>> rows = [(p, q, (i + j) % 5) for i, p in enumerate("abcdefgh") for j, q in enumerate("xyz")]
    >>> from cxlib.drafting.profile import profiles
    >>> from cxlib.engagement.contracts.raw import from_frame
    >>> frame = pd.DataFrame(rows, columns=["who", "asked", "said"])
    >>> row_per_question(profiles(from_frame("responses", frame)), frame)
    {'shape': 'long', 'id': 'who', 'names_from': 'asked', 'values_from': 'said'}
    """
    n = len(frame)
    people = [c for c in columns if c.look in ("text", "number") and 3 <= c.distinct < n]
    asked = [
        c for c in columns
        if c.look == "text" and FEWEST_QUESTIONS <= c.distinct <= MOST_QUESTIONS and c.filled == n
    ]  # fmt: skip
    for question in asked[:MOST_TRIED]:
        for person in people[:MOST_TRIED]:
            pairs = person.distinct * question.distinct
            if person.distinct <= question.distinct or not DENSE * pairs <= n <= pairs:
                continue
            value = _varying(frame, person.name, question.name)
            told = next((c for c in columns if c.name == value), None)
            if told is not None and told.look != "date":
                how = {"shape": "long", "id": person.name}
                return how | {"names_from": question.name, "values_from": told.name}
    return {}


def _varying(frame: pd.DataFrame, person: str, question: str) -> str | None:
    """The one column besides the question that is not the same in all rows of a person."""
    if frame.duplicated([person, question]).any():
        return None
    who = as_text(frame[person])
    rest = frame.drop(columns=[person, question]).apply(as_text)
    varied = rest.fillna("").groupby(who).nunique().max() > 1
    return varied.index[varied][0] if varied.sum() == 1 else None


def of_other_waves(columns: Sequence[Profile], main: str) -> dict[str, str]:
    """Columns of a wave other than the main outcome's: column -> the outcome's.

    A name alone says so only where the same stem is there in the outcome's own wave as well.
    """
    own = label_of(main)
    if own is None:
        return {}
    told = {c.name: label_of(c.name) for c in columns}
    waves: Mapping[str, tuple[str, str]] = {n: of[:2] for n, of in told.items() if of}
    here = {stem for stem, wave in waves.values() if wave == own[1]}
    return {n: main for n, (stem, wave) in waves.items() if wave != own[1] and stem in here}
