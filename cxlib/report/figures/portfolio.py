"""Which initiatives deserve the budget: benefit with its interval against cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 20


def _chosen(view: View) -> pd.DataFrame:
    table = view["portfolio"].dropna(subset=["benefit"])
    order = table.assign(first=table["chosen"].fillna(False))
    return order.sort_values(["first", "benefit"], ascending=False, kind="stable").head(MOST)


def benefit_words(view: View) -> Callable[[object], str]:
    """How benefits are written: money, or customers where no margin is known."""
    units = view["portfolio"]["unit"].dropna()
    return words.count if units.str.startswith("customer").any() else view.money


@style.themed
def draw(view: View) -> Figure | None:
    """Benefit a year with interval, and the cost as a dark mark; chosen initiatives in blue."""
    table = _chosen(view).reset_index(drop=True)
    if table.empty:
        return None
    picked = table["chosen"].fillna(False).astype(bool)
    colours = [style.BLUE if chosen else style.FAINT for chosen in picked]
    rows = forest.rows(table["initiative"], table, "benefit", colour=colours)
    shown = benefit_words(view)
    money = shown is not words.count
    table = table if money else table.assign(cost=float("nan"))
    name = "benefit and cost" if money else "customers kept"
    scale = forest.Scale(name, shown, 0, _limits(table))
    certain = [words.share(share, 0) for share in table["inclusion_probability"]]
    figure = forest.draw(rows, scale, _note(view, table), last=("chosen in", certain))
    axes = figure.axes[0]
    for place, row in enumerate(table.itertuples()):
        if not words.missing(row.cost):
            axes.plot([row.cost] * 2, [place - 0.3, place + 0.3], color=style.INK, lw=2, zorder=4)
    return figure


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    seen = table[["benefit", "low", "high", "cost"]].to_numpy(dtype=float, na_value=np.nan)
    seen = np.append(seen[np.isfinite(seen)], 0.0)
    pad = 0.06 * (seen.max() - seen.min()) or 1.0
    return float(seen.min() - pad), float(seen.max() + pad)


def _note(view: View, table: pd.DataFrame) -> str:
    budget = view.policy.budget
    money = f" Budget {view.money(budget)}." if budget is not None else ""
    picked = table[table["chosen"].fillna(False)]
    spent = f" Chosen: {len(picked)}, costing {view.money(picked['cost'].sum())}."
    return (
        f"n = {len(table)} initiatives. Blue: chosen. Dark mark: cost. "
        f"Bars: {words.confidence(view.confidence)}. “Chosen in”: share of draws of the uncertain "
        f"benefits in which it is chosen.{money}{spent}"
    )


def alt(view: View) -> str:
    """The portfolio in words."""
    shown = benefit_words(view)
    told = [
        f"{r.initiative} {'chosen' if r.chosen else 'not chosen'}, benefit "
        f"{words.with_interval(r.benefit, r.low, r.high, shown)}, cost {view.money(r.cost)}"
        for r in _chosen(view).itertuples()
    ]
    return f"Initiatives, benefit against cost. {'; '.join(told)}."
