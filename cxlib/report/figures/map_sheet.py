"""The sheet of the journey map: one plane measured in inches, columns and bands placed on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.report import canvas, labels, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cxlib.language import Voice

WIDTH, LEFT, RIGHT = 13.4, 1.05, 0.12
TINY = style.SMALLEST
FEWEST = 4  # columns: fewer ones do not spread over the whole sheet


def column_width(count: int) -> float:
    """How wide one of so many columns is, in inches."""
    return (WIDTH - LEFT - RIGHT) / max(count, FEWEST)


@dataclass(frozen=True)
class Sheet:
    """The plane, the columns on it and who words them: x of column k is `middle(k)`, in inches."""

    axes: Axes
    count: int
    voice: Voice

    @property
    def column(self) -> float:
        return column_width(self.count)

    def middle(self, place: float) -> float:
        return LEFT + (place + 0.5) * self.column

    def write(self, x: float, y: float, text: str, **look: object) -> None:
        """Centred text at x, y."""
        canvas.say(self.axes, x, y, text, **{"ha": "center", "size": TINY, **look})

    def head(self, y: float, text: str) -> None:
        """The name of a band, left of it."""
        wrapped, size = labels.fit(text, LEFT - 0.15, style.SMALL, lines=2, bold=True)
        canvas.say(
            self.axes, 0.04, y, wrapped, size=size, weight="bold", color=style.MUTED,
            ha="left", linespacing=1.1,
        )  # fmt: skip

    def line(self, y: float) -> None:
        """A hair line across, between two bands."""
        self.axes.plot([0.04, WIDTH - RIGHT], [y, y], color=style.RULE, lw=0.7, zorder=0)

    def box(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        """A filled cell."""
        from matplotlib.patches import Rectangle

        self.axes.add_patch(Rectangle((left, top), width, height, fc=colour, ec="none", zorder=1))


def blank(height: float, count: int, voice: Voice) -> Sheet:
    """An empty sheet of this height, for so many columns."""
    figure = canvas.sheet(height, WIDTH)
    axes = canvas.bare(figure.add_axes((0, 0, 1, 1)))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    return Sheet(axes, count, voice)


def runs(values: pd.Series) -> list[tuple[object, int, int]]:
    """Runs of equal neighbours: value, first place, number of places.

    >>> runs(pd.Series(["a", "a", "b"]))
    [('a', 0, 2), ('b', 2, 1)]
    """
    known = values.astype("object").where(values.notna(), "")
    block = known.ne(known.shift()).cumsum()
    return [(g.iloc[0], int(g.index[0]), len(g)) for _, g in known.groupby(block, sort=False)]
