"""Of which time a figure is: the window that a report names at its head, or one of its own.

The time follows from the result tables that a claim rests on. An effect on staying takes the whole
history to show, so whatever rests on one does not rest on the report's window; what a plan should
bring is of the time to come.
"""

from __future__ import annotations

from cxlib.findings.claim import Claim
from cxlib.language import missing
from cxlib.release.once import once_per_view
from cxlib.release.view import View

WINDOW, HISTORY, BOTH, AHEAD, PERIOD = "window", "history", "both", "ahead", "period"
# tables that the steps make from `engagement.whole`
HISTORIC = frozenset({"leaving", "retention_curve", "lifetime", "recovery", "benefits"})
STAYING = frozenset({"events", "survey", "operations", "given"})  # grounds of a moment: who stays
EXPECTED = frozenset({"portfolio", "frontier"})
# what the team or the map says is of no time, and what a plan takes over is of its sources' time
TIMELESS = EXPECTED | {"gates", "raci_findings", "roadmap", "ledger", "coordination", "proposals"}


def of_row(table: str, row: object) -> str:
    """The time of a result row: `HISTORY` or `WINDOW`."""
    if table == "moments":
        return HISTORY if row.rests_on in STAYING else WINDOW
    return HISTORY if table in HISTORIC else WINDOW


def of_claim(view: View, claim: Claim) -> str:
    """The time of a claim's figures, by the rows that it rests on.

    Returns
    -------
    str
        "window", "history", "both" (staying from the history, all else from the window), "ahead"
        (expected of a plan) or "period" (the claim names its own).
    """
    if claim.period is not None:
        return PERIOD
    amount = claim.unit != "share" and not missing(claim.value)
    if claim.rows[0][0] in EXPECTED and amount:
        return AHEAD
    return measured(view, claim)


def measured(view: View, claim: Claim) -> str:
    """The time in which the figures that a claim rests on were measured."""
    first = claim.rows[0][0]
    if first == "moments":  # what else speaks for a moment is told without a figure
        return _of_key(view, *claim.rows[0])
    unrated = first == "strategies" and missing(claim.slots.get("answers", {}).get("count"))
    silent = TIMELESS | ({"strategies"} if unrated else set())
    found = {_of_key(view, table, key) for table, key in claim.rows if table not in silent}
    return BOTH if len(found) > 1 else next(iter(found), WINDOW)


def _of_key(view: View, table: str, key: dict[str, object]) -> str:
    if table == "moments":
        return of_moment(view, str(key["moment_id"]))
    return HISTORY if table in HISTORIC else WINDOW


@once_per_view
def of_moment(view: View, moment_id: str) -> str:
    """The time of a moment's effect and base."""
    found = view["moments"]
    found = found[found["moment_id"] == moment_id]
    return of_row("moments", next(found.itertuples())) if len(found) else WINDOW


def aside(view: View, span: str) -> str:
    """What is said beside a figure: its time, where that is not the one at the report's head.

    What names its own period in its sentence needs nothing beside it.
    """
    if span == AHEAD:
        months = {"months": view.policy.horizon_months}
        return view.voice.say("time|ahead", months=months)
    return history(view) if span in (HISTORY, BOTH) and differ(view) else ""


def sentence(view: View, span: str) -> str:
    """When something was measured, as a sentence; empty where the report's head says it."""
    if span in (HISTORY, BOTH) and differ(view):
        return view.voice.say(f"time|of {span}", history=history(view), window=window(view))
    return ""


def differ(view: View) -> bool:
    """Whether the window is not all of the history."""
    return view.engagement.config.window is not None and view.engagement.period is not None


def history(view: View) -> str:
    """All of the data, from its first period to the one reported."""
    engagement, voice = view.engagement, view.voice
    if engagement.period is None:
        return voice.say("page|all data")
    if not engagement.periods or engagement.periods[0] == engagement.period:
        return voice.period(engagement.period)
    ends = (engagement.periods[0], engagement.period)
    return voice.span(*map(voice.period, ends))


def window(view: View) -> str:
    """The time of every figure that names no other: the window up to the period's end."""
    engagement, voice = view.engagement, view.voice
    if engagement.period is None:
        return voice.say("page|all data")
    end = voice.period(engagement.period)
    chosen = engagement.config.window
    if chosen is None:
        return voice.say("page|all until", end=end)
    number, unit = chosen.split()[0], chosen.split()[-1].rstrip("s")
    return voice.say(f"page|window {unit}", int(number), n=number, end=end)
