"""What would each budget buy? The best plan's benefit at every budget, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.release.view import View
from cxlib.report import canvas, style
from cxlib.report.figures import captions
from cxlib.report.figures.portfolio import benefit_unit
from cxlib.report.figures.scale import Scale, numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, LEFT, RIGHT = 3.3, 0.95, 0.25


def chosen(view: View) -> pd.DataFrame:
    """Budgets with a plan, the smallest first."""
    return view["frontier"].dropna(subset=["budget", "benefit"]).sort_values("budget")


@style.themed
def draw(view: View) -> Figure | None:
    """Benefit over budget in steps; the dashed line is what the plan itself costs."""
    table = chosen(view).reset_index(drop=True)
    if len(table) < 2 or not table["benefit"].gt(0).any():
        return None
    figure = canvas.sheet(HEIGHT)
    axes = canvas.panel(figure, LEFT, 0.2, canvas.PAGE_WIDTH - LEFT - RIGHT, HEIGHT - 1.1)
    columns = ["budget", "benefit", "low", "high", "cost"]
    budget, benefit, low, high, cost = table[columns].to_numpy(dtype=float, na_value=np.nan).T
    axes.fill_between(budget, low, high, color=style.TINTS[style.BLUE], lw=0, step="post")
    axes.plot(budget, benefit, color=style.BLUE, lw=2, drawstyle="steps-post")
    unit = benefit_unit(view)
    if unit == "money":
        axes.plot(budget, cost, "--", color=style.MUTED, lw=1.2, drawstyle="steps-post")
    _current(axes, table, view)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(True)
    numbers(axes, Scale(view.voice, "money"), "x")
    numbers(axes, Scale(view.voice, unit), "y", most=5)
    canvas.axis_name(axes, view.voice.say("figure|frontier|budget"), "x")
    canvas.axis_name(axes, view.voice.say(f"figure|frontier|axis {unit}"), "y")
    canvas.note(figure, _note(view, table, unit))
    return figure


def _note(view: View, table: pd.DataFrame, unit: str) -> str:
    say, count = view.voice.say, len(table)
    band = say("figure|frontier|band", interval=view.voice.confidence(view.confidence))
    dashed = say("figure|frontier|dashed") if unit == "money" else ""
    return captions.joined(band, dashed, say("figure|frontier|base", n={"count": count}))


def _current(axes, table: pd.DataFrame, view: View) -> None:
    """The budget in force."""
    now = table[table["current"].fillna(False).astype(bool)]
    for row in now.head(1).itertuples():
        axes.plot(row.budget, row.benefit, "o", ms=8, color=style.BLUE, zorder=4)
        axes.axvline(row.budget, color=style.INK, lw=1)
        right = row.budget > float(np.mean(axes.get_xlim()))
        told = view.voice.say("figure|frontier|now", budget={"money": row.budget})
        canvas.say(axes, row.budget, axes.get_ylim()[1], f" {told} ",
                   ha="right" if right else "left", va="top", size=style.SMALL)  # fmt: skip


def alt(view: View) -> str:
    """The steps in words."""
    scale, told = Scale(view.voice, benefit_unit(view)), []
    for row in chosen(view).drop_duplicates("benefit").itertuples():
        bought = scale.within(row.benefit, row.low, row.high)
        slots = {"budget": {"money": row.budget}, "benefit": bought}
        told.append(view.voice.say("figure|frontier|row", **slots))
    return view.voice.say("figure|frontier|alt", rows=captions.rows(told))
