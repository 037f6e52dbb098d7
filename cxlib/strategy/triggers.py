"""Well-timed help: when to step in at a make-or-break point, and what to offer.

Written rules that monitoring turns into names: `stuck` (behaviour) and `follow_up` (answers).
"""

from __future__ import annotations

import pandas as pd

from cxlib.results.coded import coded
from cxlib.strategy.key_words import KeyWords, environment

ATTEMPTS = 2  # the second try without success is the first sign that can be seen
WITHIN_DAYS = 7  # later, help comes after the customer has gone elsewhere
LOWEST_FIFTH = 0.2  # of the scale: 0-2 of 0-10, 1 of 1-5
DUE_DAYS = {"friction": 2, "truth": 2, "delight": 5}  # working days to call back
COLUMNS = ["touchpoint", "moment_id", "use", "attempts", "within_days", "score_at_most",
           "suggestion", "owner", "due_days"]  # fmt: skip


def triggers(
    moments: pd.DataFrame, facts: pd.DataFrame, rated: set[str], words: KeyWords
) -> pd.DataFrame:
    """A rule for every make-or-break point (truth and friction), and for every rated one.

    Parameters
    ----------
    moments : DataFrame
        The result table.
    facts : DataFrame
        What `cxlib.strategy.facts.facts` gives.
    rated : set of touchpoints
        Those with an overall rating: there a low answer is followed up.
    words : KeyWords
        Of the engagement's language.

    Returns
    -------
    DataFrame
        touchpoint, moment_id, use (stuck / follow_up), attempts and within_days (stuck: so many
        tries without completion in so many days), score_at_most (follow_up: share of the scale,
        0-1), suggestion (a code), owner, due_days (working days).
    """
    makes = moments[moments.moment.isin(["truth", "friction"])].sort_values("rank")
    first = makes.drop_duplicates("touchpoint").merge(facts, on="touchpoint", suffixes=("", "_f"))
    rows = [_stuck(row, words) for row in first.itertuples()]
    rows += [_follow_up(row, words) for row in first.itertuples() if row.touchpoint in rated]
    return pd.DataFrame(rows, columns=COLUMNS)


def _stuck(row: object, words: KeyWords) -> dict:
    return _rule(row, "stuck", words) | {"attempts": ATTEMPTS, "within_days": WITHIN_DAYS}


def _follow_up(row: object, words: KeyWords) -> dict:
    return _rule(row, "follow_up", words) | {"score_at_most": LOWEST_FIFTH}


def _rule(row: object, use: str, words: KeyWords) -> dict:
    return {"touchpoint": row.touchpoint, "moment_id": row.moment_id, "use": use,
            "suggestion": suggestion(row, words), "owner": row.owner,
            "due_days": DUE_DAYS[row.moment]}  # fmt: skip


def suggestion(row: object, words: KeyWords) -> str:
    """What to offer, by what the customer expects there and where it happens."""
    wanted = words.first("help", row.need, row.expectation)
    return coded(f"help|{wanted or environment(row.environment, words) or 'ask'}")
