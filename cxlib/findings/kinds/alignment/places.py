"""What a department or an initiative touches: how many customers, and how much of the value."""

from __future__ import annotations

from collections.abc import Iterable

from cxlib.engagement.contracts.names import key
from cxlib.findings.weighing import at_stake, share_at_stake, share_passing
from cxlib.language import missing
from cxlib.language.figure import parsed
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.results.coded import Figure, nested, text

# what the client declared says where to look, not how much is lost there: it stays behind what
# was measured at the same place
DECLARED = 0.1


def weighed(view: View, touchpoints: Iterable[object], part: float = 1.0) -> dict[str, float]:
    """Reach and size of what lies at some touchpoints, as a claim takes them.

    The most passed touchpoint counts: customers of several must not be added up.
    """
    there = [t for t in touchpoints if not missing(t)]
    reach = max((share_passing(view, t) for t in there), default=0.0)
    return {"reach": reach, "size": part * share_at_stake(view, there)}


def explained(cell: object) -> Figure:
    """An explaining cell as a slot; what an earlier kit wrote in words stays as it is.

    >>> explained("nobody is responsible"), explained('{"code": "a|b"}')
    ({'text': 'nobody is responsible'}, {'coded': {'code': 'a|b'}})
    """
    return nested(cell) if parsed(cell) else text(cell)


def touched(view: View, subject: object) -> list[str]:
    """The touchpoint that a subject of the matrix is, or that the initiative of its name changes.

    >>> import pandas as pd
    >>> plan = {"portfolio": pd.DataFrame({"initiative": ["fix"], "touchpoint": ["cart"]})}
    >>> touched(plan, "Fix"), touched(plan, "bill")
    (['cart'], ['bill'])
    """
    table = view["portfolio"]
    found = table.loc[table["initiative"].map(key) == key(subject), "touchpoint"].dropna()
    return list(found) or [str(subject)]


@once_per_view
def answered_for(view: View, department: str, letters: str = "A") -> list[str]:
    """The touchpoints that a department has these letters at, by the matrix."""
    raci = view.engagement.table("raci")
    mine = raci[(raci["department"].map(key) == key(department)) & raci["letter"].isin([*letters])]
    return [t for subject in mine["subject"].unique() for t in touched(view, subject)]


@once_per_view
def owned(view: View, department: str) -> list[str]:
    """The touchpoints that a department owns."""
    owners, places = view.engagement.table("owners"), view.engagement.table("touchpoints")
    known = owners.dropna(subset=["department"])
    of = {key(o): d for o, d in zip(known["owner"], known["department"], strict=True)}
    held = places.dropna(subset=["owner"])
    return [
        place
        for place, owner in zip(held["touchpoint"], held["owner"], strict=True)
        if key(of.get(key(owner), owner)) == key(department)
    ]


@once_per_view
def benefit_share(view: View, initiative: str) -> float:
    """An initiative's expected benefit as a share of all that is at stake."""
    table, total = view["portfolio"], float(at_stake(view).sum())
    benefit = table.loc[table["initiative"] == initiative, "benefit"].dropna()
    return float(benefit.iloc[0]) / total if len(benefit) and total > 0 else 0.0
