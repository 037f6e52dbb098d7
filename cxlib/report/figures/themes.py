"""What customers say: how the rating differs where a theme is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 14


def _chosen(view: View) -> pd.DataFrame:
    table = view["themes"].dropna(subset=["effect_on_rating"])
    most = table.sort_values("n", ascending=False, kind="stable").head(MOST)
    worst_first = most.assign(way=_way(view, most)).sort_values("way", kind="stable")
    return ranked(view, "themes", worst_first)


def _way(view: View, table: pd.DataFrame) -> pd.Series:
    """Each effect turned so that more is better."""
    return table["effect_on_rating"] * view.engagement.senses(table["outcome"])


def _name(view: View, row: object) -> str:
    if missing(row.touchpoint) or row.touchpoint == "overall":
        return str(row.theme)
    place = {"touchpoint": row.touchpoint}
    return view.voice.say("figure|themes|row", theme=str(row.theme), touchpoint=place)


def _scale(view: View) -> forest.Scale:
    return forest.Scale(view.voice, "signed", view.voice.say("figure|themes|axis"), 0)


def draw(view: View) -> Figure | None:
    """Difference in rating between comments with and without a theme, the weightiest first."""
    table = _chosen(view)
    label = pd.Series([_name(view, row) for row in table.itertuples()], dtype="object")
    colours = [style.RED if e < 0 else style.GREEN for e in table["way"]]
    rows = forest.rows(label, table, "effect_on_rating", colour=colours)
    say = view.voice.say
    base, who = say("figure|themes|base"), say("figure|themes|volunteered")
    note = captions.joined(base, captions.bars(view), who, captions.low_base(view, rows))
    return forest.draw(rows, _scale(view), note, MOST)


def alt(view: View) -> str:
    """The picture in words."""
    voice = view.voice
    told = [
        captions.row(view, _name(view, row), voice.signed(row.effect_on_rating), row.n)
        for row in _chosen(view).head(5).itertuples()
    ]
    return voice.say("figure|themes|alt", rows=captions.rows(told))
