"""Which activity behind the scenes is behind a touchpoint's troubles."""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import BACKSTAGE
from cxlib.findings.weighing import share_passing, sure_from_p
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    number,
    of100,
    outcome,
    p,
    points,
    signed,
    text,
    touchpoint,
)

FAILURE, BREAKDOWN, SCORE = "failure", "breakdown", "score: "
DIRECTIONS = {
    (FAILURE, True): "failure breaks", (FAILURE, False): "failure rates",
    ("longer duration", True): "slowness breaks", ("longer duration", False): "slowness rates",
}  # fmt: skip


def backstage(view: View) -> Iterator[Claim]:
    """Activities that do harm where customers meet them, each pair once, by its surest measure."""
    table = shown(view, "backstage")
    harmful = table[table["harmful"].fillna(False).astype(bool)].sort_values(
        ["p_adjusted", "measure"], kind="stable"
    )
    for row in harmful.drop_duplicates(["activity", "touchpoint"]).itertuples():
        breaks = row.acts_on == BREAKDOWN
        failed = row.measure == FAILURE
        yield Claim(
            subject=f"{row.activity}:{row.touchpoint}",
            direction=DIRECTIONS[row.measure, breaks],
            slots=_slots(row, breaks),
            rows=(("backstage", key_of("backstage", row)),),
            value=row.effect, low=row.low, high=row.high, unit="points" if breaks else "number",
            n=row.n, n_of=row.n_of, grade="events" if breaks else "both", p=row.p_adjusted,
            family=BACKSTAGE,
            reach=share_passing(view, row.touchpoint) * (_troubled(row) if failed else 1.0),
            size=abs(known(row.effect)) / row.spread if known(row.spread) > 0 else 0.0,
            sure=sure_from_p(row.p_adjusted),
            about=(("cause", row.activity), ("touchpoint", row.touchpoint)),
            leads_to=_next(view, row) if breaks else None,
            more=tuple(_more(row)),
        )  # fmt: skip


def _troubled(row: object) -> float:
    return known(row.troubled) / row.n if known(row.n) else 0.0


def _slots(row: object, breaks: bool) -> dict[str, Figure]:
    as_is = of100 if breaks else number
    ends = (row.effect, row.low, row.high)
    told = outcome(None if breaks else row.acts_on.removeprefix(SCORE))
    return {
        "activity": text(row.activity), "touchpoint": touchpoint(row.touchpoint),
        "bad": as_is(row.with_it), "good": as_is(row.without), "outcome": told,
        "gap": points(*ends) if breaks else signed(*ends), "n": count(row.n),
        "worse": number(abs(known(row.with_it) - known(row.without))),
        "troubled": count(row.troubled), "p": p(row.p_adjusted),
        "start": number(row.threshold, row.threshold_low, row.threshold_high),
    }  # fmt: skip


def _more(row: object) -> Iterator[str]:
    if not missing(row.threshold):
        yield "starts"
    if not known(row.mapped):
        yield "not on the map"


def _next(view: View, row: object) -> str | None:
    """The breakdown that it is behind, where that one is claimed."""
    table = shown(view, "breakdowns")
    broken = table["touchpoint"].eq(row.touchpoint) & table["breaks"].fillna(False).astype(bool)
    passing = view["touchpoint_map"]
    hidden = passing["touchpoint"].eq(row.touchpoint) & passing["base_note"].eq("hidden")
    return f"breakdown:{row.touchpoint}" if broken.any() and not hidden.any() else None


KINDS = (
    Kind("backstage", "diagnosis", "backstage", tuple(DIRECTIONS.values()),
         "regression on the run before, clustered; false-discovery rate over all activities, "
         "touchpoints and measures", backstage, parts=(("troubled", "n"),)),
)  # fmt: skip
