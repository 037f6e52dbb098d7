"""What asks for something at a touchpoint: mend, build on, shorten, the wrong moment, a promise."""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.findings.claim import Claim, Kind, known, shown
from cxlib.findings.families import BREAKDOWNS, STANDING, bends_of, drivers_of
from cxlib.findings.kinds.diagnosis.moments import earned
from cxlib.findings.kinds.strategy.amounts import based
from cxlib.findings.kinds.strategy.resting import (
    DELIGHTS,
    PAINS,
    dearest,
    reason,
    slots_of,
    strongest,
    told,
    weight_of,
)
from cxlib.findings.weighing import homes
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    money,
    months,
    number,
    outcome,
    p,
    share,
    touchpoint,
)

TABLE = "strategies"
BREAKS = ("breaks", "stuck")  # what rests on a breakdown of the touchpoint, what on a moment of it
MOMENTS = ("friction", "goes wrong", "delight")
GIVEN = "given"  # the ground of a delight that customers met or did not
FROM_THE_MAP = ("forced", "leaving", "put right", "one errand", "whole range")  # of nobody's answer
ASKS = ("fix", "differentiate", "simplify")  # protect and maintain ask for nothing new
DOUBTFUL = ("stuck", "goes wrong", "rated low")


def postures(view: View) -> Iterator[Claim]:
    """What to do where something asks to be done."""
    for row in told(shown(view, TABLE)):
        posture, _, rule = reason(view, TABLE, row, "why").partition("|")
        rule = rule.partition("|")[0]
        worth = dearest(view, row.touchpoint, _kinds(rule))
        rests = _rests(view, row, rule)
        if posture not in ASKS or rests is None:
            continue
        slots = _slots(view, row) | ({} if worth is None else _at_stake(worth, view))
        if rule == "costly":
            slots |= slots_of(view, TABLE, row, "why")
        slots |= {"base": based(rests["n"], rests["n_of"])}
        direction = f"{posture}, {_told_by(view, row, rule, worth)}"
        yield _claim(view, row, direction, slots, more=_more(row, rule, slots), **rests)


def _kinds(why: str) -> tuple[str, ...]:
    return DELIGHTS if why == "delight" else PAINS


def _told_by(view: View, row: object, rule: str, worth: object | None) -> str:
    """A moment is told by who stays where that was measured; a forced step may not be rated."""
    if rule == "friction" and known(worth.low) > 0:
        return "leaving"
    if rule == "delight" and (missing(worth.rests_on) or worth.rests_on != GIVEN):
        return "pleases"
    if rule == "forced" and strongest(view, row.touchpoint) is None:
        return "forced and not asked"
    return rule


def _rests(view: View, row: object, why: str) -> dict[str, object] | None:
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
        found = dearest(view, row.touchpoint, _kinds(why))
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


def _at_stake(moment: object, view: View) -> dict[str, Figure]:
    """How many more of 100 are lost, or kept by what delights, and what that is worth."""
    ends = (moment.effect_on_retention, moment.low, moment.high)
    hundred = [None if missing(v) else 100 * v for v in ends]
    stake = (moment.value_at_stake, moment.value_low, moment.value_high)
    return {
        "more_of": number(*hundred),
        "months": months(known(moment.months, view.policy.horizon_months)),
        "stake": money(*stake),
    }


def _counted(moment: object) -> str:
    """What a moment's n counts, where its table does not say it."""
    if not missing(moment.n_of):
        return str(moment.n_of)
    if moment.grade == "survey":
        return "answers"
    return "journeys" if missing(moment.effect_on_retention) else "visits"


def _slots(view: View, row: object) -> dict[str, Figure]:
    return {
        "touchpoint": touchpoint(row.touchpoint), "outcome": outcome(view.main),
        "rated": share(row.performance, row.low, row.high), "answers": count(row.n),
        "p": p(row.standing_p),
    }  # fmt: skip


def _more(row: object, rule: str, slots: dict[str, Figure]) -> tuple[str, ...]:
    rated = "not rated" if missing(row.n) else "rated"
    kept = ("kept",) if rule == "delight" and _is_known(slots, "more_of") else ()
    return (*kept, *(("at stake",) if _is_known(slots, "stake") else ()), rated)


def _is_known(slots: dict[str, Figure], name: str) -> bool:
    return any(value is not None for value in slots.get(name, {}).values())


def right_moments(view: View) -> Iterator[Claim]:
    """What is pushed where the customer's situation speaks against it, by the map's own words."""
    for row in told(shown(view, TABLE)):
        why = reason(view, TABLE, row, "right_moment")
        rests = _rests(view, row, why)
        if why not in RIGHT_MOMENTS or rests is None:
            continue
        slots = _slots(view, row) | slots_of(view, TABLE, row, "right_moment")
        more = ("need",) if why in FROM_THE_MAP and "need" in slots else ()
        yield _claim(view, row, why, slots, more=more, **{**rests, "grade": "opinion"})


def promises(view: View) -> Iterator[Claim]:
    """What sits badly with a promise; that it is broken is not said, for nothing measures it."""
    for row in told(shown(view, TABLE)):
        sign = reason(view, TABLE, row, "promise")
        rests = _rests(view, row, sign)
        if sign not in DOUBTFUL or rests is None:
            continue
        slots = _slots(view, row) | slots_of(view, TABLE, row, "promise")
        yield _claim(view, row, sign, slots, **rests)


def over_delivery(view: View) -> Iterator[Claim]:
    """Where more is delivered than seems to matter: a lead, no saving."""
    for row in told(shown(view, TABLE)):
        known_cost = reason(view, TABLE, row, "over_delivery")
        rests = _rests(view, row, known_cost)
        if known_cost and rests is not None:
            slots = _slots(view, row) | slots_of(view, TABLE, row, "over_delivery")
            yield _claim(view, row, "look at the cost", slots, more=(known_cost,), **rests)


def _claim(view: View, row: object, direction: str, slots: dict, **given: object) -> Claim:
    """A claim about a touchpoint; it weighs what its moment or driver weighs."""
    weight = weight_of(view, row.touchpoint)
    return Claim(
        subject=row.touchpoint,
        direction=direction,
        slots=slots,
        about=(("touchpoint", row.touchpoint),),
        reach=weight.reach,
        size=weight.size,
        sure=weight.sure,
        **given,
    )


POSTURES = (
    "fix, breaks", "fix, leaving", "fix, friction", "fix, rated low", "differentiate, delight",
    "differentiate, pleases", "simplify, forced", "simplify, forced and not asked",
    "simplify, costly",
)  # fmt: skip
RIGHT_MOMENTS = (
    "stuck", "goes wrong", "leaving", "put right", "rated low", "one errand", "whole range",
)  # fmt: skip
RATED = "rating against the mean of all touchpoints, false-discovery rate over them"
RESTS = f"the breakdown's, moment's or driver's own test; {RATED}; the map's words are declared"
KINDS = (
    Kind("strategy", "strategy", TABLE, POSTURES, RESTS, postures),
    Kind("right moment", "strategy", TABLE, RIGHT_MOMENTS, RESTS, right_moments),
    Kind("promise", "strategy", TABLE, DOUBTFUL, RESTS, promises),
    Kind("over-delivery", "strategy", TABLE, ("look at the cost",), RATED, over_delivery),
)
