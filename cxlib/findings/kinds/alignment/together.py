"""Where cost and customer value part company, and which departments must move together."""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.engagement.contracts.names import several
from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import BACKSTAGE
from cxlib.findings.kinds.alignment.places import DECLARED, explained, touched, weighed
from cxlib.findings.kinds.diagnosis.moments import earned
from cxlib.findings.weighing import at_stake, share_passing, sure_from_interval
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import code_of, count, listed, share, text, touchpoint

BUSIEST = 3  # pairs of departments that are told of; the others are in the table
APART = {"value_chain|costs more": "costs more", "value_chain|carries more": "carries more",
         "value_chain|no moment": "no moment",
         "value_chain|traced elsewhere": "traced elsewhere"}  # fmt: skip

TESTED, ELSEWHERE = ("costs more", "carries more"), "traced elsewhere"


def value_chain(view: View) -> Iterator[Claim]:
    """Activities whose cost and value are apart beyond what the uncertainty of the value allows."""
    for row in view.codes["value_chain"].itertuples():
        direction = APART.get(code_of(row.words))
        if direction and not _hidden(view, row.touchpoint):
            yield _activity(view, row, direction)


def _hidden(view: View, place: object) -> bool:
    """Whether what is at stake at a touchpoint rests on groups too small to be shown."""
    moments = view["moments"][view["moments"]["touchpoint"] == place]
    return len(moments) > 0 and bool(moments["base_note"].eq("hidden").all())


def _activity(view: View, row: object, direction: str) -> Claim:
    gap = known(row.value_share) - row.cost_share
    ends = (known(row.value_low) - row.cost_share, known(row.value_high) - row.cost_share)
    return Claim(
        subject=f"{row.activity}:{row.touchpoint}",
        direction=direction,
        slots={
            "activity": text(row.activity), "department": text(row.department),
            "touchpoint": touchpoint(row.touchpoint), "cost": share(row.cost_share),
            "value": share(row.value_share),
            "within": share(row.value_share, row.value_low, row.value_high),
        },
        rows=(("value_chain", key_of("value_chain", row)), *_moment_of(view, row.touchpoint)),
        value=row.value_share, low=row.value_low, high=row.value_high, unit="share",
        n_of="things", grade="events", **_earned(view, row, direction),
        reach=share_passing(view, row.touchpoint),
        size=gap * (1.0 if direction in TESTED else DECLARED),
        sure=1.0 if missing(row.value_low) else sure_from_interval(gap, *ends, view.confidence),
        about=tuple((what, str(name)) for what, name in
                    (("department", row.department), ("touchpoint", row.touchpoint))
                    if not missing(name)),
    )  # fmt: skip


def _earned(view: View, row: object, direction: str) -> dict[str, object]:
    """The test that this rests on: of the moment with the stake, of the cause found elsewhere."""
    if direction in TESTED:
        moments = view["moments"].sort_values("rank")
        found = moments[moments["touchpoint"] == row.touchpoint].head(1)
        return next((earned(view, moment) for moment in found.itertuples()), {})
    if direction != ELSEWHERE:
        return {}
    causes = shown(view, "backstage")
    guilty = causes["harmful"].fillna(False).astype(bool) & (causes["touchpoint"] == row.touchpoint)
    return {"p": causes.loc[guilty, "p_adjusted"].min(), "family": BACKSTAGE}


def _moment_of(view: View, place: object) -> list[tuple[str, dict[str, object]]]:
    """The moment that the touchpoint's stake is that of."""
    moments = view["moments"].sort_values("rank")
    found = moments.loc[moments["touchpoint"] == place, "moment_id"].head(1)
    return [("moments", {"moment_id": name}) for name in found]


def together(view: View) -> Iterator[Claim]:
    """The pairs of departments that share most of what is at stake, then most subjects."""
    table = view.codes["coordination"]
    busiest = table.sort_values(
        ["value", "weight", "source", "target"], ascending=[False, False, True, True]
    )
    for row in busiest.head(BUSIEST).itertuples():
        places = [t for subject in several(row.subjects) for t in touched(view, subject)]
        stake = known(row.value_share) > 0 and len(at_stake(view)) > 0
        yield Claim(
            subject=f"{row.source}:{row.target}",
            direction="at stake" if stake else "shared",
            slots={
                "source": text(row.source), "target": text(row.target),
                "n": count(row.weight), "subjects": listed(map(text, several(row.subjects))),
                "why": explained(row.why), "value": share(row.value_share),
                "handovers": count(row.handovers),
            },
            rows=(("coordination", key_of("coordination", row)),),
            value=row.weight, unit="count", n=row.weight, n_of="things", grade="opinion",
            about=(("department", row.source), ("department", row.target)),
            more=("handovers",) if known(row.handovers) else (),
            **weighed(view, places, DECLARED),
        )  # fmt: skip


KINDS = (
    Kind("value chain", "alignment", "value_chain", tuple(APART.values()),
         "the moment's or the cause's own test; and the interval of the share of value lies beyond "
         "half or twice the share of cost",
         value_chain),
    Kind("coordination", "alignment", "coordination", ("at stake", "shared"), "declared", together),
)  # fmt: skip
