"""Is this the moment to push that message?

The check reads key words in `pushes`, `need` and `role`. It is a prompt for a conversation, not a
verdict, and says so in the notes.
"""

from __future__ import annotations

import re

import pandas as pd

SELLING = (
    "product line", "range", "add-on", "add on", "offer", "upgrade", "upsell", "up-sell", "cross",
    "insurance", "warranty", "premium", "bundle", "pack", "newest", "phone", "contract", "discount",
    "loan", "credit", "card", "promotion", "catalogue", "subscription", "membership", "sell",
)  # fmt: skip
WHOLE_RANGE = ("whole", "full range", "product line", "everything", "all our", "catalogue")
ASKING = ("survey", "review", "rating", "feedback", "newsletter", "register", "sign up", "data")
IN_TROUBLE = ("solve", "solved", "wrong", "repair", "broken", "help", "complain", "fault", "mend",
              "working", "working again", "problem", "claim", "emergency")  # fmt: skip
ONE_ERRAND = ("order", "pay", "get through", "collect", "deliver", "connected", "check in", "book",
              "confirm", "without fuss", "at the price")  # fmt: skip
GOING = ("cancel", "leave", "end the", "ends the", "terminate", "close the account")


def right_moment(fact: pd.Series) -> str:
    """What is pushed against the customer's need and mood there; empty where nothing is pushed.

    >>> right_moment(pd.Series({"pushes": "the whole product line", "need": "place one order",
    ...     "role": "takes the order", "stage": "decision", "standing": "middle", "moments": (),
    ...     "breaks": False}))
    'mismatch: the whole product line is pushed while the customer has one errand (place one order)'
    """
    if pd.isna(fact.pushes):
        return ""
    why = _against(fact)
    if why is None:
        return f"no mismatch found: {fact.pushes} is pushed"
    verb = (
        "is asked for"
        if _has(fact.pushes, ASKING) and not _has(fact.pushes, SELLING)
        else ("is pushed")
    )
    return f"mismatch: {fact.pushes} {verb} while {why}"


def _against(fact: pd.Series) -> str | None:
    """The situation that speaks against pushing anything; the gravest first."""
    situation = " ".join(str(w) for w in (fact.need, fact.role) if not pd.isna(w))
    need = "" if pd.isna(fact.need) else f" ({fact.need})"
    if fact.breaks or "friction" in fact.moments:
        return "customers break down or meet a friction here"
    if _has(situation, GOING):
        return f"the customer wants to leave{need}"
    if _has(situation, IN_TROUBLE):
        return f"the customer wants something put right{need}"
    if fact.standing == "low":
        return "customers rate this touchpoint below the others"
    if _has(situation, ONE_ERRAND):
        return f"the customer has one errand{need}"
    if _has(fact.pushes, WHOLE_RANGE):
        return f"the customer came for one thing{need}"
    return None


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in words)
