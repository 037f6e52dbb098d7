"""Each touchpoint against what the customer expects and what the brand promises there."""

from __future__ import annotations

import pandas as pd

NOT_RATED = "not rated by customers, so the promise cannot be judged"


def promise(fact: pd.Series) -> str:
    """Whether the brand's promise at a touchpoint is kept, by what customers say and do.

    >>> promise(pd.Series({"brand_promise": "answer in two minutes", "breaks": False,
    ...     "moments": (), "standing": "low", "performance": 0.41, "expectation": None}))
    'breach: "answer in two minutes" is promised and customers rate it 41%, below the others'
    """
    if pd.isna(fact.brand_promise):
        return ""
    said = f'"{fact.brand_promise}"'
    if fact.breaks or "friction" in fact.moments:
        return f"breach: {said} is promised and customers break down or meet a friction here"
    if pd.isna(fact.performance):
        return f"{said}: {NOT_RATED}"
    if fact.standing == "low":
        return (
            f"breach: {said} is promised and customers rate it {fact.performance:.0%}, "
            "below the others"
        )
    return f"{said}: no breach found ({fact.performance:.0%} of the scale)"


def over_delivery(fact: pd.Series, currency: str) -> str:
    """Money to take out: high performance where customers neither value nor expect it.

    >>> over_delivery(pd.Series({"standing": "high", "critical": False, "moments": (),
    ...     "cost": 90000.0, "importance": 0.01}), "GBP")
    'rated above the others where it does not matter: up to GBP 90,000 a year could be taken out'
    """
    if fact.standing != "high" or fact.critical or fact.moments or pd.isna(fact.importance):
        return ""
    what = "rated above the others where it does not matter"
    if pd.isna(fact.cost):
        return f"{what}: look at what it costs"
    return f"{what}: up to {currency} {fact.cost:,.0f} a year could be taken out"


def risk(fact: pd.Series, posture: str, currency: str) -> str:
    """What is lost if the strategy is not followed, in a sentence."""
    if posture == "fix" and not pd.isna(fact.value):
        return f"as long as it stays, {currency} {fact.value:,.0f} a year are at stake"
    words = {
        "fix": "as long as it stays, customers go on meeting it",
        "protect": "a fall here would cost more than a rise elsewhere brings: watch it monthly",
        "differentiate": "what delights today is expected tomorrow: renew it",
        "simplify": "cut what is offered, never what it is for: test before taking out",
        "maintain": "attention drifts: keep it on the chart",
    }
    return words[posture]
