"""Which journeys are completed: share completed with its interval, in order of importance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(view: View) -> Figure | None:
    """Completion per journey, the most important first."""
    table = view["journeys"].sort_values("rank", na_position="last")
    if len(table) < 2:
        return None
    rows = forest.rows(table["journey"], table, "completion", colour=style.BLUE)
    scale = forest.Scale("share of journeys completed", words.share)
    note = (
        f"n = journeys begun; those still open are left out of the share. "
        f"Bars: {words.confidence(view.confidence)}."
    )
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, scale, note + low_base)


def alt(view: View) -> str:
    """The completions in words."""
    told = [
        f"{r.journey} {words.with_interval(r.completion, r.low, r.high, words.share)}, "
        f"{words.base(r.n)}"
        for r in view["journeys"].dropna(subset=["completion"]).itertuples()
    ]
    return f"Share of journeys completed: {'; '.join(told)}."
