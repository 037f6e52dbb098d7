"""Whom a claim concerns: the departments that own the touchpoint, cause, remedy, KPI or benefit."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.engagement.contracts.names import key
from cxlib.findings.claim import Claim
from cxlib.language import missing
from cxlib.release.view import View

SCOPED = "@"  # between a KPI and the scope it is watched in, in `initiatives.kpi`
NOBODY = ""


class Owners:
    """Who owns what, from the client's own tables."""

    def __init__(self, view: View):
        engagement = view.engagement
        owners = engagement.table("owners")
        self._department = _pairs(owners, "owner", "department")
        self._touchpoint = _pairs(engagement.table("touchpoints"), "touchpoint", "owner")
        self._activity = _all_pairs(engagement.table("activities"), "activity", "department")
        initiatives = engagement.table("initiatives")
        self._initiative = _pairs(initiatives, "initiative", "owner")
        self._watched = [
            (*_watched(row.kpi), row.owner)
            for row in initiatives.dropna(subset=["kpi"]).itertuples()
            if not missing(row.owner)
        ]
        targets = engagement.table("targets")
        self._target = _pairs(targets, "kpi", "owner") if "owner" in targets else {}

    def department(self, owner: object) -> str:
        """The department of an owner; an owner without one stands for itself."""
        return NOBODY if missing(owner) else self._department.get(key(owner)) or str(owner)

    def of(self, what: str, name: str) -> list[str]:
        """The departments that own something; none where nobody is named."""
        if what in ("remedy", "department"):
            return [str(name)]
        if what == "cause":
            return sorted(self._activity.get(key(name), set()))
        owner = {
            "touchpoint": lambda: self._touchpoint.get(key(name)),
            "initiative": lambda: self._initiative.get(key(name)),
            "benefit": lambda: self._initiative.get(key(name)),
            "kpi": lambda: self._of_kpi(name),
        }[what]()
        return [found] if (found := self.department(owner)) else []

    def _of_kpi(self, name: str) -> object:
        """Its touchpoint's owner, else that of the initiative it watches, else its target's."""
        kpi, scope = _watched(name)
        column, _, place = scope.partition("=")
        if column == "touchpoint" and (owner := self._touchpoint.get(key(place))):
            return owner
        if owner := self._touchpoint.get(key(kpi)):
            return owner
        watching = [o for k, s, o in self._watched if key(k) == key(kpi) and s == scope]
        watching += [o for k, _, o in self._watched if key(k) == key(kpi)]
        return next(iter(watching), None) or self._target.get(key(kpi))


def concerns(claim: Claim, owners: Owners) -> Iterator[tuple[str, str]]:
    """Department and role of everybody whom a claim concerns, each pair once."""
    pairs = ((d, what) for what, name in claim.about for d in owners.of(what, name))
    yield from dict.fromkeys(pairs)


def _watched(kpi: object) -> tuple[str, str]:
    """A KPI and its scope: "recommend @ touchpoint=renewal"."""
    name, _, scope = str(kpi).partition(SCOPED)
    return name.strip(), scope.strip() or "overall"


def _pairs(frame: pd.DataFrame, name: str, owner: str) -> dict[str, str]:
    known = frame.dropna(subset=[name, owner])
    return {key(n): str(o) for n, o in zip(known[name], known[owner], strict=True)}


def _all_pairs(frame: pd.DataFrame, name: str, owner: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in frame.dropna(subset=[name, owner])[[name, owner]].itertuples(index=False):
        found.setdefault(key(row[0]), set()).add(str(row[1]))
    return found
