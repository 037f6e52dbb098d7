"""What earns a claim about a touchpoint: a breakdown, a moment, its rating, or the map's words."""

from __future__ import annotations

from cxlib.findings.claim import shown
from cxlib.findings.families import BREAKDOWNS, STANDING, bends_of, drivers_of
from cxlib.findings.kinds.diagnosis.moments import earned
from cxlib.findings.kinds.strategy.resting import DELIGHTS, PAINS, dearest
from cxlib.findings.weighing import homes
from cxlib.language import missing
from cxlib.release.view import View

TABLE = "strategies"
BREAKS = ("breaks", "stuck")  # what rests on a breakdown of the touchpoint, what on a moment of it
MOMENTS = ("friction", "goes wrong", "delight")
FROM_THE_MAP = ("forced", "leaving", "put right", "one errand", "whole range")  # of nobody's answer


def kinds_of(why: str) -> tuple[str, ...]:
    return DELIGHTS if why == "delight" else PAINS


def rests_on(view: View, row: object, why: str) -> dict[str, object] | None:
    """Rows, base and test of what the diagnosis, the ratings or the map say of the touchpoint.

    None where it is what may not be shown.
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
    if why in FROM_THE_MAP or missing(row.n):
        return {"rows": (own,), "n": None, "n_of": "things", "grade": "opinion"}
    return _compared(view, row, why, own)


def _compared(view: View, row: object, why: str, own: tuple[str, dict]) -> dict[str, object] | None:
    """What rests on ratings, with its test; None where results of an earlier kit hold none."""
    rests = {"rows": (own,), "n": row.n, "n_of": "answers", "grade": "survey"}
    if why == "forced":
        return rests
    p_value, family = _tested(view, row, why)
    return None if missing(p_value) else rests | {"p": p_value, "family": family}


def _tested(view: View, row: object, why: str) -> tuple[object, str]:
    """Of a rating against the others' mean; of one that bends; of what costs much, that others
    are what matters."""
    if why == "costly":
        return row.matters_p, drivers_of(view.main)
    if why != "pleases":
        return row.standing_p, STANDING
    home, table = homes(view), shown(view, "asymmetry")
    here = table["variable"].map(home).eq(row.touchpoint) & table["kind"].eq("excitement")
    return table.loc[here, "p_adjusted"].min(), bends_of(view.main)


def _counted(moment: object) -> str:
    """What a moment's n counts, where its table does not say it."""
    if not missing(moment.n_of):
        return str(moment.n_of)
    if moment.grade == "survey":
        return "answers"
    return "journeys" if missing(moment.effect_on_retention) else "visits"
