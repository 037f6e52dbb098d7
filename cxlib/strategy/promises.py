"""Each touchpoint against what the brand promises there, and what is lost without its strategy."""

from __future__ import annotations

import pandas as pd

from cxlib.results.coded import alone, coded, money, share, text

DOUBTFUL = (
    "stuck",
    "goes wrong",
    "rated low",
)  # what sits badly with a promise; neither measures it


def promise(fact: pd.Series) -> str | None:
    """Whether anything sits badly with the brand's promise at a touchpoint.

    A promise is broken or kept only by a measure of its own. A low rating or a friction where it
    is made is not one: it puts the promise in doubt.

    >>> from cxlib.results.coded import code_of
    >>> fact = pd.Series({"brand_promise": "answer in two minutes", "breaks": False,
    ...     "moments": (), "standing": "low", "performance": 0.41, "low": 0.4, "high": 0.42})
    >>> code_of(promise(fact))
    'promise|rated low'
    """
    if pd.isna(fact.brand_promise):
        return None
    rated = None if pd.isna(fact.performance) else share(fact.performance, fact.low, fact.high)
    return coded(f"promise|{_sign(fact)}", promise=text(fact.brand_promise), rated=rated)


def _sign(fact: pd.Series) -> str:
    if fact.breaks or "friction" in fact.moments:
        return "stuck" if fact.breaks else "goes wrong"
    if pd.isna(fact.performance):
        return "not judged"
    return "rated low" if fact.standing == "low" else "no sign against it"


def over_delivery(fact: pd.Series) -> str | None:
    """High performance where it does not seem to matter: a place to look at, no saving yet.

    >>> over_delivery(pd.Series({"standing": "high", "critical": False, "moments": (),
    ...     "cost": 90000.0, "importance": 0.01}))
    '{"code": "over_delivery|cost known", "cost": {"money": 90000}}'
    """
    if fact.standing != "high" or fact.critical or fact.moments or pd.isna(fact.importance):
        return None
    if pd.isna(fact.cost):
        return coded("over_delivery|cost unknown")
    return coded("over_delivery|cost known", cost=money(fact.cost))


def risk(fact: pd.Series, posture: str) -> str:
    """What is lost if the strategy is not followed."""
    if posture == "fix" and not pd.isna(fact.value):
        stake = money(fact.value, fact.value_low, fact.value_high)
        return coded("risk|at stake", value=alone(stake))
    return coded(f"risk|{posture}")
