"""What page one tells: the moments that weigh most, the alerts, and what else was found."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.findings import order
from cxlib.release.view import View
from cxlib.report.commentary import Commentary
from cxlib.report.standing import about, standing

MOST_MATTERS, MOST_ALERTS, MOST_OTHERS = 5, 4, 5  # on page one
# the tiles say scores and KPIs; these say again what a matter or a driver says
PLAN, WHOLE = "portfolio", "plan"  # the kind that tells of the plan, and of all of it
SAID_ELSEWHERE = ("score", "kpi", "journey", "leaving", "moment", "priority", "strategy")


@dataclass(frozen=True)
class Moment:
    """A row of page one.

    Attributes
    ----------
    row : the row of `moments`
    own, cause : what is claimed of it and of its cause, a finding each, or none
    about : ids of all that is found of it, of its cause, and that leads to it
    """

    row: object
    own: pd.DataFrame
    cause: pd.DataFrame
    about: tuple[str, ...]


def matters(view: View, said: Commentary) -> list[Moment]:
    """The moments that weigh most; one of which the consultant hid every claim is left out."""
    found = standing(view, said)
    hidden = set(view["findings"]["finding_id"]) & set(said.hidden)
    ranked = order.ranked(view, "moments", view["moments"].sort_values("rank"))
    told = [row for row in ranked.itertuples() if not _hidden(view, row, hidden)]
    return [_moment(view, row, found) for row in told[:MOST_MATTERS]]


def _moment(view: View, row: object, found: pd.DataFrame) -> Moment:
    here, cause = _own(view, row, found), _cause(view, found, row.touchpoint)
    led = found[found["leads_to"].eq(row.moment_id).fillna(False)]
    ids = dict.fromkeys(pd.concat([here, cause, led])["finding_id"])  # each once
    return Moment(row, here.head(1), cause, tuple(ids))


def _hidden(view: View, moment: object, hidden: set[str]) -> bool:
    here = order.on_row(view, "moments", moment)
    return bool(here) and here <= hidden


def _own(view: View, moment: object, found: pd.DataFrame) -> pd.DataFrame:
    """What rests on a moment's row: the claim of the moment itself first."""
    here = found[found["finding_id"].isin(order.on_row(view, "moments", moment))]
    own = here["kind"].eq("moment").sort_values(ascending=False, kind="stable")
    return here.loc[own.index]


def _cause(view: View, found: pd.DataFrame, touchpoint: str) -> pd.DataFrame:
    """What lies behind a moment: the weightiest cause found at its touchpoint, if any."""
    rows = view["backstage"]
    here = rows[rows["touchpoint"].eq(touchpoint).fillna(False)]
    ids = {i for row in here.itertuples() for i in order.on_row(view, "backstage", row)}
    return found[found["finding_id"].isin(ids) & found["kind"].eq("backstage")].head(1)


def the_plan(view: View, said: Commentary) -> pd.DataFrame:
    """What the whole plan costs and should bring, and how likely it keeps to its budget."""
    found = standing(view, said)
    here = found[found["kind"].eq(PLAN)]
    return here.sort_values("subject", key=lambda s: s.ne(WHOLE), kind="stable")


def alerts(view: View, said: Commentary) -> pd.DataFrame:
    """The alerts of the period."""
    found = about(view, said, ("alerts",))
    return found[found["kind"].eq("alert")].head(MOST_ALERTS)


def others(view: View, said: Commentary) -> pd.DataFrame:
    """What else weighs most, one of each kind, so that no kind crowds out the others.

    Where there are no matters to say it, these say all that there is.
    """
    first = matters(view, said)
    told = [part for one in first for part in (one.own, one.cause)]
    raised = alerts(view, said)
    used = set(pd.concat([*told, raised])["finding_id"]) | same_rows(view, raised)
    rest = standing(view, said)
    rest = rest[~rest["finding_id"].isin(used) & rest["kind"].ne(PLAN)]
    rest = rest[~rest["kind"].isin(SAID_ELSEWHERE)] if told else rest
    rest = rest[~rest["finding_id"].isin(_said_by(view, first, rest))]
    rest = rest[~rest["finding_id"].isin(_named_by_another(view, rest))]
    return rest.drop_duplicates("kind").head(MOST_OTHERS)


def _said_by(view: View, first: list[Moment], rest: pd.DataFrame) -> set[str]:
    """What the table of matters says: a proposal for a moment, the test that a moment rests on."""
    moments = {one.row.moment_id for one in first}
    proposed = rest["kind"].eq("proposal") & rest["leads_to"].isin(moments).fillna(False)
    rests = order.rests_on(view)
    behind = set().union(*(rests.get(i, set()) for one in first for i in one.own["finding_id"]))
    same = {i for i in rest["finding_id"] if (own := rests.get(i)) and own <= behind}
    return same | set(rest.loc[proposed, "finding_id"])


def _named_by_another(view: View, found: pd.DataFrame) -> set[str]:
    """What another finding names among what it rests on: one promise among the promises judged."""
    rests = order.rests_on(view)
    rows = [(one, rests.get(one.finding_id, set())) for one in found.itertuples()]
    return {
        one.finding_id for one, own in rows for other, all_of_it in rows
        if own and own < all_of_it and str(one.subject) in str(other.statement)
    }  # fmt: skip


def same_rows(view: View, alerted: pd.DataFrame) -> set[str]:
    """What tells of a KPI that an alert tells of already."""
    rows = view["finding_rows"]
    rows = rows[rows["table"].eq("kpis")]
    raised = rows.loc[rows["finding_id"].isin(alerted["finding_id"]), "key"]
    return set(rows.loc[rows["key"].isin(raised), "finding_id"])
