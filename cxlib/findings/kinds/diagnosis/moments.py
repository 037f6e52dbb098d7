"""The moments that matter: what speaks for each, and what is at stake."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.findings import families
from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.kinds.diagnosis.scales import margin_each, spread_of
from cxlib.findings.weighing import at_stake, completion, in_deviations, share_passing, sure_from_p
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    later,
    money,
    of100,
    outcome,
    p,
    term,
    touchpoint,
    variable,
)

TRUTH, FRICTION, DELIGHT = "truth", "friction", "delight"
STRONG = 2.0  # E-value from which a hidden cause must at least double both risks
LEFT = {"events": "failed", "survey": "rated", "operations": "late"}
DIRECTIONS = {
    **{(m, source): f"{m} {way}" for m in (TRUTH, FRICTION) for source, way in LEFT.items()},
    (FRICTION, "breakdown"): "friction breaks down",
    (FRICTION, "asymmetry"): "friction hurts",
    (DELIGHT, "given"): "delight stays",
    (DELIGHT, "asymmetry"): "delight pleases",
}


def moments(view: View) -> Iterator[Claim]:
    """Every moment by its leading reason: who stays, where that is known."""
    for row in shown(view, "moments").sort_values("rank").itertuples():
        direction = DIRECTIONS.get((row.moment, row.rests_on))
        if direction is None:
            continue
        reach, size = _importance(view, row)
        yield Claim(
            subject=row.moment_id,
            direction=direction,
            slots=_slots(view, row),
            rows=tuple(_rows(view, row)),
            value=row.effect_on_retention, low=row.low, high=row.high,
            unit="" if missing(row.effect_on_retention) else "points",
            n=row.n, n_of=row.n_of, grade=row.grade, **earned(view, row),
            reach=reach, size=size, sure=sure_from_p(_p(view, row)),
            about=(("touchpoint", row.touchpoint),),
            leads_to=row.moment_id,
            more=tuple(_more(view, row)),
        )  # fmt: skip


def _slots(view: View, row: object) -> dict[str, Figure]:
    slots = {
        "touchpoint": touchpoint(row.touchpoint), "n": count(row.n), "n_of": term(row.n_of),
        "good": of100(row.retention_good), "bad": of100(row.retention_bad),
        "gap": of100(row.effect_on_retention, row.low, row.high), "when": later(row.months),
        "p": p(_p(view, row)), "variable": variable(row.variable),
        "outcome": outcome(_bent(view, row)), **stake(row), **margin_each(view),
    }  # fmt: skip
    before = _reason(view, row, "because|given").get("before")
    return slots | ({"before": before} if before else {})


def stake(row: object) -> dict[str, Figure]:
    """Customers and money at stake in a year, with their intervals."""
    people = (row.customers_at_stake, row.customers_low, row.customers_high)
    return {
        "customers": count(*(None if missing(v) else round(float(v)) for v in people)),
        "money": money(row.value_at_stake, row.value_low, row.value_high),
    }


def _reason(view: View, row: object, code: str) -> Mapping[str, object]:
    """The part of a moment's reasons that has this code; empty where none has."""
    table = view.codes["moments"]
    cells = table.loc[table["moment_id"] == row.moment_id, "why"].dropna()
    if cells.empty:
        return {}
    told = json.loads(cells.iloc[0])
    parts = told if isinstance(told, list) else [told]
    return next((part for part in parts if part["code"] == code), {})


def _left(view: View, row: object) -> pd.DataFrame:
    """The row of `leaving` that a moment rests on."""
    table = view["leaving"]
    return table[table["touchpoint"].eq(row.touchpoint) & table["source"].eq(row.rests_on)]


def _asymmetric(view: View, row: object) -> pd.DataFrame:
    table = view["asymmetry"]
    return table[table["variable"].eq(row.variable).fillna(False).astype(bool)]


def _bent(view: View, row: object) -> object:
    """What one-sided ratings weigh on: their touchpoint's overall rating, or the main outcome."""
    found = _asymmetric(view, row)["outcome"]
    return found.iloc[0] if len(found) else view.main


