"""Dots with their intervals, one row each: the form that most answers of the report take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language import words
from cxlib.report import canvas, labels, style
from cxlib.report.figures import forest_columns as columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.31  # inches
MOST_ROWS = 30
LABEL_ROOM, LABEL_SIZE = 2.6, style.SMALL + 0.5
HEAD, AXIS_ROOM, NOTE_ROOM = 0.34, 0.44, 0.34


@dataclass(frozen=True)
class Scale:
    """How the numbers of a picture are written and named, and which value means "nothing"."""

    name: str
    shown: Callable[[object], str] = words.number
    nothing: float | None = None
    limits: tuple[float, float] | None = None


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
    numbers_told = ("value (interval)", told or _told(kept, scale))
    beside = [numbers_told, last or ("n", columns.bases(kept))]
    rooms = columns.rooms(beside)
    size = labels.size_for(labels.words_of(kept["label"]), LABEL_ROOM, LABEL_SIZE)
    names = [labels.wrap(text, LABEL_ROOM, size, lines=2) for text in kept["label"]]
    room = max(0.8, labels.widest(names, size) + 0.05)
    axes = canvas.panel(
        figure, room + 0.15, HEAD, canvas.PAGE_WIDTH - room - 0.3 - sum(rooms), body
    )
    _frame(axes, kept, scale)
    _names(axes, names, size)
    dots(axes, kept)
    columns.write(axes, kept["value"], beside, rooms, -0.5 - 0.16 / ROW)
    more = f" {left_out} more rows are in the workbook." if left_out else ""
    canvas.note(figure, note + more)
    return figure


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
    shown = scale.shown.func if isinstance(scale.shown, partial) else scale.shown
    if shown not in (words.share, words.points, words.number, words.signed):
        return [shown(place) for place in places]
    factor = 100 if shown in (words.share, words.points) else 1
    is_points, shown = shown is words.points, words.signed if shown is words.points else shown
    step = factor * (places[1] - places[0]) if len(places) > 1 else 1.0
    digits = next(k for k in range(9) if abs(step * 10**k - round(step * 10**k)) < 1e-6 or k == 8)
    scaled = [factor * place if is_points else place for place in places]
    return [shown(place, digits) for place in scaled]


def dots(axes: Axes, kept: pd.DataFrame) -> None:
    """Intervals as lines and values as dots; hollow where the base is low."""
    for place, row in enumerate(kept.itertuples()):
        if not np.isfinite(row.value):
            axes.annotate(
                "too few to show", (0.01, place), xycoords=("axes fraction", "data"),
                size=style.SMALL, color=style.FAINT, va="center",
            )  # fmt: skip
            continue
        if np.isfinite(row.low) and np.isfinite(row.high):
            axes.plot([row.low, row.high], [place, place], color=row.colour, lw=2.2, alpha=0.55,
                      solid_capstyle="butt", zorder=2)  # fmt: skip
        filled = style.PAPER if row.base_note == "low base" else row.colour
        axes.plot(row.value, place, "o", ms=6.5, mfc=filled, mec=row.colour, mew=1.6, zorder=3)


def _told(kept: pd.DataFrame, scale: Scale) -> list[str]:
    return [
        words.with_interval(row.value, row.low, row.high, scale.shown) for row in kept.itertuples()
    ]


def low_base_words(table: pd.DataFrame, reliability_n: int) -> str:
    """What the star and the hollow dot mean, where there are any."""
    if not (table["base_note"] == "low base").any():
        return ""
    return f" * hollow: low base, fewer than {reliability_n}."
