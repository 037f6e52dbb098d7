"""How large a group stands behind each row, and which is too small to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cxlib.engagement.config import Policy
from cxlib.engagement.config.settings import PROFILES
from cxlib.release.places import Bases


@dataclass(frozen=True)
class Rule:
    """How the base of a table's rows is found; rows of one `pooled` group share one base.

    `beside`: a second base, and what rests on it alone. `nameless`: a hidden row loses its
    name too, because that is what a few people did.
    """

    base: str = "n"
    pooled: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    nameless: bool = False


RULES = {
    "touchpoint_map": Rule(base="customers"),
    "variants": Rule(nameless=True),
    "funnel": Rule(base="entered", keeps=("position",)),
    # what the client says of its touchpoints is no customer's; n counts those who waited
    "blueprint": Rule(keeps=("position", "customer", "front_stage")),
    "loops": Rule(
        beside=(
            ("n_without", "completion_without"),
            *(("n_over", told) for told in ("completion", "low", "high")),
        )
    ),
    "answers": Rule(pooled=("outcome", "touchpoint")),
    "response_rates": Rule(base="invited"),
    "strategies": Rule(beside=(("n_moment", "risk"),)),
    "kpis": Rule(keeps=("complete", "chart", "baseline")),
    "moments": Rule(keeps=("moment", "grade")),
}
NAMELESS = {name for name, rule in RULES.items() if rule.nameless}
# their n counts cells, or is part of a sentence that was made from what may be shown
NOT_GROUPS = {"quality", "suspicions", "findings", "finding_rows", "concerns", "notes"}
UNASKED = frozenset(NAMELESS | NOT_GROUPS)  # a hidden count of theirs is no group's that has a name


def rule_of(name: str) -> Rule:
    """A table's rule; most have their base in `n`."""
    return RULES.get(name, Rule())


def limit(policy: Policy) -> int:
    """The smallest base that may be shown.

    >>> limit(Policy(privacy_n=20))
    20
    """
    return max(policy.privacy_n, PROFILES[policy.profile].floor)  # never below, whatever is said


def base_of_rows(frame: pd.DataFrame, rule: Rule) -> pd.Series:
    """The group behind each row; missing where the table does not say."""
    base = frame[rule.base].astype("Float64")
    if rule.pooled:
        base = base.groupby([frame[c] for c in rule.pooled], dropna=False).transform("sum")
    return base.astype(float)  # a missing base compares as not small


def bases_of(frames: Mapping[str, pd.DataFrame]) -> Bases:
    """The base of each table's rows, and which rows share one."""
    rules = {name: rule_of(name) for name in frames if name not in NOT_GROUPS}
    mates = {}
    for name, rule in rules.items():
        if rule.pooled:
            for group in frames[name].groupby(list(rule.pooled), dropna=False).groups.values():
                mates |= {(name, row): tuple(group) for row in group}
    return Bases({name: rule.base for name, rule in rules.items()}, mates)
