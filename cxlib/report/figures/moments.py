"""The moments that matter and what each is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MONEY = ("value_at_stake", "value_low", "value_high")
PEOPLE = ("customers_at_stake", "customers_low", "customers_high")


def stake(view: View) -> tuple[str, str, str]:
    """Columns of what is at stake: money where margin is known, else customers."""
    return MONEY if view["moments"]["value_at_stake"].notna().any() else PEOPLE


def _chosen(view: View) -> pd.DataFrame:
    table = view["moments"].dropna(subset=[stake(view)[0]])
    return ranked(view, "moments", table)


def _scale(view: View) -> forest.Scale:
    unit = "money" if stake(view) is MONEY else "count"
    return forest.Scale(view.voice, unit, view.voice.say(f"figure|moments|axis {unit}"), nothing=0)


def _name(view: View, row: object) -> str:
    place, kind = {"touchpoint": row.touchpoint}, {"term": row.moment}
    return view.voice.say("figure|moments|row", touchpoint=place, kind=kind)


def draw(view: View) -> Figure | None:
    """Value at stake per moment and year, the weightiest first; colour says the kind."""
    table = _chosen(view)
    colours = [style.MOMENTS.get(kind, (style.MUTED, "o"))[0] for kind in table["moment"]]
    label = pd.Series([_name(view, row) for row in table.itertuples()], dtype="object")
    rows = forest.rows(label, table, *stake(view), colour=colours)
    base, low = captions.base_of(view, table), captions.low_base(view, rows)
    note = captions.joined(base, captions.bars(view), captions.of_history(view), low)
    last = captions.counted(view, table.head(forest.MOST_ROWS))
    return forest.draw(rows, _scale(view), note, last=last)


def alt(view: View) -> str:
    """The picture in words."""
    told = [_told(view, row) for row in _chosen(view).head(6).itertuples()]
    whole = view.voice.say("figure|moments|alt", rows=captions.rows(told))
    return captions.joined(whole, captions.of_history(view))


def _told(view: View, row: object) -> str:
    value = _scale(view).within(*(getattr(row, column) for column in stake(view)), row.n)
    return captions.row(view, _name(view, row), value, row.n, row.n_of)
