"""Importance against performance: where to fix first, and how sure the quadrant is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions, forest
from cxlib.report.figures.places import spread

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, PLOT_WIDTH = 4.6, 4.9
MOST = 14
TIE = "tie"
COLOURS = {"concentrate": style.RED, "keep up": style.BLUE, "overkill": style.ORANGE}


def _chosen(view: View) -> pd.DataFrame:
    """Variables that have both an importance and a performance: what is claimed first, then the
    most important."""
    table = view["priorities"].dropna(subset=["importance", "performance"])
    table = table.sort_values("importance", ascending=False, kind="stable")
    table = table.assign(label=table["variable"].map(view.variable_label))
    return ranked(view, "priorities", table).head(MOST).reset_index(drop=True)


def _performance(view: View, table: pd.DataFrame) -> forest.Scale:
    """Performance is a share of the scale where all of it lies between 0 and 1."""
    if table["performance"].between(0, 1).all():
        return forest.Scale(view.voice, "share", view.voice.say("figure|priorities|share"))
    return forest.Scale(view.voice, "number", view.voice.say("figure|priorities|mean"))


def _colour(quadrant: object) -> str:
    return next((c for word, c in COLOURS.items() if word in str(quadrant)), style.MUTED)


@style.themed
def draw(view: View) -> Figure | None:
    """Numbered dots; the list beside them tells variable, quadrant and its probability."""
    import seaborn as sns

    table = _chosen(view)
    if table.empty:
        return None
    height = max(HEIGHT, 0.6 + 0.33 * len(table))
    figure = canvas.sheet(height)
    axes = canvas.panel(figure, 0.75, 0.15, PLOT_WIDTH - 0.9, height - 1.0)
    leaning = table["leaning"].where(table["quadrant"] == TIE, table["quadrant"])
    colours = [_colour(q) for q in leaning]
    sns.scatterplot(x=table["performance"].astype(float), y=table["importance"].astype(float),
                    ax=axes, s=0, legend=False)  # fmt: skip
    axes.margins(0.12)
    _numbered(axes, table, colours)
    axes.set(xlabel="", ylabel="")
    across = _performance(view, table)
    forest.numbers(axes, across, "x")
    forest.numbers(axes, forest.Scale(view.voice, "share"), "y")
    axes.grid(True)
    axes.set_axisbelow(True)
    canvas.axis_name(axes, across.name, "x")
    canvas.axis_name(axes, view.voice.say("figure|priorities|importance"), "y")
    _list(figure, view, table, colours)
    canvas.note(figure, _note(view))
    return figure


def _numbered(axes, table: pd.DataFrame, colours: list[str]) -> None:
    """Dots with their number; numbers of close dots are moved apart."""
    x, y = table["performance"].astype(float), table["importance"].astype(float)
    at = spread(axes, x.to_numpy(), y.to_numpy(), 0.19)
    for k, (colour, (to_x, to_y)) in enumerate(zip(colours, at, strict=True)):
        sure = table["quadrant"][k] != TIE
        if (to_x, to_y) != (x[k], y[k]):
            axes.plot([x[k], to_x], [y[k], to_y], color=style.FAINT, lw=0.8, zorder=1)
            axes.plot(x[k], y[k], ".", color=colour, ms=4, zorder=2)
        axes.plot(to_x, to_y, "o", ms=12.5, mfc=colour if sure else style.PAPER, mec=colour,
                  mew=1.4, zorder=3)  # fmt: skip
        canvas.say(axes, to_x, to_y, str(k + 1), ha="center", size=7.5, weight="bold",
                   color=style.PAPER if sure else colour, zorder=4)  # fmt: skip


def _list(figure: Figure, view: View, table: pd.DataFrame, colours: list[str]) -> None:
    width, height = figure.get_size_inches()
    room = width - PLOT_WIDTH - 0.2
    axes = canvas.bare(canvas.panel(figure, PLOT_WIDTH + 0.15, 0.05, room, height - 0.5))
    axes.set_xlim(0, room)
    axes.set_ylim(height - 0.5, 0)
    for k, row in enumerate(table.itertuples()):
        y = 0.14 + 0.33 * k
        name, size = labels.fit(row.label, room - 0.3, style.SMALL, lines=1, bold=True)
        canvas.say(axes, 0.0, y, str(k + 1), size=style.SMALL, color=colours[k], weight="bold")
        canvas.say(axes, 0.25, y - 0.005, name, size=size, weight="bold")
        told, size = labels.fit(_told(view, row), room - 0.3, style.SMALL, lines=1)
        canvas.say(axes, 0.25, y + 0.14, told, size=size, color=style.MUTED)


def _told(view: View, row: object) -> str:
    """Quadrant, how often it holds in resamples, and the touchpoint."""
    say, told = view.voice.say, _quadrant(view, row)
    failed = row.quadrant == TIE and not missing(row.p_adjusted)
    failed = failed and row.p_adjusted > view.policy.fdr  # then its samples are no measure of it
    if not failed and not missing(row.probability):
        told = say("figure|priorities|sure", told=told, share={"share": row.probability})
    if row.touchpoint == "overall":
        return told
    return say("figure|priorities|at", told=told, touchpoint={"touchpoint": row.touchpoint})


def _quadrant(view: View, row: object) -> str:
    if row.quadrant != TIE or missing(row.leaning):
        return view.voice.term(row.quadrant)
    slots = {"quadrant": {"term": row.quadrant}, "leaning": {"term": row.leaning}}
    return view.voice.say("figure|priorities|leaning", **slots)


def _note(view: View) -> str:
    drivers = view["drivers"]
    n = drivers.loc[drivers["outcome"] == view.main, "n"].max()
    return view.voice.say("figure|priorities|hollow", base=view.voice.base(n))


def alt(view: View) -> str:
    """The quadrants in words."""
    table, say = _chosen(view), view.voice.say
    scale = _performance(view, table)
    told = [
        say("figure|priorities|row", name=r.label, told=_told(view, r),
            importance={"share": r.importance}, performance={scale.unit: r.performance})
        for r in table.itertuples()
    ]  # fmt: skip
    return say("figure|priorities|alt", rows=captions.rows(told))
