"""The sentences about what customers say."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis import saying
from cxlib.diagnosis.voice.topics import Topics
from cxlib.engagement.config import Policy
from cxlib.engagement.model import Engagement

MOST_FINDINGS = 5


def found(themes: pd.DataFrame, tones: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Findings: themes that move the rating, and scores that their comments contradict."""
    everywhere = themes[(themes["touchpoint"] == "overall") & (themes["n"] >= policy.privacy_n)]
    moving = everywhere[everywhere["p_adjusted"].astype(float) < policy.fdr]
    order = moving["effect_on_rating"].astype(float).abs().sort_values(ascending=False)
    rows = [_theme(moving.loc[i], policy) for i in order.index[:MOST_FINDINGS]]
    overall = tones[tones["touchpoint"] == "overall"]
    rows += [_against(row) for _, row in overall.iterrows() if row["low_scores"] > 0]
    return saying.findings(rows)


def _theme(row: pd.Series, policy: Policy) -> dict:
    direction = "lower" if row["effect_on_rating"] < 0 else "higher"
    worth = abs(row["effect_on_rating"])
    ends = sorted((abs(row["low"]), abs(row["high"])))
    return {
        "finding_id": f"theme:{row['theme']}",
        "statement": (
            f'Customers whose comments are about "{row["theme"]}" rate {worth:.2f} {direction} '
            f"than others at the same touchpoints (n = {row['n']}, "
            f"{policy.confidence:.0%} interval {ends[0]:.2f} to {ends[1]:.2f})."
        ),
        "grade": "survey",
        "n": row["n"],
        "evidence": f"themes[theme={row['theme']},touchpoint=overall]",
    }


def _against(row: pd.Series) -> dict:
    return {
        "finding_id": "voice:score against comment",
        "statement": (
            f"Of {row['low_scores']} low scores with a comment, {row['praised']} came with "
            f"friendly words; of {row['high_scores']} high scores, {row['blamed']} came with a "
            "complaint: "
            "these are the ones to read."
        ),
        "grade": "survey",
        "n": row["n"],
        "evidence": "sentiment[touchpoint=overall]",
    }


def notes(
    said: pd.DataFrame,
    english: pd.DataFrame,
    model: Topics | None,
    engagement: Engagement,
    fewest: int,
) -> pd.DataFrame:
    """What was set aside, what was assigned, and what the comments cannot carry."""
    lines = [*_coverage(said, english), *_method(english, model, fewest)]
    if said.empty and not engagement.has("responses"):
        lines = ["No responses were supplied, so there are no comments to read."]
    return saying.notes("themes", lines)


def _coverage(said: pd.DataFrame, english: pd.DataFrame) -> list[str]:
    if said.empty:
        return ["The responses hold no comments, so themes and sentiment are not shown."]
    lines = []
    others = said.loc[said["language"] != "English", "language"].value_counts()
    if len(others):
        named = ", ".join(f"{n} {language}" for language, n in others.items())
        lines.append(
            f"{others.sum()} of {len(said)} comments are not in English ({named}) and were set "
            "aside; supply a translated column to have them read."
        )
    read = said["original"].dropna().value_counts()
    if len(read):
        named = ", ".join(f"{n} {language}" for language, n in read.items())
        lines.append(f"Comments read in the translation supplied: {read.sum()} ({named}).")
    if said["assigned"].any():
        lines.append(
            "Comments that came without a touchpoint and were placed by the words of its name, or "
            f"of the questions asked about it: {int(said['assigned'].sum())}."
        )
    if len(english):
        lines.append(
            "Only some customers write a comment, and those with strong feelings more than others: "
            "the themes say what is said, not how many think so."
        )
    return lines


def _method(english: pd.DataFrame, model: Topics | None, fewest: int) -> list[str]:
    if english.empty:
        return []
    if len(english) < fewest:
        return [
            f"{len(english)} English comments are too few for themes; {fewest} are needed. "
            "Read them one by one."
        ]
    if model is None:
        return ["No theme came back when the comments were sorted again, so none is shown."]
    if model.dropped:
        return [
            f"{model.dropped} groups of comments did not hold together, or did not come back when "
            "the sorting was repeated, and are not shown as themes."
        ]
    return []
