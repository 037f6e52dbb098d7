"""Step 5: whether initiatives kept their promise, and how good promises have been so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.engagement.contracts.names import key
from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import PROMISES
from cxlib.findings.promises import before, calibration, judged_so_far
from cxlib.findings.series import base, grade, said, spread
from cxlib.findings.weighing import sure_from_interval
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    alone,
    coded,
    count,
    kpi,
    listed,
    nested,
    period,
    share,
    term,
    text,
)
from cxlib.results.measured import beside, change

FEW = 3  # promises that are told one by one
FEWEST = 2  # of one promise its own finding tells
REALISED, NOT_YET = "realised", "not yet knowable"
KEPT = {"kept unpromised": "kept unpromised"}  # by `benefits.verdict`
BROKEN = {"fell short": "fell short", "harm": "did harm"}
MOVED = ("kept", "kept unpromised", "fell short", "did harm")  # something came of it


def benefits(view: View) -> Iterator[Claim]:
    """Each initiative that has started: kept, not kept, or not yet to be told and why."""
    places = _touchpoints(view)
    for row in shown(view, "benefits").itertuples():
        yield _benefit(view, row, places.get(key(row.initiative)))


def _touchpoints(view: View) -> Mapping[str, str]:
    table = view.engagement.table("initiatives").dropna(subset=["touchpoint"])
    return {key(row.initiative): row.touchpoint for row in table.itertuples()}


def _benefit(view: View, row: object, touchpoint: str | None) -> Claim:
    measured, judged = not missing(row.observed), row.result != NOT_YET
    watched = None if missing(row.kpi) else row.kpi
    direction = _direction(row)
    tested = row.p_adjusted if direction in MOVED else None
    missed = known(row.observed) - (0 if row.result == REALISED else known(row.expected))
    return Claim(
        subject=row.initiative,
        direction=direction,
        slots={
            "initiative": text(row.initiative), "kpi": kpi(row.kpi),
            "observed": alone(change(row.unit, row.observed, row.low, row.high)),
            "expected": beside(row.unit, row.expected, row.low, row.high), "why": text(row.why),
            "within": change(row.unit, row.observed, row.low, row.high),
            "method": term(row.method), "units": count(row.units),
            "from": period(row.knowable_from), **base(row),
        },
        rows=(("benefits", key_of("benefits", row)),),
        value=row.observed, low=row.low, high=row.high, unit=said(row.unit),
        n=row.n, n_of=said(row.n_of, "things"),
        p=tested, family=None if missing(tested) else PROMISES,
        grade=grade(row.n_of) if measured else "opinion",
        reach=known(row.treated, 1.0),
        size=abs(missed) / spread(view, row.kpi) if measured and judged else 0.0,
        sure=sure_from_interval(row.observed, row.low, row.high, view.confidence),
        about=(("benefit", row.initiative),
               *((place, name) for place, name in (("kpi", watched), ("touchpoint", touchpoint))
                 if name)),
        leads_to=watched, more=tuple(_more(row, measured)),
    )  # fmt: skip


def _direction(row: object) -> str:
    if row.result == REALISED:
        return KEPT.get(said(row.verdict), "kept")
    if row.result == NOT_YET:
        return "not yet" if missing(row.knowable_from) else "not yet, dated"
    return BROKEN.get(said(row.verdict), "not kept")


def _more(row: object, measured: bool) -> Iterator[str]:
    if measured and row.result == NOT_YET:
        yield "so far"
    if not missing(row.expected):
        yield "promised"


def judged(view: View) -> Iterator[Claim]:
    """How many promises were kept of those that could be judged, those of earlier runs too.

    Nothing before this run has judged any: what it claims rests on rows of its own.
    """
    past, now = view.engagement.past_benefits, view.engagement.period
    here = pd.DataFrame(shown(view, "benefits"))
    if here["result"].eq(NOT_YET).all():
        return
    table = judged_so_far(here, past, now)
    over = table[table["result"] != NOT_YET]
    if len(over) < FEWEST:
        return
    kept = int((over["result"] == REALISED).sum())
    average = calibration(table, view.confidence)
    then = before(past, now)
    earlier = calibration(judged_so_far(then.head(0), past, now), view.confidence)
    yield Claim(
        subject="calibration",
        direction="one by one" if len(over) <= FEW else "counted",
        slots={
            "each": listed(map(_one, over.itertuples())), "kept": count(kept),
            "n": count(len(over)), **_average("average", average), **_average("earlier", earlier),
            **({"until": period(then["period"].max())} if _alike(earlier) else {}),
        },
        rows=tuple(("benefits", key_of("benefits", row))
                   for row in here.itertuples() if row.result != NOT_YET),
        value=kept / len(over), unit="share", n=len(over), n_of="things", grade=_graded(over),
        **_heaviest(view),
        about=tuple(("benefit", row.initiative) for row in over.itertuples()),
        more=tuple(_averages(average, earlier)),
    )  # fmt: skip


def _heaviest(view: View) -> dict[str, float]:
    """The parts of the weight of the promise that weighs most."""
    first = max(benefits(view), key=lambda one: one.weight, default=None)
    parts = ("reach", "size", "sure")
    return {} if first is None else {part: getattr(first, part) for part in parts}


def _averages(now: object, earlier: object) -> Iterator[str]:
    """Promises of unlike fate have no average: one kept and one broken are not half of each."""
    if now:
        yield "average" if now.alike else "unlike"
    if _alike(earlier):
        yield "earlier"


def _alike(found: object) -> bool:
    return bool(found and found.alike)


def _graded(over: pd.DataFrame) -> str:
    """What the judgements rest on: one kind of evidence, or both."""
    grades = {grade(n_of) for n_of in over["n_of"].dropna()}  # earlier ones are counted alone
    return grades.pop() if len(grades) == 1 else "both"


def _one(row: object) -> Figure:
    kept = "kept" if row.result == REALISED else "not kept"
    promised = known(row.expected)
    if not promised or missing(row.observed):
        return nested(coded(f"benefits|one {kept}", initiative=text(row.initiative)))
    part = share(known(row.observed) / promised)
    return nested(coded(f"benefits|one {kept} by", initiative=text(row.initiative), part=part))


def _average(name: str, found: object) -> dict[str, Figure]:
    return {name: share(found.ratio, found.low, found.high)} if _alike(found) else {}


KINDS = (
    Kind("benefit", "monitoring", "benefits",
         ("kept", "kept unpromised", "not kept", "fell short", "did harm", "not yet",
          "not yet, dated"),
         "comparison group or interrupted series, judged against the promise; that anything came "
         "of it: false-discovery rate over all initiatives", benefits,
         things=("units",)),
    Kind("benefits", "monitoring", "benefits", ("one by one", "counted"),
         "count of the judgements", judged, things=("kept",)),
)  # fmt: skip
