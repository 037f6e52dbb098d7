"""Which rows of a file are records: answers that were finished, no previews, no further items."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from cxlib.drafting.profile import Profile, plain
from cxlib.engagement.contracts.values import as_text

FINISHED = frozenset(
    {"finished", "complete", "completed", "is complete", "beendet", "abgeschlossen", "terminé"}
)
KINDS = frozenset({"status", "response type", "distribution channel", "antworttyp"})
SAID_YES = frozenset({"1", "true", "yes", "y", "complete", "completed", "finished", "ja", "oui"})
NO_ANSWER = re.compile(r"\b(preview|vorschau|test|spam|partial|disqualified|screened out)\b", re.I)


def answered(columns: Sequence[Profile]) -> dict[str, list[str]]:
    """What keeps the answers that count: finished ones, and none of somebody who tried the survey.

    >>> said = Profile("Finished", "", "text", 9, 2, 4.0, False, words=("False", "True"))
    >>> answered([said])
    {'Finished': ['True']}
    """
    kept: dict[str, list[str]] = {}
    for column in columns:
        words = list(column.words)
        name = plain(column.name)
        if name in FINISHED:
            told = [word for word in words if word.strip().casefold() in SAID_YES]
            if len(told) == 1 and len(words) == 2:
                kept[column.name] = told
        elif name in KINDS:
            told = [word for word in words if not NO_ANSWER.search(word)]
            if told and len(told) < len(words):
                kept[column.name] = told
    return kept


def tried_out(columns: Sequence[Profile]) -> dict[str, dict[str, list[str]]]:
    """What leaves out the answers of people who tried the survey out: called test, by test@…

    >>> ids = Profile("id", "", "text", 9, 9, 2.0, True, tests=("test1",))
    >>> tried_out([ids])
    {'id': {'not': ['test1']}}
    """
    return {c.name: {"not": list(c.tests)} for c in columns if c.tests}


def continued(columns: Sequence[Profile], frame: pd.DataFrame, value: str) -> dict[str, list[str]]:
    """What keeps the rows that are purchases, where others continue them (an order's further
    items): a column of few words that is blank where the amount is, and only there."""
    blank = as_text(frame[value]).isna().to_numpy()
    if not blank.any() or blank.all():
        return {}
    for column in columns:
        few = column.look == "text" and column.words and column.name != value
        if few and (as_text(frame[column.name]).isna().to_numpy() == blank).all():
            return {column.name: list(column.words)}
    return {}
