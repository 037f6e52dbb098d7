"""What nobody owns: page one says it, for no brief can."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings import order
from cxlib.findings.routing import Owners
from cxlib.release.view import View
from cxlib.report.commentary import Commentary
from cxlib.report.figures import control
from cxlib.report.standing import standing


def unowned(view: View, said: Commentary) -> list[str]:
    """A sentence for each sort of thing that nobody owns, and one for what is nobody's alone.

    The KPIs of the report, the touchpoints of the map, what the roadmap holds and the activities
    behind the scenes; those that weigh most are named first.
    """
    owners, voice = Owners(view), view.voice
    told = []
    for role, names in _things(view):
        loose = [name for name in names if not owners.of(role, name)]
        words = voice.listed([voice.kpi(one) if role == "kpi" else one for one in loose])
        if loose:
            told.append(voice.say(f"page|nobody {role}", len(loose),
                                  n=voice.count(len(loose)), names=words))  # fmt: skip
    whole = int(standing(view, said)["departments"].isna().sum())
    if told and whole:
        told.append(voice.say("page|nobody finding", whole, n=voice.count(whole)))
    return told


def _things(view: View) -> Iterator[tuple[str, list[str]]]:
    drawn = control.series(view, len(view["kpis"]))  # in the order of their pictures
    yield "kpi", [kpi for kpi, scope in drawn if scope == control.EVERYWHERE]
    places = order.ranked(view, "touchpoint_map", view["touchpoint_map"])
    yield "touchpoint", _names(places["touchpoint"])
    yield "initiative", _names(order.ranked(view, "roadmap", view["roadmap"])["initiative"])
    yield "cause", _names(view.engagement.table("activities")["activity"])


def _names(column: pd.Series) -> list[str]:
    return [str(name) for name in column.dropna().unique()]
