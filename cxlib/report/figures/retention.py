"""How long customers stay: the share still there, month by month, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, LEFT, NAME_ROOM, GAP = 3.4, 0.75, 2.6, 0.12
MOST_LINES = 5
EVERYONE = "all"


def chosen(view: View) -> pd.DataFrame:
    """Everyone, and the segments of the one column whose levels end farthest apart."""
    table = view["retention_curve"].dropna(subset=["retention"]).sort_values(["segment", "months"])
    parts = table[table["segment"] != EVERYONE]
    ends = parts.groupby("segment")["retention"].last().astype(float)
    way = ends.index.str.split("=", n=1).str[0]
    sizes = ends.groupby(way).size()
    spread = (ends.groupby(way).max() - ends.groupby(way).min())[sizes <= MOST_LINES]
    kept = ends.index[way == spread.idxmax()] if len(spread) else []
    return table[table["segment"].isin([EVERYONE, *kept])]


@style.themed
def draw(view: View) -> Figure | None:
    """A falling line per segment with its interval; names stand at the lines' ends."""
    table = chosen(view)
    lines = {name: part for name, part in table.groupby("segment") if len(part) > 1}
    if not lines:
        return None
    figure = canvas.sheet(HEIGHT)
    width = canvas.PAGE_WIDTH - LEFT - NAME_ROOM
    axes = canvas.panel(figure, LEFT, 0.2, width, HEIGHT - 1.05)
    for name, colour in _colours(lines).items():
        _line(axes, lines[name], name, colour)
    axes.set_ylim(min(0.98, float(table["low"].min()) - 0.02), 1.0)
    _frame(axes)
    _names(axes, lines)
    first = table[table["segment"] == EVERYONE]["n"].max()
    note = (
        f"{words.base(first)} customers at the start. Bands: {words.confidence(view.confidence)}."
    )
    canvas.note(figure, note)
    return figure


def _colours(lines: dict[str, pd.DataFrame]) -> dict[str, str]:
    others = [name for name in lines if name != EVERYONE]
    everyone = {EVERYONE: style.INK} if EVERYONE in lines else {}
    return dict(zip(others, style.SERIES, strict=False)) | everyone


def _line(axes, part: pd.DataFrame, name: str, colour: str) -> None:
    months, kept, low, high = (
        part[c].to_numpy(dtype=float, na_value=np.nan)
        for c in ("months", "retention", "low", "high")
    )
    axes.fill_between(months, low, high, color=colour, alpha=0.12, lw=0, step="post")
    thick = 2.0 if name == EVERYONE else 1.3
    axes.plot(months, kept, color=colour, lw=thick, drawstyle="steps-post")


def _frame(axes) -> None:
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.margins(x=0.01)
    axes.set_axisbelow(True)
    axes.grid(axis="y")
    forest.numbers(axes, forest.Scale("", words.count), "x")
    forest.numbers(axes, forest.Scale("", words.share), "y", most=5)
    canvas.axis_name(axes, "months as a customer", "x")
    canvas.axis_name(axes, "still customers", "y")


def _names(axes, lines: dict[str, pd.DataFrame]) -> None:
    """Names with n at the lines' right ends, moved apart where they would touch."""
    ends = sorted(
        ((float(part["retention"].iloc[-1]), name) for name, part in lines.items()), reverse=True
    )
    tall = axes.get_position().height * axes.figure.get_size_inches()[1]
    step = 0.17 / tall
    low, high = axes.get_ylim()
    places = [(end - low) / (high - low) for end, _ in ends]
    for k in range(1, len(places)):
        places[k] = min(places[k], places[k - 1] - step)
    lift = max(0.0, -places[-1])  # names of lines that end low are moved up together
    for place, (_, name) in zip((p + lift for p in places), ends, strict=True):
        told = "everyone" if name == EVERYONE else name.replace("=", ": ", 1)
        n = f", {words.base(lines[name]['n'].max())}"
        room = NAME_ROOM - 2 * GAP - labels.width(n, style.SMALL)
        text, size = labels.fit(told, room, style.SMALL, lines=1)
        canvas.say(axes, canvas.beside(axes, GAP), place, text + n, transform=axes.transAxes,
                   size=size, color=_colours(lines)[name])  # fmt: skip


def alt(view: View) -> str:
    """Where the lines end, in words."""
    told = [
        f"{name} {words.with_interval(*part.iloc[-1][['retention', 'low', 'high']], words.share)} "
        f"after {words.count(part['months'].iloc[-1])} months, {words.base(part['n'].max())}"
        for name, part in chosen(view).groupby("segment")
    ]
    return f"Share of customers who are still there. {'; '.join(told)}."
