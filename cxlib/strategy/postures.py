"""A posture for every touchpoint, by written rules, each with its why.

The rules are tried in this order; the first that holds decides.

| when | posture |
|---|---|
| customers break down there, or a friction is found there | fix |
| it delights, or is critical and pleases more than it can hurt (excitement) | differentiate |
| it is critical or a moment of truth, and rated below the others | fix |
| it is critical or a moment of truth, and not rated below the others | protect |
| it is not critical, but everybody must pass it or it takes more cost than importance | simplify |
| none of these | maintain |
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

POSTURES = ("fix", "protect", "differentiate", "simplify", "maintain")

Fact = pd.Series


def _matters(f: Fact) -> bool:
    return bool(f.critical) or "truth" in f.moments


def _costly(f: Fact) -> bool:
    return not pd.isna(f.cost_share) and not pd.isna(f.importance_share) and (
        f.cost_share > f.importance_share and f.cost_share > f.fair_share
    )  # fmt: skip


RULES: tuple[tuple[str, Callable[[Fact], bool], Callable[[Fact], str]], ...] = (
    ("fix", lambda f: f.breaks, lambda f: "customers break down here more than elsewhere"),
    ("fix", lambda f: "friction" in f.moments, lambda f: "it is a friction that costs customers"),
    ("differentiate", lambda f: "delight" in f.moments,
     lambda f: "customers do not expect it and reward it"),
    ("differentiate", lambda f: bool(f.critical) and f.kind == "excitement",
     lambda f: "it is critical and pleases more than it can hurt"),
    ("fix", lambda f: _matters(f) and f.standing == "low",
     lambda f: f"{_why_matters(f)} and it is rated below the other touchpoints"),
    ("protect", _matters, lambda f: f"{_why_matters(f)} and it is not rated below the others"),
    ("simplify", lambda f: bool(f.forced),
     lambda f: "everybody must pass it and it was not found to be critical: make it short"),
    ("simplify", _costly, lambda f: "it takes a larger part of the cost than of what matters"),
    ("maintain", lambda f: True, lambda f: _nothing(f)),
)  # fmt: skip


def postures(facts: pd.DataFrame) -> pd.DataFrame:
    """The posture of each touchpoint and why.

    Parameters
    ----------
    facts : DataFrame
        What `cxlib.strategy.facts.facts` gives.

    Returns
    -------
    DataFrame
        touchpoint, posture, why.
    """
    rows = [(f.touchpoint, *_first(f)) for _, f in _with_shares(facts).iterrows()]
    return pd.DataFrame(rows, columns=["touchpoint", "posture", "why"])


def _first(fact: Fact) -> tuple[str, str]:
    posture, _, why = next(rule for rule in RULES if rule[1](fact))
    return posture, f"{why(fact)}{_numbers(fact)}"


def _with_shares(facts: pd.DataFrame) -> pd.DataFrame:
    return facts.assign(
        cost_share=facts.cost / facts.cost.sum(),
        importance_share=facts.importance / facts.importance.sum(),
        fair_share=1 / max(int(facts.cost.notna().sum()), 1),
    )


def _why_matters(f: Fact) -> str:
    truth = "a moment of truth" if "truth" in f.moments else ""
    critical = "critical to the main outcome" if f.critical else ""
    return f"it is {' and '.join(w for w in (truth, critical) if w)}"


def _nothing(f: Fact) -> str:
    if pd.isna(f.performance) and pd.isna(f.importance):
        return "nothing measured here speaks for a change; it was not rated"
    return "nothing found here speaks for a change"


def _numbers(f: Fact) -> str:
    if pd.isna(f.performance):
        return ""
    return f" (rated {f.performance:.0%} of its scale, {f.low:.0%} to {f.high:.0%}, n = {f.n:,.0f})"
