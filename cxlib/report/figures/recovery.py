"""Does good recovery win the customer back? Score and retention of the three groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(view: View) -> Figure | None:
    """Retention by group where it is known, else the score."""
    table = view["recovery"]
    kept = table["retention"].notna().any()
    columns = ("retention", "retention_low", "retention_high") if kept else ("score", "low", "high")
    name = "share of customers who stay" if kept else "mean score afterwards"
    rows = forest.rows(table["group"], table, *columns, colour=style.BLUE)
    scale = forest.Scale(name, words.share if kept else words.number)
    note = f"n = customers. Bars: {words.confidence(view.confidence)}."
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, scale, note + low_base)


def alt(view: View) -> str:
    """The picture in words."""
    told = []
    for row in view["recovery"].itertuples():
        score = words.with_interval(row.score, row.low, row.high)
        stays = words.with_interval(
            row.retention, row.retention_low, row.retention_high, words.share
        )
        told.append(f"{row.group}: score {score}, stay {stays}, {words.base(row.n)}")
    return f"Customers after something went wrong. {'; '.join(told)}."
