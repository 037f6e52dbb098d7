"""What is done about a moment: the initiative that serves it, when, at what cost and to what end.

Everything that knows of an initiative is asked: the client's own table, the plan, the roadmap's
dates, and the judgement on those that run. A plan that compared nothing leaves the client's word.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.findings.kinds.strategy.amounts import CUSTOMERS, amount
from cxlib.language import missing
from cxlib.release.once import once_per_view
from cxlib.release.view import View

STOPPED, IN_PLACE, PLANNED = "stopped", ("running", "done"), "planned"
CHOSEN, OPEN, GOING, LEFT_OUT = range(4)  # what is told of first where several serve a moment
JUDGED = ["initiative", "moment_id", "benefit", "low", "high", "cost", "chosen", "horizon",
          "unit"]  # fmt: skip
GIVEN = ["initiative", "touchpoint", "moment", "cost", "owner", "start", "status"]


@dataclass(frozen=True)
class Remedy:
    """An initiative that serves a moment.

    Attributes
    ----------
    row : what is known of it: its columns in `initiatives`, `portfolio` and `roadmap`
    stands : CHOSEN for the plan, OPEN where nothing was compared, GOING where it is in place
        already, LEFT_OUT of the plan
    """

    row: pd.Series
    stands: int

    @property
    def owner(self) -> object:
        """Who answers for it; what stays out of the plan is nobody's task."""
        return None if self.stands == LEFT_OUT else self.row["owner"]

    def told(self, view: View, found: pd.DataFrame) -> str:
        """It by name, since or from when, its cost, what it should bring or what came of it."""
        name = ", ".join([str(self.row["initiative"]), *self._when(view)])
        ends = ", ".join(filter(None, self._ends(view, found)))
        return view.voice.say("page|initiative", initiative=name, money=ends) if ends else name

    def _when(self, view: View) -> list[str]:
        """Since or from when, as far as anybody knows."""
        say, row = view.voice.say, self.row
        if self.stands == LEFT_OUT:
            return [say("page|not in the plan")]
        code = self._code()
        if missing(row["start"]):
            told = "page|no date" if row["dated"] else f"page|start {code}"
            return [say(told)] if view.voice.knows(told) else []
        dated = f"page|dated {code}"
        how = dated if view.voice.knows(dated) else f"page|start {code}"
        return [say(how, start={"day": row["start"]})]

    def _code(self) -> str:
        return str(
            {CHOSEN: self.row["horizon"], GOING: self.row["status"]}.get(self.stands, PLANNED)
        )

    def _ends(self, view: View, found: pd.DataFrame) -> list[str]:
        say, row = view.voice.say, self.row
        known = not missing(row["cost"])
        cost = say("page|cost", cost=view.voice.money(row["cost"])) if known else ""
        if self.stands == GOING:
            return [cost, self._came_of_it(view, found)]
        if missing(row["benefit"]):
            return [cost, say("page|benefit unknown")]
        if not known:
            return []
        slots = {"cost": view.voice.money(row["cost"]), "benefit": _benefit(view, row),
                 "after": {"months": view.policy.horizon_months}}  # fmt: skip
        unit = "count" if str(row["unit"]) == CUSTOMERS else "money"
        return [say(f"page|cost and benefit in {unit}", **slots)]

    def _came_of_it(self, view: View, found: pd.DataFrame) -> str:
        judged = found[found["finding_id"].eq(f"benefit:{self.row['initiative']}")]
        return view.voice.say(f"page|benefit {judged['direction'].iloc[0]}") if len(judged) else ""


def _benefit(view: View, row: pd.Series) -> str:
    """What it should bring: money, a number of customers, or points of the main outcome."""
    ends = (row["benefit"], row["low"], row["high"])
    if str(row["unit"]) == CUSTOMERS:
        return view.voice.within(*ends, "count")
    return view.voice.figure(amount(view, row["unit"], *ends))


def serving(view: View, moment_id: str) -> Remedy | None:
    """The initiative that serves a moment: one of the plan, else one that nobody compared, else
    one that is in place, else one that was left out; of several, the one that names the moment's
    kind, then that of the highest benefit."""
    here = _known(view)
    here = here[here["serves"].eq(moment_id).fillna(False)]
    if here.empty:
        return None
    ascending = {"stands": True, "named": False, "benefit": False}
    first = here.sort_values(list(ascending), ascending=list(ascending.values()), kind="stable")
    return Remedy(first.iloc[0], int(first["stands"].iloc[0]))


@once_per_view
def _known(view: View) -> pd.DataFrame:
    """Every initiative that was not stopped, with all that is known of it."""
    given = view.engagement.table("initiatives")[GIVEN]
    judged = view["portfolio"][JUDGED].assign(judged=True)
    dates = view["roadmap"][["initiative", "owner", "start"]].assign(dated=True)
    known = given.merge(judged, on="initiative", how="outer", suffixes=("_given", ""))
    known = known.merge(dates, on="initiative", how="left", suffixes=("_given", ""))
    known = known[known["status"].ne(STOPPED).fillna(True)]
    for flag in ("chosen", "judged", "dated"):
        known[flag] = known[flag].eq(True).fillna(False).astype(bool)
    known = known.assign(
        cost=_first(known, "cost"), owner=_first(known, "owner"),
        stands=[_stands(row) for row in known.itertuples()],
        serves=[_serves(view, row) for row in known.itertuples()],
    )  # fmt: skip
    # the roadmap's day is the plan's; what is in place has begun when the client says
    own = known["dated"] & known["stands"].eq(CHOSEN)
    kinds = view["moments"].set_index("moment_id")["moment"]
    return known.assign(
        start=known["start"].where(own, known["start_given"]), dated=own,
        named=known["moment"].eq(known["serves"].map(kinds)).fillna(False).astype(bool),
    )  # fmt: skip


def _first(known: pd.DataFrame, column: str) -> pd.Series:
    """What the results say, else the client's own table."""
    said = known[column].astype("object")
    return said.where(said.notna(), known[f"{column}_given"].astype("object"))


def _stands(row: object) -> int:
    if not missing(row.status) and row.status in IN_PLACE:
        return GOING
    return CHOSEN if row.chosen else LEFT_OUT if row.judged else OPEN


def _serves(view: View, row: object) -> str | None:
    """The moment that the plan found it to serve; else the one it names, else its place's first."""
    if row.judged:
        return None if missing(row.moment_id) else str(row.moment_id)
    moments = view["moments"].sort_values("rank", kind="stable")
    here = moments[moments["touchpoint"].eq(row.touchpoint).fillna(False)]
    named = here[here["moment"].eq(row.moment).fillna(False)]
    best = here if named.empty else named
    return None if best.empty else str(best["moment_id"].iloc[0])
