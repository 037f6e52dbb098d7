"""Why there is nothing in a section: that nothing is wrong, or what was lacking to tell.

An empty table is an all-clear only where something was looked at, so each all-clear has a condition
of its own; without it the reader is told which of the client's tables the question takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cxlib.release.view import View

SILENT = "silent"  # baseline of a series too short to be judged
# why no alert can be raised, as the monitoring step notes it
UNJUDGED = ("too few periods", "too few judged", "never varied", "no past to hold against")
# the client's tables that a question cannot be answered without
TAKES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    **dict.fromkeys(("transitions", "variants", "breakdowns"), ("interactions",)),
    "journeys": ("interactions", "journeys"),
    **dict.fromkeys(("funnel", "touchpoint_map"), ("touchpoints", "interactions")),
    **dict.fromkeys(("scores", "answers", "themes", "mix", "waves"), ("responses",)),
    **dict.fromkeys(("drivers", "priorities", "asymmetry"), ("responses", "variables")),
    "backstage": ("operations",), "recovery": ("interactions", "responses"),
    **dict.fromkeys(("moments", "retention_curve", "leaving"), ("customers",)),
    "assumption_scores": ("assumptions",), "strategies": ("touchpoints",),
    "recovery_designs": ("variables",), "portfolio": ("initiatives",),
    "proposals": ("customers",), "raci_findings": ("raci",), "readiness": ("readiness",),
    "roadmap": ("initiatives",), "value_chain": ("activities",),
    "coordination": ("raci",), "benefits": ("initiatives",),
    "stuck": ("interactions",), "revisit": ("touchpoints",),
})  # fmt: skip


def _rows(*names: str) -> Callable[[View], bool]:
    return lambda view: all(len(view[name]) for name in names)


def _both_sides_of_the_map(view: View) -> bool:
    return view.engagement.has("touchpoints") and view.engagement.has("interactions")


def _judged(view: View) -> bool:
    """Whether any series could raise an alert: none where a note says why none could."""
    notes = view["notes"]
    why = notes.loc[notes["section"].eq("alerts"), "code"]
    baselines = view["kpis"]["baseline"].dropna()
    return bool(baselines.ne(SILENT).any()) and not why.isin(UNJUDGED).any()


def _watched(view: View) -> bool:
    """Whether there is a point at which somebody could be seen stuck."""
    rules = view["triggers"]["use"].eq("stuck").fillna(False)
    return view.engagement.has("interactions") and bool(rules.any())


def _asked_there(view: View) -> bool:
    """Whether anything was asked at the touchpoints that recovery was designed for."""
    places = view.engagement.table("variables")["touchpoint"]
    return bool(places.isin(view["recovery_designs"]["touchpoint"]).any())


CLEAR: Mapping[str, Callable[[View], bool]] = MappingProxyType({
    "touchpoint_map": _both_sides_of_the_map,
    "recovery_designs": _asked_there,
    "alerts": _judged,
    "waves": _rows("waves"),
    "revisit": lambda view: _both_sides_of_the_map(view) and _judged(view),
    "stuck": _watched,
})  # fmt: skip


# why there is nothing of a question though its tables are there, where that is known
BECAUSE: Mapping[str, Callable[[View], bool]] = MappingProxyType({
    "roadmap": lambda view: len(view["portfolio"]) > 0,  # compared, and none chosen or running
    "retention_curve": lambda view: len(view["lifetime"]) > 0,  # known, but none from the first day
})  # fmt: skip


def all_clear(view: View, name: str) -> str:
    """That there is nothing of a section, where that was looked at; else empty."""
    looked = CLEAR.get(name)
    return view.voice.say(f"quiet|{name}") if looked and looked(view) else ""


def why_nothing(view: View, name: str) -> str:
    """Which tables a question takes and the client did not supply; else what stood in the way, or
    that there was too little.

    Tables are named in words, so that a reader knows what to ask for.
    """
    say, takes = view.voice.say, TAKES.get(name, ())
    known = BECAUSE.get(name)
    lacking = [table for table in takes if not view.engagement.has(table)]
    if lacking:
        return say("page|lacking", tables=_named(view, lacking))
    if known and known(view):
        return say(f"page|silent {name}")
    return say("page|too little", tables=_named(view, takes)) if takes else say("page|nothing")


def _named(view: View, tables: tuple[str, ...] | list[str]) -> str:
    return view.voice.listed([view.voice.say(f"input|{table}") for table in tables])
