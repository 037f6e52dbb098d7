"""What asks for something at a touchpoint: mend, build on, shorten, the wrong moment, a promise."""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.findings.claim import Claim, Kind, known, shown
from cxlib.findings.kinds.strategy.amounts import based
from cxlib.findings.kinds.strategy.reasons import FROM_THE_MAP, TABLE, kinds_of, rests_on
from cxlib.findings.kinds.strategy.resting import (
    dearest,
    reason,
    slots_of,
    strongest,
    told,
    weight_of,
)
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    money,
    months,
    of100,
    outcome,
    p,
    share,
    touchpoint,
)

GIVEN = "given"  # the ground of a delight that customers met or did not
ASKS = ("fix", "differentiate", "simplify")  # protect and maintain ask for nothing new
BUILD_ON, RATED_LOW, ALTHOUGH = "differentiate", "rated low", "rated low, built on"
DOUBTFUL = ("stuck", "goes wrong", RATED_LOW)


def postures(view: View) -> Iterator[Claim]:
    """What to do where something asks to be done."""
    for row in told(shown(view, TABLE)):
        posture, _, rule = reason(view, TABLE, row, "why").partition("|")
        rule = rule.partition("|")[0]
        worth = dearest(view, row.touchpoint, kinds_of(rule))
        rests = rests_on(view, row, rule)
        if posture not in ASKS or rests is None:
            continue
        slots = _slots(view, row) | ({} if worth is None else _at_stake(worth, view))
        if rule == "costly":
            slots |= slots_of(view, TABLE, row, "why")
        slots |= {"base": based(rests["n"], rests["n_of"])}
        direction = f"{posture}, {_told_by(view, row, rule, worth)}"
        yield _claim(view, row, direction, slots, more=_more(row, rule, slots), **rests)


def _told_by(view: View, row: object, rule: str, worth: object | None) -> str:
    """A moment is told by who stays where that was measured; a forced step may not be rated."""
    if rule == "friction" and known(worth.low) > 0:
        return "leaving"
    if rule == "delight" and (missing(worth.rests_on) or worth.rests_on != GIVEN):
        return "pleases"
    if rule == "forced" and strongest(view, row.touchpoint) is None:
        return "forced and not asked"
    return rule


def _at_stake(moment: object, view: View) -> dict[str, Figure]:
    """How many more of 100 are lost, or kept by what delights, and what that is worth."""
    gap = (moment.effect_on_retention, moment.low, moment.high)
    stake = (moment.value_at_stake, moment.value_low, moment.value_high)
    return {
        "more_of": of100(*gap),
        "months": months(known(moment.months, view.policy.horizon_months)),
        "stake": money(*stake),
    }


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
        rests = rests_on(view, row, why)
        if why not in RIGHT_MOMENTS or rests is None:
            continue
        slots = _slots(view, row) | slots_of(view, TABLE, row, "right_moment")
        more = ("need",) if why in FROM_THE_MAP and "need" in slots else ()
        yield _claim(view, row, why, slots, more=more, **{**rests, "grade": "opinion"})


def promises(view: View) -> Iterator[Claim]:
    """What sits badly with a promise; that it is broken is not said, for nothing measures it."""
    for row in told(shown(view, TABLE)):
        sign = reason(view, TABLE, row, "promise")
        rests = rests_on(view, row, sign)
        if sign not in DOUBTFUL or rests is None:
            continue
        slots = _slots(view, row) | slots_of(view, TABLE, row, "promise")
        although = sign == RATED_LOW and _builds_on(view, row)
        yield _claim(view, row, ALTHOUGH if although else sign, slots, **rests)


def _builds_on(view: View, row: object) -> bool:
    """Whether another claim asks to build on the touchpoint: a doubt must not speak past it."""
    posture, _, rule = reason(view, TABLE, row, "why").partition("|")
    return posture == BUILD_ON and rests_on(view, row, rule.partition("|")[0]) is not None


def over_delivery(view: View) -> Iterator[Claim]:
    """Where more is delivered than seems to matter: a lead, no saving."""
    for row in told(shown(view, TABLE)):
        known_cost = reason(view, TABLE, row, "over_delivery")
        rests = rests_on(view, row, known_cost)
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
STRATEGY = Kind("strategy", "strategy", TABLE, POSTURES, RESTS, postures)
RIGHT_MOMENT = Kind("right moment", "strategy", TABLE, RIGHT_MOMENTS, RESTS, right_moments)
PROMISE = Kind("promise", "strategy", TABLE, (*DOUBTFUL, ALTHOUGH), RESTS, promises)
OVER_DELIVERY = Kind(
    "over-delivery", "strategy", TABLE, ("look at the cost",), RATED, over_delivery
)
