"""The numbers beside the dots: two columns under their heads, as wide as what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language.numbers import missing
from cxlib.report import canvas, labels, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cxlib.language import Voice

LEAST = (1.75, 0.75)  # inches: the columns of most pictures stand in one line
GAP = 0.15
Told = Sequence[tuple[str, Sequence[str]]]  # head and texts of each column


def rooms(told: Told) -> list[float]:
    """Widths of the columns, in inches.

    >>> rooms([("value", ["1"]), ("n", ["12"])])
    [1.75, 0.75]
    """
    needed = [labels.widest([head, *texts], style.SMALL) + GAP for head, texts in told]
    return [max(least, room) for least, room in zip(LEAST, needed, strict=True)]


def bases(kept: pd.DataFrame, voice: Voice) -> list[str]:
    """The n of each row, starred where it is low."""
    stars = ["*" if note == "low base" else "" for note in kept["base_note"]]
    counts = ["" if missing(n) else voice.count(n) for n in kept["n"]]
    return [f"{n}{star}" for n, star in zip(counts, stars, strict=True)]


def write(axes: Axes, values: pd.Series, told: Told, wide: Sequence[float], top: float) -> None:
    """Write the columns right of the axes, heads at `top`; a row without a value stays empty."""
    look = {"transform": axes.get_yaxis_transform(), "ha": "right", "size": style.SMALL}
    for at, (head, texts) in zip((wide[0] + 0.05, sum(wide)), told, strict=True):
        x = canvas.beside(axes, at)
        if any(texts):
            canvas.say(axes, x, top, head, color=style.MUTED, **look)
        for place, value in enumerate(values):
            if np.isfinite(value):
                canvas.say(axes, x, place, texts[place], **look)
