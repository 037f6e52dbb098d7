"""Where journeys break down: what each touchpoint costs in completed journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 18


def _ordered(view: View) -> pd.DataFrame:
    table = view["breakdowns"].dropna(subset=["effect"])
    return ranked(view, "breakdowns", table.sort_values("effect", kind="stable"))


def _scale(view: View) -> forest.Scale:
    return forest.Scale(view.voice, "points", view.voice.say("figure|breakdowns|axis"), nothing=0)


def draw(view: View) -> Figure | None:
    """Effect on completing the journey per touchpoint, weightiest first; breakdowns in colour."""
    table = _ordered(view)
    colours = [style.RED if named else style.FAINT for named in table["breaks"].fillna(False)]
    rows = forest.rows(table["touchpoint"], table, "effect", colour=colours)
    say, level = view.voice.say, view.voice.share(view.policy.fdr, 0)
    base, red = say("figure|breakdowns|base"), say("figure|breakdowns|red", level=level)
    note = captions.joined(base, captions.bars(view), red, captions.low_base(view, rows))
    return forest.draw(rows, _scale(view), note, MOST)


def alt(view: View) -> str:
    """The picture in words."""
    table, scale = _ordered(view), _scale(view)
    named = table[table["breaks"].fillna(False)]
    if named.empty:
        count = len(table)
        return view.voice.say("figure|breakdowns|alt none", count, n={"count": count})
    told = [
        captions.row(view, r.touchpoint, scale.spoken(r.effect, r.low, r.high, r.n), r.n)
        for r in named.itertuples()
    ]
    return view.voice.say("figure|breakdowns|alt", rows=captions.rows(told))
