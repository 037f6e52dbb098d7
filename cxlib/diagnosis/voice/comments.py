"""The comments to be read: redacted, in a known language, at a known touchpoint."""

from __future__ import annotations

import re

import pandas as pd

from cxlib.diagnosis.judgement import judged
from cxlib.diagnosis.voice.language import languages
from cxlib.diagnosis.voice.redaction import redacted
from cxlib.engagement.model import Engagement

TRANSLATED = ("_en", "_english", "_translated")  # `why_en` is the translation of `why`
SHORT_WORD = 3  # letters: shorter words of a touchpoint's name say nothing by themselves
COLUMNS = ["touchpoint", "assigned", "unit", "outcome", "rating", "bad", "good", "language", "text"]


def comments(engagement: Engagement) -> pd.DataFrame:
    """One row per answer with a comment.

    Returns
    -------
    DataFrame
        touchpoint (missing where unknown), assigned (whether its keywords told the touchpoint),
        unit (whose answers belong together: account, else customer, else the row itself), outcome,
        rating, bad, good (as `judgement.judge`; missing or False without an outcome), language,
        text (redacted; the translation where one was supplied).
    """
    responses = engagement.table("responses")
    declared = engagement.config.tables.get("responses")
    columns = [c for c in (declared.comment if declared else []) if c in responses]
    if responses.empty or not columns:
        return pd.DataFrame(columns=COLUMNS)
    text = redacted(_written(responses, columns)).rename("text")
    text = text[text.str.contains(r"[^\W\d_]", regex=True)]
    ratings = judged(engagement)[["outcome", "rating", "bad", "good"]]
    rows = responses.loc[text.index, ["touchpoint"]].join(ratings).join(text)
    named = responses["account"].fillna(responses["customer"]).reindex(rows.index)
    unit = named.astype(object).where(named.notna(), rows.index.astype(str))
    rows = rows.assign(unit=unit, language=languages(rows["text"]))
    rows[["bad", "good"]] = rows[["bad", "good"]].eq(True)
    return _placed(rows, engagement.table("touchpoints")["touchpoint"])[COLUMNS]


def _written(responses: pd.DataFrame, columns: list[str]) -> pd.Series:
    """The comment columns as one text; a translated column takes the place of its original."""
    taken = pd.Series("", index=responses.index)
    originals = [c for c in columns if not _translation_of(c, columns)]
    for column in originals:
        words = responses[column].astype(object)
        for other in columns:
            if _translation_of(other, columns) == column:
                words = responses[other].astype(object).where(responses[other].notna(), words)
        words = words.where(words.notna(), "").astype(str).str.strip()
        taken = taken.str.cat(words, sep=" ").str.strip()
    return taken[taken != ""]


def _translation_of(column: str, columns: list[str]) -> str | None:
    for ending in TRANSLATED:
        original = column.removesuffix(ending)
        if original != column and original in columns:
            return original
    return None


def _placed(rows: pd.DataFrame, touchpoints: pd.Series) -> pd.DataFrame:
    """Comments without a touchpoint go where the words of exactly one touchpoint's name lead."""
    unknown = rows["touchpoint"].isna()
    rows = rows.assign(assigned=False)
    if not unknown.any() or touchpoints.empty:
        return rows
    lower = rows.loc[unknown, "text"].str.lower()
    said = pd.DataFrame(
        {name: lower.str.contains(pattern) for name, pattern in keywords(touchpoints).items()},
        index=lower.index,
    )
    one = said.sum(axis=1) == 1
    found = said[one].idxmax(axis=1)
    touchpoint = rows["touchpoint"].astype(object)
    touchpoint[found.index] = found
    return rows.assign(touchpoint=touchpoint, assigned=rows.index.isin(found.index))


def keywords(touchpoints: pd.Series) -> dict[str, str]:
    """A pattern per touchpoint: its whole name, or a telling word of it that no other name has.

    >>> patterns = keywords(pd.Series(["monthly bill", "first bill", "support chat"]))
    >>> print(patterns["support chat"], patterns["first bill"])
    \\b(?:support chat|support|chat)\\b \\b(?:first bill)\\b
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    names = [str(t).lower() for t in touchpoints.dropna()]
    split = [re.findall(r"[^\W\d_]+", name) for name in names]
    every = [word for words in split for word in set(words)]
    patterns = {}
    for touchpoint, name, words in zip(touchpoints.dropna(), names, split, strict=True):
        own = [w for w in words if len(w) > SHORT_WORD and every.count(w) == 1 and w != name]
        said = [name, *(w for w in own if w not in ENGLISH_STOP_WORDS)]
        spelled = "|".join(re.escape(w).replace("\\ ", " ") for w in said)
        patterns[touchpoint] = rf"\b(?:{spelled})\b"
    return patterns
