"""Dots with their intervals, one row each: the form that most answers of the report take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language.numbers import missing
from cxlib.report import canvas, labels, style
from cxlib.report.figures import forest_columns as columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxlib.language import Voice

ROW = 0.31  # inches
MOST_ROWS = 30
LABEL_ROOM, LABEL_SIZE = 2.6, style.SMALL + 0.5
HEAD, AXIS_ROOM, NOTE_ROOM = 0.34, 0.44, 0.34
HUNDREDTHS = ("share", "points")  # units whose ticks are written in hundredths


@dataclass(frozen=True)
class Scale:
    """How the numbers of a picture are written and named, and which value means "nothing".

    Attributes
    ----------
    voice : who writes the numbers
    unit : number, signed, share, points, nps, money, count, seconds or months
    name : what stands under the axis
    nothing : the value of no effect, drawn as a line
    limits : ends of the axis, where the values do not set them

    >>> from cxlib.language import Voice
    >>> scale = Scale(Voice("de"), "share")
    >>> scale.tick(0.25, 0), scale.within(0.42, 0.38, 0.46)
    ('25\\xa0%', '42\\xa0% (38\\xa0% to 46\\xa0%)')
    """

    voice: Voice
    unit: str = "number"
    name: str = ""
    nothing: float | None = None
    limits: tuple[float, float] | None = None

    def tick(self, value: float, digits: int) -> str:
        """A value on the axis, with so many decimals where its unit has any."""
        exact = {
            "number": self.voice.number, "count": self.voice.number, "nps": self.voice.nps,
            "signed": self.voice.signed, "share": self.voice.share, "points": self.voice.points,
        }  # fmt: skip
        if self.unit in exact:
            return exact[self.unit](value, digits)
        return self.voice.figure({self.unit: value})

    def within(self, value: object, low: object, high: object, n: object = None) -> str:
        """A value with its interval; an interval without width is none, and nothing is "none".

        >>> from cxlib.language import Voice
        >>> Scale(Voice(), "share").within(0.0, 0.0, 0.0, 103)
        'none seen in 103'
        """
        exact = missing(low) or missing(high) or float(low) == float(high)
        if not exact or missing(value):
            return self.voice.within(value, low, high, self.unit)
        if value == 0 and not missing(low) and not missing(n):
            return self.voice.say("figure|forest|none seen", n={"count": int(n)})
        return self.voice.within(value, None, None, self.unit)


def rows(
    label: pd.Series,
    frame: pd.DataFrame,
    value: str,
    low: str = "low",
    high: str = "high",
    colour: Sequence[str] | str = style.BLUE,
) -> pd.DataFrame:
    """What `draw` takes: label, value, low, high, n, colour, hollow; hidden rows keep their label.

    `frame` is a shown table (with `base_note`); where it has no `n` the base column stays empty.
    """
    bases = frame["n"] if "n" in frame else pd.Series(pd.NA, index=frame.index)
    return pd.DataFrame(
        {
            "label": label.to_numpy(),
            "value": frame[value].to_numpy(dtype=float, na_value=np.nan),
            "low": frame[low].to_numpy(dtype=float, na_value=np.nan),
            "high": frame[high].to_numpy(dtype=float, na_value=np.nan),
            "n": bases.to_numpy(),
            "colour": colour if isinstance(colour, str) else list(colour),
            "base_note": frame["base_note"].to_numpy(),
        }
    )


@style.themed
def draw(
    table: pd.DataFrame,
    scale: Scale,
    note: str,
    most: int = MOST_ROWS,
    told: Sequence[str] | None = None,
    last: tuple[str, Sequence[str]] | None = None,
) -> Figure | None:
    """A picture of the rows, top to bottom; None where there is no row to draw.

    `told` are the numbers beside the rows, where they are in another unit than the axis; `last` is
    the head of the last column and what stands in it, where that is not n.

    Rows of a low base have hollow dots; of hidden rows the label stays with the words
    "too few to show".
    """
    if table["value"].notna().sum() == 0:
        return None
    kept = table.head(most).reset_index(drop=True)
    left_out = len(table) - len(kept)
    body = ROW * len(kept)
    figure = canvas.sheet(HEAD + body + AXIS_ROOM + NOTE_ROOM)
    say = scale.voice.say
    numbers_told = (say("figure|forest|value"), told or _told(kept, scale))
    beside = [numbers_told, last or (say("figure|forest|n"), columns.bases(kept, scale.voice))]
    rooms = columns.rooms(beside)
    size = labels.size_for(labels.words_of(kept["label"]), LABEL_ROOM, LABEL_SIZE)
    names = [labels.wrap(text, LABEL_ROOM, size, lines=2) for text in kept["label"]]
    room = max(0.8, labels.widest(names, size) + 0.05)
    axes = canvas.panel(
        figure, room + 0.15, HEAD, canvas.PAGE_WIDTH - room - 0.3 - sum(rooms), body
    )
    _frame(axes, kept, scale)
    _names(axes, names, size)
    dots(axes, kept, say("figure|forest|too few"))
    columns.write(axes, kept["value"], beside, rooms, -0.5 - 0.16 / ROW)
    canvas.note(figure, _noted(scale.voice, note, left_out))
    return figure


def _noted(voice: Voice, note: str, left_out: int) -> str:
    if not left_out:
        return note
    more = voice.say("figure|forest|more rows", left_out, n={"count": left_out})
    return f"{note} {more}"


def _names(axes: Axes, names: list[str], size: float) -> None:
    axes.set_yticks(range(len(names)), [labels.letters(text) for text in names], size=size)
    axes.tick_params(axis="y", pad=6)
    for text in axes.get_yticklabels():
        text.set_linespacing(0.95)


def _frame(axes: Axes, kept: pd.DataFrame, scale: Scale) -> None:
    axes.set_ylim(len(kept) - 0.5, -0.5)
    axes.set_xlim(*(scale.limits or _limits(kept, scale)))
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(axis="x")
    numbers(axes, scale)
    canvas.axis_name(axes, scale.name)
    if scale.nothing is not None:
        axes.axvline(scale.nothing, color=style.MUTED, lw=1.0, zorder=1)


def _limits(kept: pd.DataFrame, scale: Scale) -> tuple[float, float]:
    seen = kept[["value", "low", "high"]].to_numpy().ravel()
    seen = seen[np.isfinite(seen)]
    if scale.nothing is not None:
        seen = np.append(seen, scale.nothing)
    low, high = float(seen.min()), float(seen.max())
    pad = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return low - pad, high + pad


def numbers(axes: Axes, scale: Scale, side: str = "x", most: int = 6) -> None:
    """Ticks of the scale, written as the report writes numbers, with just enough decimals."""
    from matplotlib.ticker import FixedLocator, MaxNLocator

    axis = axes.xaxis if side == "x" else axes.yaxis
    low, high = sorted(axis.get_view_interval())
    places = MaxNLocator(nbins=most - 1, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    places = [place for place in places if low <= place <= high]
    axis.set_major_locator(FixedLocator(places))
    axis.set_ticklabels([labels.letters(text) for text in _tick_texts(places, scale)])
    axes.tick_params(axis=side, labelsize=style.SMALL, labelcolor=style.MUTED)


def _tick_texts(places: list[float], scale: Scale) -> list[str]:
    factor = 100 if scale.unit in HUNDREDTHS else 1
    step = factor * (places[1] - places[0]) if len(places) > 1 else 1.0
    digits = next(k for k in range(9) if abs(step * 10**k - round(step * 10**k)) < 1e-6 or k == 8)
    return [scale.tick(place, digits) for place in places]


def dots(axes: Axes, kept: pd.DataFrame, hidden: str) -> None:
    """Intervals as lines and values as dots; hollow where the base is low, words where hidden."""
    for place, row in enumerate(kept.itertuples()):
        if not np.isfinite(row.value):
            axes.annotate(
                labels.letters(hidden), (0.01, place), xycoords=("axes fraction", "data"),
                size=style.SMALL, color=style.FAINT, va="center",
            )  # fmt: skip
            continue
        if np.isfinite(row.low) and np.isfinite(row.high):
            axes.plot([row.low, row.high], [place, place], color=row.colour, lw=2.2, alpha=0.55,
                      solid_capstyle="butt", zorder=2)  # fmt: skip
        filled = style.PAPER if row.base_note == "low base" else row.colour
        axes.plot(row.value, place, "o", ms=6.5, mfc=filled, mec=row.colour, mew=1.6, zorder=3)


def _told(kept: pd.DataFrame, scale: Scale) -> list[str]:
    return [scale.within(row.value, row.low, row.high, row.n) for row in kept.itertuples()]
