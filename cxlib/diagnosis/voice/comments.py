"""The comments to be read: redacted, in a known language, at a known touchpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cxlib.diagnosis.judgement import judged
from cxlib.diagnosis.voice.language import languages
from cxlib.diagnosis.voice.placing import placed
from cxlib.diagnosis.voice.redaction import redacted
from cxlib.engagement.contracts.respondents import respondents
from cxlib.engagement.model import Engagement

ENGLISH = "English"
COLUMNS = ["touchpoint", "assigned", "unit", "outcome", "rating", "bad", "good", "language",
           "original", "text"]  # fmt: skip


def comments(engagement: Engagement) -> pd.DataFrame:
    """One row per answer with a comment.

    Returns
    -------
    DataFrame
        touchpoint (missing where unknown), assigned (whether its keywords told the touchpoint),
        unit (a number for whoever wrote it, see `respondents`), outcome,
        rating, bad, good (as `judgement.judge`; missing or False without an outcome), language (of
        the text), original (the language that a supplied translation stands for, else missing),
        text (redacted; the translation where one was supplied).
    """
    responses = engagement.table("responses")
    declared = engagement.config.tables.get("responses")
    columns = [c for c in (declared.comment if declared else []) if c in responses]
    if responses.empty or not columns:
        return pd.DataFrame(columns=COLUMNS)
    text = redacted(_written(responses, columns, declared.translated)).rename("text")
    text = text[text.str.contains(r"[^\W\d_]", regex=True)]
    ratings = judged(engagement)[["outcome", "rating", "bad", "good"]]
    rows = responses.loc[text.index, ["touchpoint"]].join(ratings).join(text)
    who = respondents(responses.loc[rows.index])
    rows = rows.assign(
        unit=range(len(rows)) if who is None else who, language=languages(rows["text"])
    )
    rows["original"] = _originals(responses, declared.translated).reindex(rows.index)
    rows[["bad", "good"]] = rows[["bad", "good"]].eq(True)
    return placed(rows, engagement.table("touchpoints"), engagement.table("variables"))[COLUMNS]


def _written(
    responses: pd.DataFrame, columns: Sequence[str], translated: Mapping[str, str]
) -> pd.Series:
    """The comment columns as one text; a translation takes the place of its original."""
    taken = pd.Series("", index=responses.index)
    for column in columns:
        words = responses[column].astype(object)
        if column in translated:
            english = responses[translated[column]].astype(object)
            words = english.where(english.notna(), words)
        words = words.where(words.notna(), "").astype(str).str.strip()
        taken = taken.str.cat(words, sep=" ").str.strip()
    return taken[taken != ""]


def _originals(responses: pd.DataFrame, translated: Mapping[str, str]) -> pd.Series:
    """The language of every comment that is read in a translation: not those in English."""
    found = pd.Series(index=responses.index, dtype=object)
    for column, english in translated.items():
        both = responses[column].notna() & responses[english].notna()
        named = languages(responses.loc[both, column])
        found = found.fillna(named[named != ENGLISH].reindex(found.index))
    return found
