"""A posture for every touchpoint, by written rules, each with its why.

The rules are tried in this order; the first that holds decides.

| when | posture |
|---|---|
| customers break down there, or a friction is found there | fix |
| it delights, or is critical and pleases more than it can hurt (excitement) | differentiate |
| it is critical or a moment of truth, and rated below the others | fix |
| it is critical or a moment of truth, and not rated below the others | protect |
| everybody must pass it; or others are critical, and it takes more cost than weight | simplify |
| none of these, where it was rated or tested | maintain |

Of a touchpoint of which nothing was measured and nothing declared nothing is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pandas as pd

from cxlib.results.coded import coded, count, share, together

POSTURES = ("fix", "protect", "differentiate", "simplify", "maintain")

Fact = pd.Series


def _matters(f: Fact) -> bool:
    return bool(f.critical) or "truth" in f.moments


def _costly(f: Fact) -> bool:
    """Nothing is known to matter less where nothing is known to matter."""
    known = not (pd.isna(f.cost_share) or pd.isna(f.importance_share) or pd.isna(f.matters_p))
    return known and f.cost_share > max(f.importance_share, f.fair_share)


RULES: tuple[tuple[str, str, Callable[[Fact], bool]], ...] = (
    ("fix", "breaks", lambda f: f.breaks),
    ("fix", "friction", lambda f: "friction" in f.moments),
    ("differentiate", "delight", lambda f: "delight" in f.moments),
    ("differentiate", "pleases", lambda f: bool(f.critical) and f.kind == "excitement"),
    ("fix", "rated low", lambda f: _matters(f) and f.standing == "low"),
    ("protect", "matters", _matters),
    ("simplify", "forced", lambda f: bool(f.forced)),
    ("simplify", "costly", _costly),
    ("maintain", "nothing", lambda f: bool(f.examined)),
)


def postures(facts: pd.DataFrame) -> pd.DataFrame:
    """The posture of each touchpoint and why; without a row where no rule holds.

    Parameters
    ----------
    facts : DataFrame
        What `cxlib.strategy.facts.facts` gives.

    Returns
    -------
    DataFrame
        touchpoint, posture, why (codes: the rule that decided, and the rating).
    """
    rows = [row for _, fact in _with_shares(facts).iterrows() for row in _first(fact)]
    return pd.DataFrame(rows, columns=["touchpoint", "posture", "why"])


def _first(fact: Fact) -> list[tuple[str, str, str]]:
    held = ((posture, rule) for posture, rule, holds in RULES if holds(fact))
    return [
        (fact.touchpoint, posture, together([_why(fact, posture, rule), _rated(fact)]))
        for posture, rule in islice(held, 1)
    ]


def _why(fact: Fact, posture: str, rule: str) -> str:
    """The code `why|POSTURE|RULE`, which the claims read too."""
    if rule == "costly":
        parts = {"cost": share(fact.cost_share), "weight": share(fact.importance_share)}
        return coded(f"why|{posture}|{rule}", **parts)
    if rule in ("rated low", "matters"):
        return coded(f"why|{posture}|{rule}|{_because(fact)}")
    return coded(f"why|{posture}|{rule}")


def _because(fact: Fact) -> str:
    truth = "truth" in fact.moments
    return "both" if truth and fact.critical else "truth" if truth else "critical"


def _rated(fact: Fact) -> str:
    if pd.isna(fact.performance):
        return coded("why|not rated")
    rated = share(fact.performance, fact.low, fact.high)
    return coded("why|rated", rated=rated, n=count(fact.n))


def _with_shares(facts: pd.DataFrame) -> pd.DataFrame:
    return facts.assign(
        cost_share=facts.cost / facts.cost.sum(),
        importance_share=facts.importance / facts.importance.sum(),
        fair_share=1 / max(int(facts.cost.notna().sum()), 1),
    )
