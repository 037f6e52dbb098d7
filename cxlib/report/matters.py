"""What matters most, row by row: what was found, how sure, what is done, who owns it, its worth."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.findings import spans
from cxlib.language import MISSING, missing
from cxlib.release.view import View
from cxlib.report import front
from cxlib.report.commentary import Commentary
from cxlib.report.figures.moments import MONEY, stake
from cxlib.report.remedies import Remedy, serving


@dataclass(frozen=True)
class Matter:
    """One row of the first page."""

    place: str
    kind: str
    moment: str
    statement: str
    cause: str
    sure: str
    do: str
    owner: str
    worth: str
    comments: tuple[str, ...]


def matter(view: View, one: front.Moment, findings: pd.DataFrame, said: Commentary) -> Matter:
    """A moment as a row of the first page; `findings` are those that may be told."""
    moment = one.row
    remedy = serving(view, moment.moment_id)
    return Matter(
        place=moment.touchpoint,
        kind=moment.moment,
        moment=view.voice.term(moment.moment),
        statement=" ".join(one.own["statement"]),
        cause=" ".join(one.cause["statement"]),
        sure=_sureness(view, moment),
        do=remedy.told(view, findings) if remedy else _unplanned(view, moment, findings),
        owner=_owner(view, moment.touchpoint, remedy),
        worth=_worth(view, moment),
        comments=tuple(said.at(*one.about)),
    )


def _sureness(view: View, moment: object) -> str:
    """What it rests on, and on how many."""
    voice = view.voice
    parts = [voice.say(f"grade|{moment.grade}"), voice.base(moment.n, moment.n_of)]
    if moment.base_note == "low base":
        parts.append(voice.term("low base"))
    parts.append(spans.aside(view, spans.of_row("moments", moment)))
    return ", ".join(filter(None, parts))


def _worth(view: View, moment: object) -> str:
    columns = stake(view)
    unit = "money" if columns is MONEY else "count"
    value = view.voice.within(*(getattr(moment, c) for c in columns), unit=unit)
    if value == MISSING:
        return view.voice.say("page|worth unknown")
    return view.voice.say(f"page|worth in {unit}", value=value)


def _unplanned(view: View, moment: object, findings: pd.DataFrame) -> str:
    """What could be tried where no initiative serves a moment, else what its strategy asks for."""
    offered = findings[findings["finding_id"] == f"proposal:{moment.moment_id}"]
    if len(offered):
        return str(offered["statement"].iloc[0])
    strategy = view["strategies"]
    strategy = strategy[strategy["touchpoint"] == moment.touchpoint]
    known = strategy["posture"].iloc[0] if len(strategy) else None
    if missing(known):
        return view.voice.say("page|undecided")
    return view.voice.say("page|no plan yet", posture={"term": known})


def _owner(view: View, touchpoint: str, remedy: Remedy | None) -> str:
    """Who answers for what is done, else for the touchpoint."""
    if remedy and not missing(remedy.owner):
        return str(remedy.owner)
    catalogue = view.engagement.table("touchpoints")
    there = catalogue[catalogue["touchpoint"] == touchpoint]["owner"].dropna()
    return str(there.iloc[0]) if len(there) else view.voice.say("page|nobody yet")
