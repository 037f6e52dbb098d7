"""Does good recovery win the customer back? Score and retention of the three groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STAYS = ("retention", "retention_low", "retention_high")
SCORE = ("score", "low", "high")


def _scale(view: View, what: tuple[str, ...]) -> forest.Scale:
    table, say = view["recovery"], view.voice.say
    if what == STAYS:
        months = table["months"].dropna()
        after = {"months": months.iloc[0]} if len(months) else None
        name = say("figure|recovery|stay after", after=after) if after else ""
        return forest.Scale(view.voice, "share", name or say("figure|recovery|stay"))
    outcomes = table["outcome"].dropna() if "outcome" in table else pd.Series(dtype="object")
    if outcomes.empty:
        return forest.Scale(view.voice, "number", say("figure|recovery|score"))
    name = say("figure|recovery|score of", outcome={"outcome": outcomes.iloc[0]})
    return forest.Scale(view.voice, "number", name)


def draw(view: View) -> Figure | None:
    """Retention by group where it is known, else the score."""
    table = view["recovery"]
    what = STAYS if table["retention"].notna().any() else SCORE
    rows = forest.rows(table["group"].map(view.voice.term), table, *what, colour=style.BLUE)
    base, low = captions.base_of(view, table), captions.low_base(view, rows)
    note = captions.joined(base, captions.bars(view), captions.of_history(view), low)
    return forest.draw(rows, _scale(view, what), note)


def alt(view: View) -> str:
    """The picture in words."""
    voice, told = view.voice, []
    for row in view["recovery"].itertuples():
        score, stays = (
            _scale(view, what).within(*(getattr(row, column) for column in what), row.n)
            for what in (SCORE, STAYS)
        )
        group, base = {"term": row.group}, captions.n_told(view, row.n, row.n_of)
        told.append(
            voice.say("figure|recovery|row", group=group, score=score, stays=stays, base=base)
        )
    whole = voice.say("figure|recovery|alt", rows=captions.rows(told))
    return captions.joined(whole, captions.of_history(view))
