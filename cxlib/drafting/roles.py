"""Which column of a file holds what: customer, time, touchpoint, amount; and the runner-up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from cxlib.drafting.profile import Profile

LONG_TEXT = 25  # characters on average: prose, not a name
MOST_NAMES = 1_000  # distinct names of touchpoints
TOLD = {  # in words, for a person to confirm
    True: "the column that holds {}",
    False: "the column that holds {}; else {}",
}
WORDS = {
    "journey_id": r"\b(journey id|case|session|order (id|no|number)|ticket|trip id)\b",
    "account": r"\b(account|household|company)\b",
    "customer": r"\b(customer|client|cust|kunden\w*|kunde|cliente|user|member|subscriber|"
    r"respondent|guest|passenger|requester|person|email|e mail|contact|id)\b",
    "touchpoint": r"\b(touchpoint|touch point|concept name|event|activity|action|step|page|"
    r"last contact|interaction)\b",
    "channel": r"\bchannel\b",
    "journey": r"\bjourney\b",
    "completed": r"\b(completed|done|success|successful)\b",
    "start": r"\b(start|since|joined|signup|sign up|activated|from)\b",
    "end": r"\b(end|ended|left on|cancelled|canceled|closed|until|churn date)\b",
    "left": r"\b(left|churn|churned|cancelled|canceled|attrition)\b",
    "tenure": r"\b(tenure|months with us|age of account)\b",
    "value": r"\b(value|margin|revenue|monthly charges|total|amount|betrag|umsatz|spend|price)\b",
}


class Roles(dict):
    """Roles of a table, each with its column; `others` are the runners-up of those that have one.

    >>> found = Roles({"time": "EndDate"}, {"time": "StartDate"})
    >>> found.told("time")
    'the column that holds time; else StartDate'
    """

    def __init__(self, found: Mapping[str, str] = {}, others: Mapping[str, str] = {}):
        super().__init__(found)
        self.others = dict(others)

    def __or__(self, more: Mapping[str, str]) -> Roles:
        others = more.others if isinstance(more, Roles) else {}
        return Roles({**self, **more}, self.others | others)

    def told(self, role: str) -> str:
        """What a column is taken for, and which other it might be."""
        other = self.others.get(role)
        return TOLD[other is None].format(role, other)


def ranked(
    columns: Iterable[Profile], role: str, fits: Callable[[Profile], bool] = lambda c: True
) -> list[Profile]:
    """The columns whose names say the role, the earliest word of the role's list first."""
    pattern = re.compile(WORDS[role])
    named = [(pattern.search(c.said), c) for c in columns if fits(c)]
    found = [(WORDS[role].find(m[0]), i, c) for i, (m, c) in enumerate(named) if m]
    return [column for *_, column in sorted(found, key=lambda one: one[:2])]


def first(
    columns: Iterable[Profile], role: str, fits: Callable[[Profile], bool] = lambda c: True
) -> Profile | None:
    """The column that says the role best; None where none does."""
    return next(iter(ranked(columns, role, fits)), None)


def could_be_id(column: Profile) -> bool:
    """Whether a column could say who somebody is."""
    return (
        column.look in ("text", "number")
        and not column.rating
        and (column.distinct > 2 and column.mean_length <= LONG_TEXT * 2)
    )


def could_be_name(column: Profile) -> bool:
    """Whether a column could hold names of steps."""
    few = 2 <= column.distinct <= MOST_NAMES and not column.unique
    return column.look == "text" and few and column.mean_length < LONG_TEXT * 2


FITS = {"journey_id": could_be_id, "customer": could_be_id, "account": could_be_id}
FITS |= {"touchpoint": could_be_name, "journey": could_be_name, "channel": could_be_name}


def roles_of(columns: Sequence[Profile], roles: Iterable[str]) -> Roles:
    """Each role its column, no column twice."""
    found = Roles()
    for role in roles:
        free = [c for c in columns if c.name not in found.values()]
        named = ranked(free, role, FITS.get(role, lambda c: c.look != "empty"))
        if named:
            found |= _best(role, named)
    return found


def time_of(columns: Sequence[Profile], role: str = "time") -> Roles:
    """When a row happened: of several columns of dates the one with hours, the fuller one."""
    dates = [c for c in columns if c.look == "date" and c.filled]
    dates.sort(key=lambda c: (c.timed, c.filled), reverse=True)
    return _best(role, dates)


def _best(role: str, columns: Sequence[Profile]) -> Roles:
    names = [column.name for column in columns]
    others = {role: names[1]} if len(names) > 1 else {}
    return Roles({role: names[0]} if names else {}, others)
