"""How long customers stay: the share still there, month by month, with its interval."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions, forest

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
    axes.set_ylim(min(0.98, table["low"].astype("float64").min() - 0.02), 1.0)
    _frame(view, axes)
    _names(view, axes, lines)
    canvas.note(figure, _note(view, table))
    return figure


def _note(view: View, table: pd.DataFrame) -> str:
    voice, first = view.voice, table[table["segment"] == EVERYONE]["n"].max()
    base = "" if missing(first) else voice.say("figure|retention|base", base=voice.base(first))
    sure = voice.say("figure|retention|bands", interval=voice.confidence(view.confidence))
    return captions.joined(base, sure, captions.of_history(view))


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


def _frame(view: View, axes) -> None:
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.margins(x=0.01)
    axes.set_axisbelow(True)
    axes.grid(axis="y")
    forest.numbers(axes, forest.Scale(view.voice, "count"), "x")
    forest.numbers(axes, forest.Scale(view.voice, "share"), "y", most=5)
    canvas.axis_name(axes, view.voice.say("figure|retention|months"), "x")
    canvas.axis_name(axes, view.voice.say("figure|retention|still"), "y")


def _name(view: View, segment: str) -> str:
    if segment == EVERYONE:
        return view.voice.say("figure|retention|everyone")
    return view.voice.segment(segment)


def _names(view: View, axes, lines: dict[str, pd.DataFrame]) -> None:
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
        text, size = _named(view, name, lines[name]["n"].max())
        canvas.say(axes, canvas.beside(axes, GAP), place, text, transform=axes.transAxes,
                   size=size, color=_colours(lines)[name])  # fmt: skip


def _named(view: View, segment: str, n: object) -> tuple[str, float]:
    """A line's name with its n, and the size at which both fit; the n is never shortened."""
    line = partial(view.voice.say, "figure|retention|line", base=view.voice.base(n))
    room = NAME_ROOM - 2 * GAP - labels.width(line(name=""), style.SMALL)
    text, size = labels.fit(_name(view, segment), room, style.SMALL, lines=1)
    return line(name=text), size


def alt(view: View) -> str:
    """Where the lines end, in words."""
    say, told = view.voice.say, []
    for name, part in chosen(view).groupby("segment"):
        end = part.iloc[-1]
        kept = {"share": [end["retention"], end["low"], end["high"]]}
        base, after = view.voice.base(part["n"].max()), {"months": end["months"]}
        told.append(
            say("figure|retention|row", name=_name(view, name), kept=kept, after=after, base=base)
        )
    whole = say("figure|retention|alt", rows=captions.rows(told))
    return captions.joined(whole, captions.of_history(view))
