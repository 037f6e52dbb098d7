"""Which variables most impact the experience: importance with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 16


def chosen(view: View, outcome: str | None = None, scope: str = "overall") -> pd.DataFrame:
    """Driver rows of one outcome and scope, most important first."""
    table = view["drivers"].dropna(subset=["importance"])
    table = table[(table["outcome"] == (outcome or view.main)) & (table["scope"] == scope)]
    if table.empty:
        return table
    first = table["level"].iloc[0]  # one level of the hierarchy: importance adds up within it
    table = table[table["level"] == first]
    return table.sort_values("importance", ascending=False, kind="stable", ignore_index=True)


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
    scale = forest.Scale("share of the outcome's variation explained (R²)", words.share, 0)
    note = (
        f"n = answers used. Bars: {words.confidence(view.confidence)}. Blue: critical, the "
        "adjusted test of its effect holds; grey: not shown to matter. Importance is association."
    )
    return forest.draw(rows, scale, note, MOST)


def alt(view: View, outcome: str | None = None, scope: str = "overall") -> str:
    """The picture in words."""
    table = chosen(view, outcome, scope)
    critical = table[table["critical"].fillna(False)]
    if critical.empty:
        return f"Importance of {len(table)} variables; none is shown to be critical."
    told = [
        f"{view.variable_label(row.variable)} "
        f"{words.with_interval(row.importance, row.low, row.high, words.share)}"
        for row in critical.itertuples()
    ]
    base = words.base(critical["n"].max())
    return f"Importance of {len(table)} variables ({base}). Critical: {'; '.join(told)}."
