"""What a claim about a touchpoint rests on: a breakdown, a moment, its rating, the map's words."""

from __future__ import annotations

from cxlib.findings.claim import shown
from cxlib.findings.families import BREAKDOWNS
from cxlib.findings.kinds.diagnosis.moments import earned
from cxlib.findings.kinds.strategy.earning import Test, bent_at, driven_elsewhere, rated_apart
from cxlib.findings.kinds.strategy.resting import DELIGHTS, PAINS, dearest
from cxlib.language import missing
from cxlib.release.view import View

TABLE = "strategies"
BREAKS = ("breaks", "stuck")  # what rests on a breakdown of the touchpoint, what on a moment of it
MOMENTS = ("friction", "goes wrong", "delight")
FROM_THE_MAP = ("forced", "leaving", "put right", "one errand", "whole range")  # of nobody's answer
COSTLY, PLEASES = "costly", "pleases"


def kinds_of(why: str) -> tuple[str, ...]:
    return DELIGHTS if why == "delight" else PAINS


def rests_on(view: View, row: object, why: str) -> dict[str, object] | None:
    """Rows, base and test of what the diagnosis, the ratings or the map say of the touchpoint.

    None where it is what may not be shown, and where results of an earlier kit hold no test.
    """
    own = (TABLE, {"touchpoint": row.touchpoint})
    if why in BREAKS:
        table = shown(view, "breakdowns")
        found = next(table[table["touchpoint"] == row.touchpoint].itertuples(), None)
        return None if found is None else {
            "rows": (own, ("breakdowns", {"touchpoint": row.touchpoint})), "n": found.n,
            "n_of": "journeys", "p": found.p_adjusted, "family": BREAKDOWNS,
            "grade": "events"}  # fmt: skip
    if why in MOMENTS:
        found = dearest(view, row.touchpoint, kinds_of(why))
        return None if found is None else {
            "rows": (own, ("moments", {"moment_id": found.moment_id})), "n": found.n,
            "n_of": _counted(found), "grade": found.grade, **earned(view, found)}  # fmt: skip
    rated = not missing(row.n) and why not in FROM_THE_MAP
    rests = {"rows": (own,), "n": None, "n_of": "things", "grade": "opinion"}
    if rated:
        rests |= {"n": row.n, "n_of": "answers", "grade": "survey"}
    elif why != COSTLY:  # what costs more than it weighs need not have been rated itself
        return rests
    tested = _tested(view, row, why)
    return None if missing(tested["p"]) else rests | tested


def _tested(view: View, row: object, why: str) -> Test:
    """What earns a rule that rests on the ratings: that one touchpoint's lie apart from the
    others', that good ones weigh more, or that the outcome goes with anything at all."""
    if why == PLEASES:
        return bent_at(view, row.touchpoint)
    return driven_elsewhere(view, row) if why == COSTLY else rated_apart(row)


def _counted(moment: object) -> str:
    """What a moment's n counts, where its table does not say it."""
    if not missing(moment.n_of):
        return str(moment.n_of)
    if moment.grade == "survey":
        return "answers"
    return "journeys" if missing(moment.effect_on_retention) else "visits"
