"""Which experience makes customers leave: what a good one adds to staying, per touchpoint."""

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
EFFECT = ("effect_on_retention", "effect_low", "effect_high")
SOURCES = ("events", "survey", "operations")  # how a bad experience was known


def _chosen(view: View) -> pd.DataFrame:
    table = view["leaving"].dropna(subset=["effect_on_retention"])
    order = table.sort_values("effect_on_retention", ascending=False, kind="stable")
    return ranked(view, "leaving", order).reset_index(drop=True)


def _name(view: View, row: object) -> str:
    place = {"touchpoint": row.touchpoint}
    if row.source in SOURCES:
        return view.voice.say(f"figure|leaving|row {row.source}", touchpoint=place)
    return view.voice.say("figure|leaving|row", touchpoint=place, source={"term": row.source})


def _scale(view: View, table: pd.DataFrame) -> forest.Scale:
    months, say = table["months"].dropna(), view.voice.say
    after = {"months": months.iloc[0]} if len(months) else None
    name = say("figure|leaving|axis after", after=after) if after else say("figure|leaving|axis")
    return forest.Scale(view.voice, "points", name, nothing=0)


def draw(view: View) -> Figure | None:
    """Difference in staying between a good and a bad experience, the weightiest first."""
    table = _chosen(view)
    sure = table["p_adjusted"].lt(view.policy.fdr).fillna(False)
    colours = [style.RED if named else style.FAINT for named in sure]
    label = pd.Series([_name(view, row) for row in table.itertuples()], dtype="object")
    rows = forest.rows(label, table, *EFFECT, colour=colours)
    red = view.voice.say("figure|leaving|red", level=view.voice.share(view.policy.fdr, 0))
    base, low = captions.base_of(view, table), captions.low_base(view, rows)
    note = captions.joined(base, captions.bars(view), red, captions.of_history(view), low)
    last = captions.counted(view, table.head(MOST))
    return forest.draw(rows, _scale(view, table), note, MOST, last=last)


def alt(view: View) -> str:
    """The picture in words."""
    table = _chosen(view)
    scale = _scale(view, table)
    told = [
        captions.row(view, _name(view, r), _told(scale, r), r.n, r.n_of)
        for r in table.head(5).itertuples()
    ]
    whole = view.voice.say("figure|leaving|alt", rows=captions.rows(told))
    return captions.joined(whole, captions.of_history(view))


def _told(scale: forest.Scale, row: object) -> str:
    return scale.spoken(row.effect_on_retention, row.effect_low, row.effect_high, row.n)