def _broken(view: View, row: object) -> pd.DataFrame:
    table = view["breakdowns"]
    breaks = table["breaks"].fillna(False).astype(bool)
    return table[table["touchpoint"].eq(row.touchpoint) & breaks]


def earned(view: View, row: object) -> dict[str, object]:
    """The p of a moment's leading reason, and the question that it answers."""
    rests = None if missing(row.rests_on) else str(row.rests_on)
    family = {"breakdown": families.BREAKDOWNS, "given": families.GIVEN}.get(rests)
    if rests in LEFT:
        family = families.leaving_after(rests)
    if rests == "asymmetry":
        family = families.bends_of(_bent(view, row))
    return {"p": _p(view, row), "family": family}


def _p(view: View, row: object) -> float | None:
    """The adjusted p of the leading reason."""
    if not missing(row.p_adjusted):
        return float(row.p_adjusted)
    rests = {"breakdown": _broken, "asymmetry": _asymmetric}.get(row.rests_on)
    found = rests(view, row)["p_adjusted"].dropna() if rests else ()
    return float(found.iloc[0]) if len(found) else None


def _rows(view: View, row: object) -> Iterator[tuple[str, dict[str, object]]]:
    yield "moments", {"moment_id": row.moment_id}
    for table, rests in (("leaving", _left), ("asymmetry", _asymmetric)):
        for found in rests(view, row).itertuples():
            yield table, key_of(table, found)
    if row.moment == FRICTION:
        for found in _broken(view, row).itertuples():
            yield "breakdowns", key_of("breakdowns", found)


def _more(view: View, row: object) -> Iterator[str]:
    """Further evidence: what is at stake, what else speaks for it, what could speak against it."""
    if not missing(row.customers_at_stake):
        what = "kept" if row.moment == DELIGHT else "at stake"
        yield what if missing(row.value_at_stake) else f"{what} in money"
        if not missing(row.value_at_stake) and margin_each(view):
            yield "margin each"
    if row.moment == TRUTH:
        yield "early"
    if row.moment == FRICTION and row.rests_on in LEFT and len(_broken(view, row)):
        yield "breaks down too"
    if row.moment == DELIGHT and row.rests_on == "given" and not missing(row.variable):
        yield "rated too"
    for limit in _left(view, row)["e_value_limit"].dropna():
        yield hidden(limit)


def hidden(limit: object) -> str:
    """How strong a hidden cause would have to be, in words.

    >>> hidden(2.4), hidden(1.2)
    ('hidden strong', 'hidden weak')
    """
    return "hidden strong" if float(limit) >= STRONG else "hidden weak"


def _importance(view: View, row: object) -> tuple[float, float]:
    """Share of customers concerned, and size: of all that is at stake, where that is known."""
    stakes = at_stake(view)
    if row.touchpoint in stakes.index and not missing(row.customers_at_stake):
        own = row.customers_at_stake if missing(row.value_at_stake) else row.value_at_stake
        return 1.0, max(0.0, float(own)) / stakes.sum() if stakes.sum() > 0 else 0.0
    if row.rests_on == "breakdown":
        effects = _broken(view, row)["effect"]
        size = in_deviations(effects.iloc[0], completion(view)) if len(effects) else 0.0
        return share_passing(view, row.touchpoint), size
    found = _asymmetric(view, row)
    if found.empty:
        return known(row.reach, 1.0), 0.0
    one = found.iloc[0]
    pleases = row.moment == DELIGHT
    spread = spread_of(view, one["outcome"])
    size = abs(known(one["reward" if pleases else "penalty"])) / spread if spread else 0.0
    part = known(one["n_high" if pleases else "n_low"]) / max(known(one["n"]), 1.0)
    return known(row.reach, 1.0) * part, size


KINDS = (
    Kind("moment", "diagnosis", "moments", tuple(DIRECTIONS.values()),
         "retention after good against bad experiences (Cox regression, false-discovery rate), "
         "else the test of the breakdown or of the change of slope", moments,
         things=("customers",)),
)  # fmt: skip
