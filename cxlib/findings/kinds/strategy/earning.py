"""What earns a claim of this step: the test of what it rests on, with the family of its question.

What rests on something that does not stand does not stand either.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cxlib.findings.claim import shown
from cxlib.findings.families import RATINGS, bends_of, drivers_of, leaving_after
from cxlib.findings.kinds.diagnosis.drivers import proven
from cxlib.findings.kinds.diagnosis.moments import earned
from cxlib.findings.kinds.strategy.resting import dearest
from cxlib.language import missing
from cxlib.release.once import once_per_view
from cxlib.release.view import View

Test = dict[str, object]  # p, and the family of the question
NO_TEST: Test = {"p": None, "family": None}


def surest(tests: Iterable[Test]) -> Test:
    """The test with the least p of several that a claim rests on together; none where there is
    none."""
    known_ones = [test for test in tests if not missing(test["p"])]
    return min(known_ones, key=lambda test: float(test["p"]), default=NO_TEST)


@once_per_view
def earned_at(view: View, touchpoint: object, moment_id: object = None) -> Test:
    """The test behind what a place is worth: its moment's, else leaving's, else a driver's."""
    moments = shown(view, "moments")
    own = next(moments[moments["moment_id"] == moment_id].itertuples(), None)
    moment = dearest(view, touchpoint) if own is None else own
    if moment is not None:
        return earned(view, moment)
    leaving = shown(view, "leaving")
    left = [{"p": row.p_adjusted, "family": leaving_after(row.source)}
            for row in leaving[leaving["touchpoint"] == touchpoint].itertuples()]  # fmt: skip
    return surest(left) if left else driven_at(view, touchpoint)


@once_per_view
def driven_at(view: View, touchpoint: object) -> Test:
    """The surest test that the main outcome goes with a touchpoint's variables."""
    table = _of(shown(view, "drivers").dropna(subset=["p_adjusted"]), view, touchpoint)
    table = table[table["outcome"].eq(view.main or "") & table["scope"].eq("overall")]
    family = drivers_of(view.main)
    return surest({"p": proven(view, row), "family": family} for row in table.itertuples())


def driven_elsewhere(view: View, row: object) -> Test:
    """The test that the main outcome goes with any touchpoint's variables, as the step found it."""
    return {"p": row.matters_p, "family": drivers_of(view.main)}


@once_per_view
def bent_at(view: View, touchpoint: object) -> Test:
    """The test that a touchpoint's rating pleases more than it hurts."""
    table = _of(shown(view, "asymmetry"), view, touchpoint)
    table = table[table["kind"].eq("excitement")]
    return surest({"p": row.p_adjusted, "family": bends_of(row.outcome)}
                  for row in table.itertuples())  # fmt: skip


def _of(table: pd.DataFrame, view: View, touchpoint: object) -> pd.DataFrame:
    """The rows of a touchpoint's own variables."""
    variables = view.engagement.table("variables")
    mine = variables.loc[variables["touchpoint"].eq(touchpoint).fillna(False), "variable"]
    return table[table["variable"].isin(mine)]


def rated_apart(row: object) -> Test:
    """The test that a touchpoint is rated unlike the mean of all, over all touchpoints."""
    return {"p": row.standing_p, "family": RATINGS}
