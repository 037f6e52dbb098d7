"""Is this the moment to push that message?

The check reads key words in `pushes`, `need` and `role`. It is a prompt for a conversation, not a
verdict, and says so in the notes.
"""

from __future__ import annotations

import pandas as pd

from cxlib.results.coded import coded, text
from cxlib.strategy.key_words import KeyWords

WRONG = (  # what speaks against pushing anything, the gravest first
    "stuck", "goes wrong", "leaving", "put right", "rated low", "one errand", "whole range",
)  # fmt: skip
NONE_SEEN, NOT_JUDGED = "no mismatch", "not judged"


def right_moment(fact: pd.Series, words: KeyWords) -> str | None:
    """What is pushed against the customer's need and mood there; None where nothing is pushed.

    Returns
    -------
    str or None
        A code of `WRONG`, "no mismatch", or "not judged" where the language has no key words.

    >>> from cxlib.results.coded import code_of
    >>> from cxlib.strategy.key_words import key_words
    >>> fact = pd.Series({"pushes": "the whole product line", "need": "place one order",
    ...     "role": "takes the order", "standing": "middle", "moments": (), "breaks": False})
    >>> code_of(right_moment(fact, key_words("en")))
    'right_moment|one errand'
    """
    if pd.isna(fact.pushes):
        return None
    need = None if pd.isna(fact.need) else text(fact.need)
    return coded(f"right_moment|{_situation(fact, words)}", pushes=text(fact.pushes), need=need)


def _situation(fact: pd.Series, words: KeyWords) -> str:
    if fact.breaks or "friction" in fact.moments:
        return "stuck" if fact.breaks else "goes wrong"
    there = words.first("situation", fact.need, fact.role)
    if there in ("leaving", "put right"):
        return there
    if fact.standing == "low":
        return "rated low"
    if there is None and words.first("pushes", fact.pushes):
        return "whole range"
    return there or (NONE_SEEN if words.known else NOT_JUDGED)
