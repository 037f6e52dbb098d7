"""Do cost and customer value meet? Activities by what they cost and the value they move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, GAP, MOST = 0.36, 2.6, 0.08, 14


def _chosen(view: View) -> pd.DataFrame:
    """Activities with their shares of cost and value, the weightiest first, then the dearest."""
    table = view["value_chain"].dropna(subset=["cost"])
    if table["value_share"].isna().all():
        return table.head(0)
    by = ["activity", "department"]
    dear = table.assign(whole=table.groupby(by, dropna=False)["cost"].transform("sum"))
    dear = ranked(view, "value_chain", dear.sort_values("whole", ascending=False, kind="stable"))
    whole = dear.groupby(by, as_index=False, dropna=False, sort=False)[["cost", "value_share"]]
    whole = whole.sum(min_count=1)  # a share that was not measured is not a share of nothing
    return whole.assign(cost_share=whole["cost"] / whole["cost"].sum()).head(MOST)


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
    costs = [_cost(view, row) for row in table.itertuples()]
    # the longest bar ends where its number still has room: `reach` bars' lengths to either side
    reach = 1 / (1 - 2 * (labels.widest(costs, style.SMALL) + 2 * GAP) / width)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(table) - 0.5, -0.5)
    for x, what, side in ((-0.02, "cost", "right"), (0.02, "value", "left")):
        text = view.voice.say(f"figure|value_chain|share of {what}")
        canvas.say(axes, x, -0.75, text, ha=side, size=style.SMALL, color=style.MUTED)
    for y, row in enumerate(table.itertuples()):
        _row(view, axes, y, row, most)
        canvas.say(axes, -row.cost_share / most - 0.04, y, costs[y], ha="right", size=style.SMALL)
    canvas.note(figure, _note(view, table))
    return figure


def _note(view: View, table: pd.DataFrame) -> str:
    count, cost = len(table), {"money": float(table["cost"].sum())}
    return view.voice.say("figure|value_chain|base", count, n={"count": count}, cost=cost)


def _cost(view: View, row: object) -> str:
    slots = {"share": {"share": row.cost_share}, "cost": {"money": row.cost}}
    return view.voice.say("figure|value_chain|cost", **slots)


def _value(view: View, row: object) -> str:
    if missing(row.value_share):
        return view.voice.say("figure|value_chain|not measured")
    return view.voice.share(row.value_share)


def _row(view: View, axes, y: int, row, most: float) -> None:
    axes.barh(y, -row.cost_share / most, height=0.55, color="#b9c7d6")
    measured = 0.0 if missing(row.value_share) else row.value_share / most
    axes.barh(y, measured, height=0.55, color=style.BLUE)
    canvas.say(axes, measured + 0.04, y, _value(view, row), size=style.SMALL)
    look = {"ha": "right", "transform": axes.get_yaxis_transform(), "size": style.SMALL}
    name, size = labels.fit(row.activity, LABEL_ROOM - 0.2, style.SMALL, lines=1, bold=True)
    canvas.say(axes, -0.02, y - 0.17, name, weight="bold", **{**look, "size": size})
    who = "" if missing(row.department) else row.department
    who, size = labels.fit(who, LABEL_ROOM - 0.2, style.SMALL, lines=1)
    canvas.say(axes, -0.02, y + 0.2, who, color=style.MUTED, **{**look, "size": size})


def alt(view: View) -> str:
    """The activities in words."""
    told = []
    for row in _chosen(view).itertuples():
        shares = {"cost": {"share": row.cost_share}, "value": {"share": row.value_share}}
        code = "figure|value_chain|" + ("row unmeasured" if missing(row.value_share) else "row")
        told.append(view.voice.say(code, activity=row.activity, **shares))
    return view.voice.say("figure|value_chain|alt", rows=captions.rows(told))
