"""Did the score move, or only the mix of customers? The last change, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions
from cxlib.report.figures.control import change
from cxlib.report.figures.scale import Scale, numbers
from cxlib.results import measured

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PERIODS, ALL_LISTED, LAST = 12, 12, 3
BAR = 0.7  # width of a period's two bars together
HEAD, AXES, FOOT, LINE = 0.4, 1.75, 0.6, 0.14
LEFT, RIGHT, AXIS_NAME = 0.75, 0.15, 0.45


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

    say, (periods, size) = view.voice.say, _periods(view, table)
    lines = max(text.count("\n") for text in periods)
    figure = canvas.sheet(HEAD + AXES + FOOT + lines * LINE)
    left = _left(view, table)
    axes = canvas.panel(figure, left, HEAD, canvas.PAGE_WIDTH - left - RIGHT, AXES)
    parts = {c: say(f"figure|mix|{c}") for c in ("mix_change", "within_change")}
    long = table.melt("period", list(parts), "part", "change").astype({"change": float})
    sns.barplot(long, x="period", y="change", hue=long["part"].map(parts), ax=axes, errorbar=None,
                palette=[style.ORANGE, style.BLUE], saturation=1, width=BAR)  # fmt: skip
    axes.plot(range(len(table)), table["total_change"].astype(float), "o", color=style.INK, ms=5,
              label=say("figure|mix|total_change"))  # fmt: skip
    _intervals(axes, table)
    axes.axhline(0, color=style.MUTED, lw=0.8)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, frameon=False)
    axes.set(xlabel="")
    axes.tick_params(labelsize=style.SMALL)
    axes.set_xticks(range(len(table)), [labels.letters(text) for text in periods], size=size)
    numbers(axes, _scale(view, table), "y", most=5)
    canvas.axis_name(axes, say("figure|mix|axis"), "y")
    canvas.note(figure, _note(view, table))
    return figure


def _left(view: View, table: pd.DataFrame) -> float:
    """Room for the numbers at the axis: as wide as the largest change needs."""
    changes = table[["total_change", "mix_change", "within_change", "mix_low", "within_low"]]
    largest = float(changes.abs().max().max())
    told = _scale(view, table).within(-largest, None, None)
    return max(LEFT, labels.widest([told], style.SMALL) + AXIS_NAME)


def _scale(view: View, table: pd.DataFrame) -> Scale:
    kpi = table["kpi"].iloc[0]
    return change(view, kpi, view["kpis"].loc[view["kpis"]["kpi"] == kpi, "value"])


def _note(view: View, table: pd.DataFrame) -> str:
    voice, least, most = view.voice, table["n"].min(), table["n"].max()
    if missing(least):
        base = voice.say("figure|caption|n unknown")
    else:
        counts = voice.count(least)
        counts = counts if least == most else voice.span(counts, voice.count(most))
        base = voice.say("figure|mix|base", outcome={"outcome": table["kpi"].iloc[0]}, n=counts)
    shifted = table.loc[table["verdict"].eq("mix").fillna(False), "period"]
    periods = voice.listed([voice.period(p) for p in shifted], ALL_LISTED)
    moved = voice.say("figure|mix|only the mix", periods=periods) if len(shifted) else ""
    bars = captions.bars(view) if table["mix_low"].notna().any() else ""
    return captions.joined(base, bars, moved)


def _intervals(axes, table: pd.DataFrame) -> None:
    """Thin lines over the bars, where the step gives the intervals."""
    for part, aside in (("mix", -BAR / 4), ("within", BAR / 4)):
        ends = zip(table[f"{part}_low"], table[f"{part}_high"], strict=True)
        for k, (low, high) in enumerate(ends):
            if not missing(low) and not missing(high):
                axes.plot([k + aside] * 2, [low, high], color=style.INK, lw=1, zorder=4)


def _periods(view: View, table: pd.DataFrame) -> tuple[list[str], float]:
    """The periods' labels in the room of their bars, and their size."""
    told = [view.voice.month(period) for period in table["period"]]
    room = (canvas.PAGE_WIDTH - _left(view, table) - RIGHT) / len(table) - 0.05
    size = labels.size_for(labels.words_of(told), room, style.SMALL)
    return [labels.wrap(text, room, size, lines=2) for text in told], size


def alt(view: View) -> str:
    """The changes in words."""
    table, told = chosen(view).tail(LAST), []
    for row in table.itertuples():
        scale = _scale(view, table)
        parts = {
            "whole": measured.change(row.unit, row.total_change),
            "mix": scale.within(row.mix_change, row.mix_low, row.mix_high),
            "within": scale.within(row.within_change, row.within_low, row.within_high),
        }
        slots = {"period": {"period": row.period}, "base": view.voice.base(row.n), **parts}
        told.append(view.voice.say("figure|mix|row", **slots))
    return view.voice.say("figure|mix|alt", rows=captions.rows(told))
