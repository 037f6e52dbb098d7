"""Did the score move, or only the mix of customers? The last change, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PERIODS = 12
BAR = 0.7  # width of a period's two bars together
HEIGHT, AXES = 2.75, 1.75


def chosen(view: View) -> pd.DataFrame:
    """The last periods of the main outcome, or of the first KPI where it has none."""
    table = view["mix"].dropna(subset=["total_change", "mix_change", "within_change"])
    kpis = list(dict.fromkeys(table["kpi"]))
    kpi = view.main if view.main in kpis else (kpis[0] if kpis else None)
    return table[table["kpi"] == kpi].sort_values("period").tail(MOST_PERIODS)


@style.themed
def draw(view: View) -> Figure | None:
    """Two bars a period, mix and within; the dot is the whole change."""
    table = chosen(view)
    if table.empty:
        return None
    import seaborn as sns

    figure = canvas.sheet(HEIGHT)
    axes = canvas.panel(figure, 0.75, 0.4, canvas.PAGE_WIDTH - 0.9, AXES)
    parts = {"mix_change": "only the mix of customers", "within_change": "the score itself"}
    long = table.melt("period", list(parts), "part", "change").astype({"change": float})
    sns.barplot(long, x="period", y="change", hue=long["part"].map(parts), ax=axes, errorbar=None,
                palette=[style.ORANGE, style.BLUE], saturation=1, width=BAR)  # fmt: skip
    axes.plot(range(len(table)), table["total_change"].astype(float), "o", color=style.INK, ms=5,
              label="whole change")  # fmt: skip
    _intervals(axes, table)
    axes.axhline(0, color=style.MUTED, lw=0.8)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, frameon=False)
    axes.set(xlabel="")
    axes.tick_params(labelsize=style.SMALL)
    _ticks(axes, table)
    canvas.axis_name(axes, "change on the period before", "y")
    least, most = table["n"].min(), table["n"].max()
    counts = words.count(least) if least == most else f"{words.count(least)}–{words.count(most)}"
    shifted = table.loc[table["verdict"].eq("mix").fillna(False), "period"]
    said = f" Only the mix moved in {words.listed(list(shifted))}." if len(shifted) else ""
    bars = f" Bars: {words.confidence(view.confidence)}." if table["mix_low"].notna().any() else ""
    name = view.label(table["kpi"].iloc[0])
    canvas.note(figure, f"{name}; n = {counts} answers a period.{bars}{said}")
    return figure


def _intervals(axes, table: pd.DataFrame) -> None:
    """Thin lines over the bars, where the step gives the intervals."""
    for part, aside in (("mix", -BAR / 4), ("within", BAR / 4)):
        ends = zip(table[f"{part}_low"], table[f"{part}_high"], strict=True)
        for k, (low, high) in enumerate(ends):
            if not words.missing(low) and not words.missing(high):
                axes.plot([k + aside] * 2, [low, high], color=style.INK, lw=1, zorder=4)


def _ticks(axes, table: pd.DataFrame) -> None:
    room = (canvas.PAGE_WIDTH - 0.9) / len(table) - 0.05
    size = labels.size_for(table["period"], room, style.SMALL)
    texts = [labels.letters(labels.wrap(p, room, size, lines=1)) for p in table["period"]]
    axes.set_xticks(range(len(table)), texts, size=size)


def alt(view: View) -> str:
    """The changes in words."""
    told = [
        f"{r.period}: {words.signed(r.total_change, 1)}, of which mix "
        f"{words.signed(r.mix_change, 1)} and within {words.signed(r.within_change, 1)}, "
        f"{words.base(r.n)}"
        for r in chosen(view).tail(3).itertuples()
    ]
    return f"Changes taken apart into mix and score. {'; '.join(told)}."
