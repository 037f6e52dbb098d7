"""Which activity behind the scenes moves which touchpoint."""

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

MOST = 12
BREAKDOWN = "breakdown"
SCORE = "score: "  # before the outcome's name, where the effect is one on a score


def chosen(view: View, acts_on: str | None = None) -> pd.DataFrame:
    """Effects on one thing (what the surest effect acts on, by default), the weightiest first.

    Effects on a breakdown are shares and effects on a score are points: never in one picture.
    """
    table = view["backstage"].dropna(subset=["effect"])
    table = table.sort_values(["p_adjusted", "activity"], kind="stable")
    if table.empty:
        return table
    wanted = acts_on or table["acts_on"].iloc[0]
    return ranked(view, "backstage", table[table["acts_on"].eq(wanted) | table["acts_on"].isna()])


def _harmful(view: View, table: pd.DataFrame) -> pd.Series:
    sure = table["p_adjusted"].lt(view.policy.fdr)
    return table["harmful"].astype("boolean").fillna(sure).fillna(False)


def _scale(view: View, table: pd.DataFrame) -> forest.Scale:
    say, on = view.voice.say, table["acts_on"].dropna()
    if on.eq(BREAKDOWN).any():
        return forest.Scale(view.voice, "points", say("figure|backstage|on breakdown"), nothing=0)
    what = view.label(on.iloc[0].removeprefix(SCORE)) if len(on) else ""
    name = say("figure|backstage|on score", outcome=what) if what else ""
    return forest.Scale(view.voice, "signed", name or say("figure|backstage|on a score"), nothing=0)


def _name(view: View, row: object) -> str:
    slots = {"activity": row.activity, "touchpoint": {"touchpoint": row.touchpoint}}
    if missing(row.measure):
        return view.voice.say("figure|backstage|row", **slots)
    return view.voice.say("figure|backstage|row measured", measure={"term": row.measure}, **slots)


def draw(view: View, acts_on: str | None = None) -> Figure | None:
    """Effect of an activity's lateness or failure at a touchpoint, the weightiest first."""
    table = chosen(view, acts_on)
    if table.empty:
        return None
    label = pd.Series([_name(view, row) for row in table.itertuples()])
    colours = [style.RED if harm else style.FAINT for harm in _harmful(view, table)]
    rows = forest.rows(label, table, "effect", colour=colours)
    red = view.voice.say("figure|backstage|red", level=view.voice.share(view.policy.fdr, 0))
    base, low = captions.base_of(view, table), captions.low_base(view, rows)
    note = captions.joined(base, captions.bars(view), red, low)
    last = captions.counted(view, table.head(MOST))
    return forest.draw(rows, _scale(view, table), note, MOST, last=last)


def alt(view: View, acts_on: str | None = None) -> str:
    """The picture in words."""
    table = chosen(view, acts_on)
    sure = table[_harmful(view, table)] if len(table) else table
    if sure.empty:
        count = len(table)
        return view.voice.say("figure|backstage|alt none", count, n={"count": count})
    scale = _scale(view, table)
    told = [
        captions.row(view, _name(view, r), scale.spoken(r.effect, r.low, r.high, r.n), r.n, r.n_of)
        for r in sure.itertuples()
    ]
    return view.voice.say("figure|backstage|alt", rows=captions.rows(told))
