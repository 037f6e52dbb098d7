"""Dots with their intervals, one row each: the form that most answers of the report take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.report import canvas, labels, style
from cxlib.report.figures import forest_columns as columns
from cxlib.report.figures.scale import Scale, numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxlib.language import Voice

ROW = 0.31  # inches
MOST_ROWS = 30
LABEL_ROOM, LABEL_SIZE = 2.6, style.SMALL + 0.5
HEAD, AXIS_ROOM, NOTE_ROOM = 0.34, 0.44, 0.34


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
