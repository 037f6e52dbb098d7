"""The first page: what matters, how sure, what to do, who owns it, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.findings.routing import answering
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.report import front
from cxlib.report.commentary import Commentary
from cxlib.report.matters import Matter, matter
from cxlib.report.standing import standing
from cxlib.report.telling import Told, periods_told, told
from cxlib.report.tiles import Tile, tiles
from cxlib.report.unowned import unowned


@dataclass(frozen=True)
class Headline:
    """Everything on the first page."""

    tiles: tuple[Tile, ...]
    matters: tuple[Matter, ...]
    plan: tuple[Told, ...]
    alerts: tuple[Told, ...]
    others: tuple[Told, ...]
    unowned: tuple[str, ...]
    unknown: int
    window: str
    silent: bool  # whether no section claims anything


@once_per_view
def headline(view: View, said: Commentary) -> Headline:
    """The first page of this engagement."""
    found = standing(view, said)
    return Headline(
        tiles=tuple(tiles(view)),
        matters=tuple(matter(view, one, found, said) for one in front.matters(view, said)),
        plan=tuple(told(view, front.the_plan(view, said))),
        alerts=tuple(_with_owner(view, front.alerts(view, said))),
        others=tuple(told(view, front.others(view, said))),
        unowned=tuple(unowned(view, said)),
        unknown=view["notes"].loc[view["notes"]["audience"].eq("reader"), "note"].nunique(),
        window=periods_told(view),
        silent=found.empty,
    )


def _with_owner(view: View, alerts: pd.DataFrame) -> list[Told]:
    """Each alert with whoever answers for it; that nobody does is said."""
    nobody = view.voice.say("page|owned by nobody")
    roles = {one: ", ".join(answering(view, one)) or nobody for one in alerts["finding_id"]}
    return told(view, alerts, roles)
