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
EVERYWHERE = "overall"
OF_ALL = (EVERYWHERE, "touchpoint=")  # scopes of a KPI that are no group of customers
KPI, WATCHING = "kpi", "watching"  # who answers for a KPI; whose initiative is to move it
IN_PLACE, STOPPED = ("running", "done"), "stopped"


class Owners:
    """Who owns what, from the client's own tables; what nobody will do watches no KPI."""

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
            for row in _to_be_done(view, initiatives).dropna(subset=["kpi", "owner"]).itertuples()
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
        if what == KPI:
            return self._of_kpi(name)
        owner = (self._touchpoint if what == "touchpoint" else self._initiative).get(key(name))
        return self._departments([owner])

    def watching(self, name: str) -> list[str]:
        """The departments whose initiatives are to move a KPI: where it is watched in this very
        scope those, else those that watch it anywhere, unless the place itself has an owner."""
        kpi, scope = _watched(name)
        all_of_it = [(s, owner) for k, s, owner in self._watched if key(k) == key(kpi)]
        here = [owner for s, owner in all_of_it if s == scope]
        elsewhere = [] if self._of_place(name) else [owner for _, owner in all_of_it]
        return self._departments(here or elsewhere)

    def _of_kpi(self, name: str) -> list[str]:
        """Its touchpoint's owner, else that of the initiatives that are to move it where they have
        one, else its target's."""
        if owner := self._of_place(name):
            return self._departments([owner])
        watching = self.watching(name)
        target = self._target.get(key(_watched(name)[0]))
        return watching if len(watching) == 1 else self._departments([target])

    def _of_place(self, name: str) -> str | None:
        """The owner of the touchpoint that a KPI is measured at or called after."""
        kpi, scope = _watched(name)
        column, _, place = scope.partition("=")
        there = self._touchpoint.get(key(place)) if column == "touchpoint" else None
        return there or self._touchpoint.get(key(kpi))

    def _departments(self, owners: list[object]) -> list[str]:
        return list(dict.fromkeys(filter(None, map(self.department, owners))))


def concerns(claim: Claim, owners: Owners) -> Iterator[tuple[str, str]]:
    """Department and role of everybody whom a claim concerns, each pair once.

    Whose initiative is to move a KPI reads what is said of that KPI; not what else has to do with
    it, such as a group of customers or another one's initiative.
    """
    pairs = [(d, what) for what, name in claim.about for d in owners.of(what, name)]
    of_kpi = [name for what, name in claim.about[:1] if what == KPI]  # of nothing else
    kpis = [name for name in of_kpi if _watched(name)[1].startswith(OF_ALL)]
    moving = [(d, WATCHING) for name in kpis for d in owners.watching(name)]
    answering = {d for d, what in pairs if what == KPI}
    yield from dict.fromkeys([*pairs, *(pair for pair in moving if pair[0] not in answering)])


def answering(view: View, finding_id: str) -> list[str]:
    """The departments that own what a finding is about; those who would only move it do not."""
    rows = view["concerns"]
    mine = rows[rows["finding_id"].eq(finding_id) & rows["as"].ne(WATCHING)]
    return list(dict.fromkeys(mine["department"]))


def _to_be_done(view: View, initiatives: pd.DataFrame) -> pd.DataFrame:
    """Initiatives that run, ran or are planned: neither stopped nor left out of the plan."""
    plan = view["portfolio"]
    out = plan.loc[~plan["chosen"].fillna(False).astype(bool), "initiative"]
    in_place = initiatives["status"].isin(IN_PLACE)
    gone = initiatives["status"].eq(STOPPED).fillna(False) | initiatives["initiative"].isin(out)
    return initiatives[in_place | ~gone]


def _watched(kpi: object) -> tuple[str, str]:
    """A KPI and its scope: "recommend @ touchpoint=renewal"."""
    name, _, scope = str(kpi).partition(SCOPED)
    return name.strip(), scope.strip() or EVERYWHERE


def _pairs(frame: pd.DataFrame, name: str, owner: str) -> dict[str, str]:
    known = frame.dropna(subset=[name, owner])
    return {key(n): str(o) for n, o in zip(known[name], known[owner], strict=True)}


def _all_pairs(frame: pd.DataFrame, name: str, owner: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in frame.dropna(subset=[name, owner])[[name, owner]].itertuples(index=False):
        found.setdefault(key(row[0]), set()).add(str(row[1]))
    return found
