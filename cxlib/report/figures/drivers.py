"""Which variables most impact the experience: importance with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 16


def chosen(view: View, outcome: str | None = None, scope: str = "overall") -> pd.DataFrame:
    """Driver rows of one outcome and scope: those of the weightiest findings first, then by
    importance."""
    table = view["drivers"].dropna(subset=["importance"])
    table = table[(table["outcome"] == (outcome or view.main)) & (table["scope"] == scope)]
    if table.empty:
        return table
    first = table["level"].iloc[0]  # one level of the hierarchy: importance adds up within it
    table = table[table["level"] == first]
    table = table.sort_values("importance", ascending=False, kind="stable")
    return ranked(view, "drivers", table).reset_index(drop=True)


def scopes(view: View) -> list[str]:
    """Scopes that hold at least two drivers, everything together first."""
    table = view["drivers"].dropna(subset=["importance"])
    size = table[table["outcome"] == view.main].groupby("scope").size()
    names = list(size[size >= 2].index)
    return sorted(names, key=lambda s: (s != "overall", s))


def draw(view: View, outcome: str | None = None, scope: str = "overall") -> Figure | None:
    """Share of the explained variation per variable; critical ones in colour."""
    table = chosen(view, outcome, scope)
    critical = table["critical"].fillna(False)
    colours = [style.BLUE if named else style.FAINT for named in critical]
    label = table["variable"].map(view.variable_label)
    rows = forest.rows(label, table, "importance", colour=colours)
    note = captions.of(view, "answers", rows, view.voice.say("figure|drivers|colours"))
    return forest.draw(rows, _scale(view), note, MOST)


def _scale(view: View) -> forest.Scale:
    return forest.Scale(view.voice, "share", view.voice.say("figure|drivers|axis"), 0)


def alt(view: View, outcome: str | None = None, scope: str = "overall") -> str:
    """The picture in words."""
    table, voice, scale = chosen(view, outcome, scope), view.voice, _scale(view)
    critical = table[table["critical"].fillna(False)]
    count = len(table)
    if critical.empty:
        return voice.say("figure|drivers|alt none", count, n={"count": count})
    told = [
        captions.row(
            view, view.variable_label(r.variable), scale.within(r.importance, r.low, r.high), r.n
        )
        for r in critical.itertuples()
    ]
    rows = captions.rows(told)
    return voice.say("figure|drivers|alt", count, n={"count": count}, rows=rows)
