"""What was set aside, what was assigned, and what the comments cannot carry."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.diagnosis.voice.topics import Topics
from cxlib.engagement.model import Engagement
from cxlib.results.coded import coded, count, listed, nested, note, notes, term

CONSULTANT = "consultant"

Note = dict[str, object]


def limits(
    said: pd.DataFrame,
    english: pd.DataFrame,
    model: Topics | None,
    engagement: Engagement,
    fewest: int,
) -> pd.DataFrame:
    """The notes on themes.

    Parameters
    ----------
    said : every comment, as `comments` gives them.
    english : those that are read.
    model : the themes, where any came back.
    fewest : comments needed for themes.
    """
    return notes(*_coverage(said, english, engagement), *_method(english, model, fewest))


def _coverage(said: pd.DataFrame, english: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    if said.empty:
        yield note("themes", "no comments" if engagement.has("responses") else "no responses")
        return
    others = said.loc[said["language"] != "English", "language"].value_counts()
    if len(others):
        aside, all_of_them = count(others.sum()), count(len(said))
        yield note("themes", "set aside", aside=aside, all=all_of_them, languages=_tongues(others))
    read = said["original"].dropna().value_counts()
    if len(read):
        told = {"read": count(read.sum()), "languages": _tongues(read)}
        yield note("themes", "translated", audience=CONSULTANT, **told)
    if said["assigned"].any():
        placed = count(said["assigned"].sum())
        yield note("themes", "placed by words", audience=CONSULTANT, placed=placed)
    if len(english):
        yield note("themes", "volunteered")


def _tongues(counts: pd.Series) -> dict[str, object]:
    """Languages with their counts, in a row."""
    return listed(
        nested(coded("comments|in a language", comments=count(n), language=term(name)))
        for name, n in counts.items()
    )


def _method(english: pd.DataFrame, model: Topics | None, fewest: int) -> Iterator[Note]:
    if english.empty:
        return
    if len(english) < fewest:
        yield note("themes", "too few", there=count(len(english)), fewest=count(fewest))
    elif model is None:
        yield note("themes", "none came back")
    elif model.dropped:
        yield note("themes", "dropped", audience=CONSULTANT, dropped=count(model.dropped))
