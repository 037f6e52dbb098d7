"""Which initiatives belong in the plan, which stay out, what it comes to, what to measure first."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.kinds.strategy.amounts import CUSTOMERS, MONEY, amount, based, costs
from cxlib.findings.kinds.strategy.earning import earned_at, surest
from cxlib.findings.kinds.strategy.resting import reach_of, reason, told, weight_of
from cxlib.findings.weighing import sure_from_interval
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    money,
    months,
    number,
    of100,
    outcome,
    share,
    text,
    touchpoint,
    variable,
)

TABLE = "portfolio"
WORTH_ASKING = 0.1  # of what a stake may turn out to be: fewer would not delay a decision


def initiatives(view: View) -> Iterator[Claim]:
    """What belongs in the plan, how firmly, and what it should bring for what it costs."""
    for row in told(shown(view, TABLE)):
        why = reason(view, TABLE, row, "reason")
        if why in REASONS_FOR:
            more = (*_breaks_even(row), *(("overlap",) if _overlaps(row) else ()))
            tested = earned_at(view, row.touchpoint, row.moment_id)
            yield _claim(view, row, why, known(row.inclusion_probability), more, **tested)


def left_out(view: View) -> Iterator[Claim]:
    """What stays out of the plan and why, and what cannot be judged for want of a number.

    It weighs what the plan does without: beside one that wins the same, that is little.
    """
    for row in told(shown(view, TABLE)):
        why = reason(view, TABLE, row, "reason")
        if why in REASONS_AGAINST:
            yield _claim(view, row, why, 1 - known(row.inclusion_probability), forgone=True)


def _claim(
    view: View, row: object, direction: str, sure: float, more: tuple[str, ...] = (),
    forgone: bool = False, **tested: object,
) -> Claim:  # fmt: skip
    planned = _planned(view, row.initiative)
    kpi = None if planned is None or missing(planned.kpi) else str(planned.kpi)
    return Claim(
        subject=row.initiative,
        direction=direction,
        slots=_slots(view, row),
        rows=((TABLE, key_of(TABLE, row)), *_worth(view, row)),
        value=row.benefit, low=row.low, high=row.high,
        unit=_unit(row),
        n=row.n, n_of="answers" if missing(row.n_of) else row.n_of,
        grade="opinion",  # the weakest of its links: the uplift is the team's own
        **tested,
        reach=1.0 if missing(row.touchpoint) else reach_of(view, row.touchpoint),
        size=_forgone(row) if forgone else known(row.stake_share), sure=sure,
        about=tuple((what, str(name)) for what, name in (
            ("initiative", row.initiative), ("touchpoint", row.touchpoint), ("kpi", kpi),
        ) if not missing(name)),
        leads_to=kpi,
        more=more,
    )  # fmt: skip


def _forgone(row: object) -> float:
    """What the plan does without, as a share of all at stake: what it would add to the others;
    without what wins nothing it does without nothing."""
    alone, added = known(row.benefit), known(row.benefit_in_plan, known(row.benefit))
    return max(0.0, known(row.stake_share)) * min(1.0, abs(added / alone)) if alone else 0.0


def _unit(row: object) -> str:
    return "" if missing(row.unit) else str(row.unit)


def _planned(view: View, initiative: str) -> object | None:
    table = view.engagement.table("initiatives")
    return next(table[table["initiative"] == initiative].itertuples(), None)


def _slots(view: View, row: object) -> dict[str, Figure]:
    ends = (row.benefit, row.low, row.high)
    written = share if missing(row.variable) else number  # an uplift is in points of a variable
    return {
        "initiative": text(row.initiative), "benefit": amount(view, row.unit, row.benefit),
        "within": amount(view, row.unit, *ends), "cost": costs(row.cost),
        "added": amount(view, row.unit, row.benefit_in_plan),
        "months": months(view.policy.horizon_months), "often": of100(row.inclusion_probability),
        "base": based(row.n, row.n_of), "touchpoint": touchpoint(row.touchpoint),
        "variable": variable(row.variable),
        "needed": written(row.break_even_uplift), "uplift": written(row.uplift),
    }  # fmt: skip


def _breaks_even(row: object) -> tuple[str, ...]:
    if missing(row.break_even_uplift):
        return ()
    return ("breaks even, share",) if missing(row.variable) else ("breaks even, variable",)


def _overlaps(row: object) -> bool:
    """Whether it adds less beside the others than it would bring alone."""
    return known(row.benefit_in_plan) < known(row.benefit) * (1 - SAME)


def _worth(view: View, row: object) -> Iterator[tuple[str, dict[str, object]]]:
    """The row that says what its touchpoint is worth."""
    if not missing(row.moment_id) and (view["moments"]["moment_id"] == row.moment_id).any():
        yield "moments", {"moment_id": row.moment_id}
    elif (view["leaving"]["touchpoint"] == row.touchpoint).fillna(False).any():
        yield "leaving", {"touchpoint": row.touchpoint}


def plan(view: View) -> Iterator[Claim]:
    """What the chosen initiatives cost and bring together, nothing counted twice."""
    now = view["frontier"]
    now = now[now["current"].fillna(False).astype(bool)]
    table = view[TABLE]
    picked = table[table["chosen"].fillna(False).astype(bool)]
    for row in told(now.head(1)):
        slots = {
            "cost": money(row.cost), "benefit": amount(view, row.unit, row.benefit),
            "within": amount(view, row.unit, row.benefit, row.low, row.high),
            "months": months(view.policy.horizon_months), "chosen": count(row.initiatives),
            "all": count(len(table)), "budget": money(row.budget),
            "over": of100(row.p_over_budget),
        }  # fmt: skip
        some = known(row.initiatives) > 0
        yield Claim(
            subject="plan",
            direction="chosen" if some else "nothing chosen",
            slots=slots,
            rows=(("frontier", {"budget": row.budget}),
                  *((TABLE, {"initiative": name}) for name in picked["initiative"])),
            value=row.benefit, low=row.low, high=row.high, unit=_unit(row),
            n=row.initiatives, n_of="things", grade="opinion",
            **surest(earned_at(view, one.touchpoint, one.moment_id) for one in told(picked)),
            size=known(picked["stake_share"].sum()) if some else 1.0,  # all at stake stays so
            sure=sure_from_interval(row.benefit, row.low, row.high, view.confidence),
            about=tuple(("initiative", name) for name in picked["initiative"]),
        )  # fmt: skip
        if some and view.policy.budget is not None and not missing(row.p_over_budget):
            yield _overrun(row, slots, picked)


def _overrun(row: object, slots: dict[str, Figure], picked: pd.DataFrame) -> Claim:
    """How likely the plan costs more than there is: what a budget is decided by."""
    return Claim(
        subject="budget",
        direction="may overrun",
        slots=slots,
        rows=(("frontier", {"budget": row.budget}),),
        value=row.p_over_budget, unit="share", n=row.initiatives, n_of="things", grade="opinion",
        size=known(picked["stake_share"].sum()), sure=known(row.p_over_budget),
        about=tuple(("initiative", name) for name in picked["initiative"]),
    )  # fmt: skip


def measurements(view: View) -> Iterator[Claim]:
    """What would be worth knowing before the plan is decided."""
    table = view["information"]
    worth = table[table["changes"].ge(WORTH_ASKING).fillna(False) & table["value"].gt(0)]
    for row in told(worth):
        weight = weight_of(view, row.touchpoint)
        outcome_of = "retention" if row.unit in (MONEY, CUSTOMERS) else view.main
        yield Claim(
            subject=f"{row.touchpoint}, {row.side}",
            direction=str(row.side),
            slots={
                "touchpoint": touchpoint(row.touchpoint), "outcome": outcome(outcome_of),
                "changes": of100(row.changes), "value": amount(view, row.unit, row.value),
                "instead": text(row.instead),
            },
            rows=(("information", key_of("information", row)),),
            value=row.value, unit=_unit(row), n_of="things", grade="opinion",
            reach=weight.reach, size=weight.size, sure=row.changes,
            about=(("touchpoint", row.touchpoint),),
            more=() if missing(row.instead) else ("instead",),
        )  # fmt: skip


SAME = 0.01  # of the benefit: less is rounding
REASONS_FOR = ("sure", "likely", "close")
REASONS_AGAINST = (
    "no benefit", "costs more", "overlap", "beyond budget", "outbid", "outbid, bound",
    "no worth", "no score", "no room", "no uplift", "too late",
)  # fmt: skip
ESTIMATES = ("amount|customers",)  # of customers kept: a count of nobody
INITIATIVE = Kind(
    "initiative", "strategy", TABLE, REASONS_FOR,
    "that of what its touchpoint is worth; its uplift is the team’s own",
    initiatives, things=ESTIMATES,
)  # fmt: skip
LEFT_OUT = Kind(
    "left out", "strategy", TABLE, REASONS_AGAINST, "declared", left_out, things=ESTIMATES
)
PORTFOLIO = Kind(
    "portfolio", "strategy", "frontier", ("chosen", "nothing chosen", "may overrun"),
    "that of its surest initiative", plan, things=("all", "chosen", *ESTIMATES),
)  # fmt: skip
INFORMATION = Kind(
    "information", "strategy", "information", ("pain", "delight"), "declared", measurements,
    things=ESTIMATES,
)  # fmt: skip
