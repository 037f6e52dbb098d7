"""Levers that fit a stage of the relationship and the posture there."""

from __future__ import annotations

from cxlib.results.coded import coded, together
from cxlib.strategy.key_words import KeyWords

LEVERS = (
    "awareness", "consideration", "decision", "onboarding", "use", "loyalty", "advocacy", "leaving",
)  # fmt: skip
FIRST = ("fix", "differentiate", "simplify")  # postures that say what to do before the lever


def lever(stage: object, posture: str, words: KeyWords) -> str | None:
    """The lever of a stage, after what the posture asks for; None where the stage is unknown.

    >>> from cxlib.results.coded import code_of
    >>> from cxlib.strategy.key_words import key_words
    >>> code_of(lever("Decision", "maintain", key_words("en")))
    'lever|decision'
    """
    known = words.first("stages", stage)
    if known is None:
        return None
    first = [coded(f"lever|first {posture}")] if posture in FIRST else []
    return together([*first, coded(f"lever|{known}")])
