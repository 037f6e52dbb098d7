"""Which initiatives deserve the budget: benefit with its interval against cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.findings.order import ranked
from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 20
UNITS = {"customer": "count", "points": "number"}  # by the first word of the table's unit


def _chosen(view: View) -> pd.DataFrame:
    table = view["portfolio"].dropna(subset=["benefit"])
    order = table.assign(first=table["chosen"].fillna(False))
    order = order.sort_values(["first", "benefit"], ascending=False, kind="stable")
    return ranked(view, "portfolio", order).head(MOST).reset_index(drop=True)


def benefit_unit(view: View) -> str:
    """What benefits are counted in: money, or customers or points where no margin is known."""
    said = view["portfolio"]["unit"].dropna()
    known = [unit for word, unit in UNITS.items() if said.str.startswith(word).any()]
    return known[0] if known else "money"


@style.themed
def draw(view: View) -> Figure | None:
    """Benefit a year with interval, and the cost as a dark mark; chosen initiatives in blue."""
    table, voice = _chosen(view), view.voice
    if table.empty:
        return None
    picked = table["chosen"].fillna(False).astype(bool)
    colours = [style.BLUE if chosen else style.FAINT for chosen in picked]
    rows = forest.rows(table["initiative"], table, "benefit", colour=colours)
    unit = benefit_unit(view)
    marked = table if unit == "money" else table.assign(cost=float("nan"))
    name = voice.say(f"figure|portfolio|axis {unit}")
    scale = forest.Scale(voice, unit, name, 0, _limits(marked))
    certain = [voice.share(share, 0) for share in table["inclusion_probability"]]
    last = (voice.say("figure|portfolio|in the plan"), certain)
    figure = forest.draw(rows, scale, _note(view, table), last=last)
    axes = figure.axes[0]
    for place, row in enumerate(marked.itertuples()):
        if not missing(row.cost):
            axes.plot([row.cost] * 2, [place - 0.3, place + 0.3], color=style.INK, lw=2, zorder=4)
    return figure


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    seen = table[["benefit", "low", "high", "cost"]].to_numpy(dtype=float, na_value=np.nan)
    seen = np.append(seen[np.isfinite(seen)], 0.0)
    pad = 0.06 * (seen.max() - seen.min()) or 1.0
    return float(seen.min() - pad), float(seen.max() + pad)


def _note(view: View, table: pd.DataFrame) -> str:
    say, budget, count = view.voice.say, view.policy.budget, len(table)
    base = say("figure|portfolio|base", count, n={"count": count})
    money = "" if budget is None else say("figure|portfolio|budget", budget={"money": budget})
    picked = table[table["chosen"].fillna(False)]
    cost, chosen = {"money": float(picked["cost"].sum())}, len(picked)
    spent = say("figure|portfolio|chosen", chosen, n={"count": chosen}, cost=cost)
    told = say("figure|portfolio|colours"), captions.bars(view), say("figure|portfolio|drawn anew")
    return captions.joined(base, *told, money, spent if chosen else "")


def alt(view: View) -> str:
    """The portfolio in words."""
    scale, told = forest.Scale(view.voice, benefit_unit(view)), []
    for row in _chosen(view).itertuples():
        chosen = not missing(row.chosen) and bool(row.chosen)
        benefit = scale.within(row.benefit, row.low, row.high)
        slots = {"initiative": row.initiative, "benefit": benefit, "cost": view.money(row.cost)}
        told.append(view.voice.say(f"figure|portfolio|{'row' if chosen else 'row out'}", **slots))
    return view.voice.say("figure|portfolio|alt", rows=captions.rows(told))
