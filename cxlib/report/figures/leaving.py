"""Which experience makes customers leave: what a good one adds to staying, per touchpoint."""

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
EFFECT = ("effect_on_retention", "effect_low", "effect_high")


def _chosen(view: View) -> pd.DataFrame:
    table = view["leaving"].dropna(subset=["effect_on_retention"])
    order = table.sort_values("effect_on_retention", ascending=False, kind="stable")
    return order.reset_index(drop=True)


def draw(view: View) -> Figure | None:
    """Difference in staying between a good and a bad experience, the largest first."""
    table = _chosen(view)
    sure = table["p_adjusted"].lt(view.policy.fdr).fillna(False)
    colours = [style.RED if named else style.FAINT for named in sure]
    label = table["touchpoint"] + " (by " + table["source"] + ")"
    rows = forest.rows(label, table, *EFFECT, colour=colours)
    months = table["months"].dropna()
    after = f" after {words.count(months.iloc[0])} months" if len(months) else ""
    scale = forest.Scale(f"good less bad experience: still customers{after}, percentage points",
                         words.points, nothing=0)  # fmt: skip
    note = (
        f"n = customers who passed. Bars: {words.confidence(view.confidence)}. Red: adjusted test "
        f"holds at {words.share(view.policy.fdr, 0)}. Adjusted for tenure and exposure."
    )
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, scale, note + low_base, MOST)


def alt(view: View) -> str:
    """The picture in words."""
    told = [
        f"{r.touchpoint} by {r.source} "
        f"{words.with_interval(r.effect_on_retention, r.effect_low, r.effect_high, words.points)}, "
        f"{words.base(r.n)}"
        for r in _chosen(view).head(5).itertuples()
    ]
    return f"What a good experience adds to staying, against a bad one. {'; '.join(told)}."
