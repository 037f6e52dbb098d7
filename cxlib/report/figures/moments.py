"""The moments that matter and what each is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MONEY = ("value_at_stake", "value_low", "value_high")
PEOPLE = ("customers_at_stake", "customers_low", "customers_high")


def stake(view: View) -> tuple[str, str, str]:
    """Columns of what is at stake: money where margin is known, else customers."""
    return MONEY if view["moments"]["value_at_stake"].notna().any() else PEOPLE


def _chosen(view: View) -> pd.DataFrame:
    return view["moments"].dropna(subset=[stake(view)[0]])


def draw(view: View) -> Figure | None:
    """Value at stake per moment and year, in the order of rank; colour says the kind."""
    table, columns = _chosen(view), stake(view)
    colours = [style.MOMENTS.get(kind, (style.MUTED, "o"))[0] for kind in table["moment"]]
    label = table["touchpoint"] + " (" + table["moment"] + ")"
    rows = forest.rows(label, table, *columns, colour=colours)
    money = columns is MONEY
    scale = forest.Scale(
        "value at stake per year" if money else "customers at stake per year",
        view.money if money else words.count,
        nothing=0,
    )
    note = f"n = customers observed. Bars: {words.confidence(view.confidence)}."
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, scale, note + low_base)


def alt(view: View) -> str:
    """The picture in words."""
    value, low, high = stake(view)
    shown = view.money if value == MONEY[0] else words.count
    told = [
        f"{row['touchpoint']} ({row['moment']}) "
        f"{words.with_interval(row[value], row[low], row[high], shown)}, {words.base(row['n'])}"
        for _, row in _chosen(view).head(6).iterrows()
    ]
    return f"What is at stake per year at the moments that matter: {'; '.join(told)}."
