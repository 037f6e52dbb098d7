"""One look for every picture: a colour-blind-safe palette, one font, one theme.

The theme is a context: nothing outside a picture changes, in a notebook either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps

from cxlib.report import typeface

# seaborn's "colorblind" palette (after Okabe & Ito 2008), by the role a colour has in the report
BLUE, ORANGE, GREEN, RED = "#0173b2", "#de8f05", "#029e73", "#d55e00"
PURPLE, SKY = "#a9599b", "#56b4e9"
INK, MUTED, FAINT, RULE, PAPER = "#1f2a37", "#5b6673", "#9aa5b1", "#dfe4ea", "#ffffff"
TINTS = {BLUE: "#dcebf5", ORANGE: "#fbeed7", GREEN: "#d9f0e8", RED: "#fae3d3", PURPLE: "#f0e2ee"}
SERIES = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, MUTED)

MOMENTS = {"truth": (BLUE, "D"), "friction": (RED, "v"), "delight": (GREEN, "*")}
QUADRANTS = {"fix": RED, "protect": BLUE, "maintain": MUTED, "over-delivered": FAINT}

SMALL, TEXT, LARGE = 8.0, 9.0, 11.0  # points
SMALLEST = 7.0  # what A4 landscape still prints legibly at four fifths


@contextmanager
def theme() -> Iterator[None]:
    """matplotlib and seaborn as the report draws, for the time of the block only."""
    import matplotlib as mpl

    typeface.register()
    with mpl.rc_context({**_looks(), **_settings()}):
        yield


@cache
def _looks() -> dict[str, object]:
    """What seaborn sets, asked for once: the same at every picture."""
    import seaborn as sns

    return {**sns.axes_style("white"), **sns.plotting_context("paper")}


def _settings() -> dict[str, object]:
    edges = dict.fromkeys(("axes.edgecolor", "xtick.color", "ytick.color"), FAINT)
    inks = dict.fromkeys(("text.color", "axes.labelcolor", "axes.titlecolor"), INK)
    labels = dict.fromkeys(("xtick.labelcolor", "ytick.labelcolor"), INK)
    sizes = {
        "font.size": TEXT, "axes.labelsize": TEXT, "axes.titlesize": TEXT,
        "xtick.labelsize": SMALL, "ytick.labelsize": TEXT, "legend.fontsize": SMALL,
    }  # fmt: skip
    lines = {
        "axes.linewidth": 0.8, "grid.linewidth": 0.6, "grid.color": RULE, "xtick.major.size": 0,
        "ytick.major.size": 0, "axes.spines.top": False, "axes.spines.right": False,
    }  # fmt: skip
    # letters keep the widths of their outlines, by which labels are measured, at every resolution
    hinting = {"text.hinting": "no_hinting"}
    # a "$" is a "$" in whatever a picture holds, ticks and legends of the libraries too
    maths = {"text.parse_math": False, "axes.formatter.use_mathtext": False}
    files = {"svg.fonttype": "path", "svg.hashsalt": "cx", "figure.facecolor": PAPER, **hinting}
    family = {"font.family": list(typeface.fonts())}  # by name: only so each lends its letters
    return {**edges, **inks, **labels, **sizes, **lines, **files, **maths, **family}


def themed(draw: Callable) -> Callable:
    """A drawing function, run inside the theme.

    >>> themed(lambda: "drawn")()
    'drawn'
    """

    @wraps(draw)
    def inside(*args: object, **named: object) -> object:
        with theme():
            return draw(*args, **named)

    return inside
