"""Where journeys break down: what each touchpoint costs in completed journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 18


def _ordered(view: View):
    table = view["breakdowns"].dropna(subset=["effect"])
    return table.sort_values("effect", kind="stable", ignore_index=True)


def draw(view: View) -> Figure | None:
    """Effect on completing the journey per touchpoint, worst first; breakdowns in colour."""
    table = _ordered(view)
    colours = [style.RED if named else style.FAINT for named in table["breaks"].fillna(False)]
    rows = forest.rows(table["touchpoint"], table, "effect", colour=colours)
    scale = forest.Scale(
        "change in the share of journeys completed, percentage points", words.points, nothing=0
    )
    note = (
        f"n = journeys that passed the touchpoint. Bars: {words.confidence(view.confidence)}. Red: "
        f"breaks journeys down, false-discovery rate {words.share(view.policy.fdr, 0)}."
    )
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, scale, note + low_base, MOST)


def alt(view: View) -> str:
    """The picture in words."""
    table = _ordered(view)
    named = table[table["breaks"].fillna(False)]
    if named.empty:
        return f"Effect on completion at {len(table)} touchpoints; none breaks journeys down."
    told = [
        f"{row.touchpoint} {words.with_interval(row.effect, row.low, row.high, words.points)}, "
        f"{words.base(row.n)}"
        for row in named.itertuples()
    ]
    return f"Effect on completing the journey. Breakdowns: {'; '.join(told)}."
