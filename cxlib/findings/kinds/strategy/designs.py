"""What could be done at the moments: how to win back, what nobody has a plan for yet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import LEVERS
from cxlib.findings.kinds.strategy.earning import earned_at
from cxlib.findings.kinds.strategy.resting import told, weight_of
from cxlib.findings.weighing import sure_from_p
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    listed,
    money,
    months,
    p,
    share,
    signed,
    term,
    touchpoint,
    variable,
)
from cxlib.stats.tests import benjamini_hochberg

MONEY = "money"  # the unit in which costs and benefits can be compared
DELIGHT = "delight"
EFFORTS = ("low", "medium", "high")


def recoveries(view: View) -> Iterator[Claim]:
    """The lever that ratings go with most where things go wrong, if told from the next one.

    Each is a driver of the touchpoint's rating beyond chance; the next one too, where it is named.
    """
    table = shown(view, "recovery_designs").dropna(subset=["effect"])
    goes_with = (table["p_adjusted"] <= view.policy.fdr).fillna(False).astype(bool)
    table = table[goes_with & (table["effect"] > 0) & ~table["variable"].isin(_not_driving(view))]
    table = table.sort_values("effect", ascending=False, kind="stable")
    levers = [(str(place), told(group)) for place, group in table.groupby("touchpoint", sort=True)]
    drives = benjamini_hochberg([max(r.p_adjusted for r in rows[:2]) for _, rows in levers])
    for (place, (first, *others)), adjusted, driven in zip(
        levers, _tests(view, levers), drives, strict=True
    ):
        tested = None if missing(adjusted) else float(adjusted)
        proven = tested is not None and tested < 1 - view.confidence
        weight = weight_of(view, place)
        yield Claim(
            subject=place,
            direction="only" if tested is None else "strongest" if proven else AMONG,
            slots=_slots(place, first, others, tested),
            rows=tuple(("recovery_designs", key_of("recovery_designs", r))
                       for r in (first, *others[:1])),
            value=first.effect, low=first.low, high=first.high, unit="effect",
            n=first.n, n_of="answers", grade="survey",
            p=max(tested, driven) if proven else driven, family=LEVERS,
            reach=weight.reach, size=weight.size, sure=sure_from_p(driven),
            about=(("touchpoint", place),),
        )  # fmt: skip


def _not_driving(view: View) -> set[str]:
    """Variables whose effect on their touchpoint's rating did not hold as a driver."""
    table = shown(view, "drivers")
    inside = table[table["scope"].ne("overall") & ~table["scope"].str.contains("=")]
    return set(inside.loc[~inside["critical"].fillna(False).astype(bool), "variable"])


def _tests(view: View, levers: list[tuple[str, list]]) -> np.ndarray:
    """The p of each touchpoint's largest effect against its second, over all touchpoints."""
    each = [_against(rows[0], rows[1], view.confidence) if len(rows) > 1 else None
            for _, rows in levers]  # fmt: skip
    return benjamini_hochberg([np.nan if p is None else p for p in each])


def _slots(place: str, first: object, others: list, tested: float | None) -> dict[str, Figure]:
    slots = {
        "touchpoint": touchpoint(place), "variable": variable(first.variable),
        "effect": signed(first.effect, first.low, first.high), "n": count(first.n),
    }  # fmt: skip
    if others:
        effect = signed(others[0].effect, others[0].low, others[0].high)
        slots |= {"next": variable(others[0].variable), "next_effect": effect, "p": p(tested)}
    return slots


def _against(first: object, second: object, confidence: float) -> float | None:
    """The test of the difference between two effects, from their intervals."""
    z = float(ndtri(0.5 + confidence / 2))
    spreads = [(known(r.high) - known(r.low)) / (2 * z) for r in (first, second)]
    error = sum(s * s for s in spreads) ** 0.5
    return float(2 * ndtr(-abs(first.effect - second.effect) / error)) if error > 0 else None


def proposals(view: View) -> Iterator[Claim]:
    """What could be tried at the moments that no initiative serves."""
    table = shown(view, "proposals").sort_values("effort", key=_ease, kind="stable")
    for moment_id, group in table.groupby("moment_id", sort=True):
        rows = told(group)
        first, others = rows[0], rows[1:]
        weight = weight_of(view, first.touchpoint)
        yield Claim(
            subject=str(moment_id),
            direction="no plan yet" if others else "only one",
            slots=_offer(view, first, others),
            rows=tuple(("proposals", key_of("proposals", row)) for row in rows),
            n_of="things", grade="opinion", **earned_at(view, first.touchpoint, moment_id),
            reach=weight.reach, size=weight.size, sure=weight.sure,
            about=(("touchpoint", first.touchpoint),),
            leads_to=str(moment_id),
            more=_worth(first),
        )  # fmt: skip


def _ease(efforts: pd.Series) -> pd.Series:
    """The least effort first."""
    return efforts.map({effort: place for place, effort in enumerate(EFFORTS)})


def _offer(view: View, first: object, others: list) -> dict[str, Figure]:
    return {
        "touchpoint": touchpoint(first.touchpoint), "first": term(first.proposal),
        "others": listed([term(row.proposal) for row in others]),
        "cost": money(first.reference_cost), "needed": share(first.break_even_uplift),
        "months": months(view.policy.horizon_months),
    }  # fmt: skip


def _worth(first: object) -> tuple[str, ...]:
    """What it would have to achieve, where worth and cost are both money."""
    if first.unit != MONEY or missing(first.break_even_uplift):
        return ()
    if first.break_even_uplift > 1:
        return ("too dear",)
    return ("worth, delight",) if first.moment == DELIGHT else ("worth, pain",)


AMONG = "among the strongest"
RECOVERY = Kind(
    "recovery design", "strategy", "recovery_designs", ("strongest", AMONG, "only"),
    "a driver of the touchpoint's rating, and the difference of the two largest effects",
    recoveries,
)  # fmt: skip
PROPOSAL = Kind(
    "proposal", "strategy", "proposals", ("no plan yet", "only one"), "that of its moment",
    proposals,
)  # fmt: skip
