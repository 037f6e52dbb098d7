"""Do cost and customer value meet? Activities by what they cost and the value they move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, GAP, MOST = 0.36, 2.6, 0.08, 14


def _chosen(view: View) -> pd.DataFrame:
    """Activities with their share of the cost and of the value, the dearest first."""
    table = view["value_chain"].dropna(subset=["cost", "value_share"])
    if table.empty:
        return table
    whole = table.groupby(["activity", "department"], as_index=False, dropna=False)[
        ["cost", "value_share"]
    ].sum()
    whole = whole.assign(cost_share=whole["cost"] / whole["cost"].sum())
    return whole.sort_values("cost", ascending=False, kind="stable").head(MOST)


@style.themed
def draw(view: View) -> Figure | None:
    """Share of cost to the left, share of value to the right."""
    table = _chosen(view).reset_index(drop=True)
    if table.empty or table["cost"].sum() <= 0:
        return None
    height = ROW * len(table)
    figure = canvas.sheet(0.35 + height + 0.42)
    width = canvas.PAGE_WIDTH - LABEL_ROOM - 0.1
    axes = canvas.bare(canvas.panel(figure, LABEL_ROOM, 0.35, width, height))
    most = float(table[["cost_share", "value_share"]].astype(float).max().max()) or 1.0
    costs = [f"{words.share(r.cost_share)} · {view.money(r.cost)}" for r in table.itertuples()]
    # the longest bar ends where its number still has room: `reach` bars' lengths to either side
    reach = 1 / (1 - 2 * (labels.widest(costs, style.SMALL) + 2 * GAP) / width)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(table) - 0.5, -0.5)
    for x, text, side in ((-0.02, "share of cost", "right"), (0.02, "share of value", "left")):
        canvas.say(axes, x, -0.75, text, ha=side, size=style.SMALL, color=style.MUTED)
    for y, row in enumerate(table.itertuples()):
        _row(axes, y, row, most)
        canvas.say(axes, -row.cost_share / most - 0.04, y, costs[y], ha="right", size=style.SMALL)
    total = view.money(table["cost"].sum())
    canvas.note(figure, f"n = {len(table)} activities, costing {total} a year; value as diagnosed.")
    return figure


def _row(axes, y: int, row, most: float) -> None:
    axes.barh(y, -row.cost_share / most, height=0.55, color="#b9c7d6")
    axes.barh(y, row.value_share / most, height=0.55, color=style.BLUE)
    canvas.say(axes, row.value_share / most + 0.04, y, words.share(row.value_share),
               size=style.SMALL)  # fmt: skip
    look = {"ha": "right", "transform": axes.get_yaxis_transform(), "size": style.SMALL}
    name, size = labels.fit(row.activity, LABEL_ROOM - 0.2, style.SMALL, lines=1, bold=True)
    canvas.say(axes, -0.02, y - 0.17, name, weight="bold", **{**look, "size": size})
    who = "" if words.missing(row.department) else row.department
    who, size = labels.fit(who, LABEL_ROOM - 0.2, style.SMALL, lines=1)
    canvas.say(axes, -0.02, y + 0.2, who, color=style.MUTED, **{**look, "size": size})


def alt(view: View) -> str:
    """The activities in words."""
    told = [
        f"{r.activity}: {words.share(r.cost_share)} of cost, {words.share(r.value_share)} of value"
        for r in _chosen(view).itertuples()
    ]
    return f"Cost and value of activities. {'; '.join(told)}."
