"""Which activity behind the scenes moves which touchpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxlib.report import style, words
from cxlib.report.figures import forest
from cxlib.report.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 14


def draw(view: View) -> Figure | None:
    """Effect of an activity's lateness or failure at a touchpoint, surest first."""
    table = view["backstage"].dropna(subset=["effect"])
    sure = table["p_adjusted"].lt(view.policy.fdr).fillna(False)
    label = table["activity"] + " at " + table["touchpoint"]
    colours = [style.RED if named else style.FAINT for named in sure]
    rows = forest.rows(label, table, "effect", colour=colours)
    note = (
        f"n = customers served. Bars: {words.confidence(view.policy)}. Red: adjusted test holds "
        f"at {words.share(view.policy.fdr, 0)}."
    )
    scale = forest.Scale("effect when the activity is late or fails", words.signed, nothing=0)
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, scale, note + low_base, MOST)


def alt(view: View) -> str:
    """The picture in words."""
    table = view["backstage"].dropna(subset=["effect"])
    sure = table[table["p_adjusted"].lt(view.policy.fdr).fillna(False)]
    if sure.empty:
        return f"Effects of {len(table)} activities behind the scenes; none is sure."
    told = [
        f"{row.activity} at {row.touchpoint} "
        f"{words.with_interval(row.effect, row.low, row.high, words.signed)}, {words.base(row.n)}"
        for row in sure.itertuples()
    ]
    return f"Effects of activities behind the scenes. Sure: {'; '.join(told)}."
