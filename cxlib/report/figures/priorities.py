"""Importance against performance: where to fix first, and how sure the quadrant is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import forest
from cxlib.report.figures.places import spread

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, PLOT_WIDTH = 4.6, 4.9
MOST = 14
TIE = "tie"
COLOURS = {"concentrate": style.RED, "keep up": style.BLUE, "overkill": style.ORANGE}


def _chosen(view: View) -> pd.DataFrame:
    """The most important variables that have both an importance and a performance."""
    table = view["priorities"].dropna(subset=["importance", "performance"])
    table = table.sort_values("importance", ascending=False, kind="stable")
    table = table.assign(label=table["variable"].map(view.variable_label))
    return table.head(MOST).reset_index(drop=True)


def _performance(table: pd.DataFrame) -> tuple[str, forest.Scale]:
    """Performance is a share of the scale where all of it lies between 0 and 1."""
    if table["performance"].between(0, 1).all():
        return "performance: mean answer, share of the scale", forest.Scale("", words.share)
    return "performance: mean answer", forest.Scale("", words.number)


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
    name, scale = _performance(table)
    forest.numbers(axes, scale, "x")
    forest.numbers(axes, forest.Scale("", words.share), "y")
    axes.grid(True)
    axes.set_axisbelow(True)
    canvas.axis_name(axes, name, "x")
    canvas.axis_name(axes, "importance", "y")
    _list(figure, table, colours)
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


def _list(figure: Figure, table: pd.DataFrame, colours: list[str]) -> None:
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
        told, size = labels.fit(_told(row), room - 0.3, style.SMALL, lines=1)
        canvas.say(axes, 0.25, y + 0.14, told, size=size, color=style.MUTED)


def _told(row) -> str:
    """Quadrant, how often it holds in resamples, and the touchpoint."""
    tie = row.quadrant == TIE and not words.missing(row.leaning)
    quadrant = f"tie, leaning to “{row.leaning}”" if tie else row.quadrant
    sure = "" if words.missing(row.probability) else f", {words.share(row.probability)} sure"
    place = "" if row.touchpoint == "overall" else f" · {row.touchpoint}"
    return f"{quadrant}{sure}{place}"


def _note(view: View) -> str:
    drivers = view["drivers"]
    n = drivers.loc[drivers["outcome"] == view.main, "n"].max()
    return f"Hollow: a tie, resamples of the {words.base(n)} answers do not agree on the quadrant."


def alt(view: View) -> str:
    """The quadrants in words."""
    told = [
        f"{view.variable_label(r.variable)}: {r.quadrant}, importance {words.share(r.importance)}, "
        f"performance {words.number(r.performance)}, probability {words.share(r.probability)}"
        for r in _chosen(view).itertuples()
    ]
    return f"Importance against performance. {'; '.join(told)}."
