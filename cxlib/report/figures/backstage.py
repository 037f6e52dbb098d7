"""Which activity behind the scenes moves which touchpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 12
BREAKDOWN = "breakdown"


def chosen(view: View, acts_on: str | None = None) -> pd.DataFrame:
    """Effects on one thing (what the surest effect acts on, by default), the surest first.

    Effects on a breakdown are shares and effects on a score are points: never in one picture.
    """
    table = view["backstage"].dropna(subset=["effect"])
    table = table.sort_values(["p_adjusted", "activity"], kind="stable")
    if table.empty:
        return table
    wanted = acts_on or table["acts_on"].iloc[0]
    return table[table["acts_on"].eq(wanted) | table["acts_on"].isna()]


def _harmful(view: View, table: pd.DataFrame) -> pd.Series:
    sure = table["p_adjusted"].lt(view.policy.fdr)
    return table["harmful"].astype("boolean").fillna(sure).fillna(False)


def _shown(table: pd.DataFrame):
    return words.points if table["acts_on"].eq(BREAKDOWN).any() else words.signed


def draw(view: View, acts_on: str | None = None) -> Figure | None:
    """Effect of an activity's lateness or failure at a touchpoint, the surest first."""
    table = chosen(view, acts_on)
    if table.empty:
        return None
    how = table["measure"].map(lambda m: "" if words.missing(m) else f" ({m})")
    label = table["activity"] + how + " at " + table["touchpoint"]
    colours = [style.RED if harm else style.FAINT for harm in _harmful(view, table)]
    rows = forest.rows(label, table, "effect", colour=colours)
    shares = _shown(table) is words.points
    name = "change in visits that break down, percentage points" if shares else "change in score"
    note = (
        f"n = customers served. Bars: {words.confidence(view.confidence)}. Red: harms, and its "
        f"adjusted test holds at {words.share(view.policy.fdr, 0)}."
    )
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, forest.Scale(name, _shown(table), nothing=0), note + low_base, MOST)


def alt(view: View, acts_on: str | None = None) -> str:
    """The picture in words."""
    table = chosen(view, acts_on)
    sure = table[_harmful(view, table)] if len(table) else table
    if sure.empty:
        return f"Effects of {len(table)} activities behind the scenes; none is sure to harm."
    told = [
        f"{row.activity} at {row.touchpoint} "
        f"{words.with_interval(row.effect, row.low, row.high, _shown(table))}, {words.base(row.n)}"
        for row in sure.itertuples()
    ]
    return f"Effects of activities behind the scenes. Harmful: {'; '.join(told)}."
