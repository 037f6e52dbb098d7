"""Which journeys are completed: share completed with its interval, in order of importance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _ordered(view: View) -> pd.DataFrame:
    """The journeys as drawn; `n` is the base of the completion: those that are over."""
    table = view["journeys"].sort_values("rank", na_position="last", kind="stable")
    over = table["n"] - table["open"].fillna(0)
    return ranked(view, "journeys", table.assign(n=over))


def _scale(view: View) -> forest.Scale:
    return forest.Scale(view.voice, "share", view.voice.say("figure|journeys|axis"))


def draw(view: View) -> Figure | None:
    """Completion per journey, the weightiest finding first, then the most important journey."""
    table = _ordered(view)
    if len(table) < 2:
        return None
    rows = forest.rows(table["journey"], table, "completion", colour=style.BLUE)
    base = view.voice.say("figure|journeys|base")
    note = captions.joined(base, captions.bars(view), captions.low_base(view, rows))
    return forest.draw(rows, _scale(view), note)


def alt(view: View) -> str:
    """The completions in words."""
    scale = _scale(view)
    told = [
        captions.row(view, r.journey, scale.within(r.completion, r.low, r.high, r.n), r.n)
        for r in _ordered(view).dropna(subset=["completion"]).itertuples()
    ]
    return view.voice.say("figure|journeys|alt", rows=captions.rows(told))
