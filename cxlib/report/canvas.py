"""The sheet a picture is drawn on: measured in inches from its top left, so nothing overlaps."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from cxlib.report import escaping, labels, style, typeface

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAGE_WIDTH = 9.6  # inches: the page's text column at 100 %
SCREEN_DPI = 110
# matplotlib writes the letters of each text into the SVG as a comment; nobody needs them there
COMMENT = re.compile(rb"<!--.*?-->\n?", re.DOTALL)
HEAD = re.compile(rb".*?<svg [^>]*>", re.DOTALL)  # matplotlib's own words: no client text in it
XML = b'<?xml version="1.0" encoding="utf-8"?>\n'


@lru_cache(maxsize=1)
def _picture_class() -> type:
    from matplotlib.figure import Figure

    class Picture(Figure):
        """A matplotlib figure that shows itself in JupyterLab without pyplot's global state."""

        def _repr_png_(self) -> bytes:
            return png(self)

    return Picture


def sheet(height: float, width: float = PAGE_WIDTH) -> Figure:
    """An empty picture of this size in inches."""
    return _picture_class()(figsize=(width, height), facecolor=style.PAPER)


def panel(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes whose corner lies `left` and `top` inches from the sheet's top left corner."""
    whole_width, whole_height = figure.get_size_inches()
    bottom = whole_height - top - height
    return figure.add_axes(
        (left / whole_width, bottom / whole_height, width / whole_width, height / whole_height)
    )


def bare(axes: Axes, keep: tuple[str, ...] = ()) -> Axes:
    """The axes without frame and ticks; the sides in `keep` stay."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)
    axes.set_xticks([])
    axes.set_yticks([])
    return axes


def say(axes: Axes, x: float, y: float, text: str, **look: object) -> object:
    """Write text in the axes, letter for letter (never as mathematics)."""
    look = {"size": style.TEXT, "va": "center", **look}
    return axes.text(x, y, labels.letters(text), **look)


def beside(axes: Axes, inches: float) -> float:
    """Where a text stands that begins so many inches right of the axes; left of it if negative.

    In the axes' own measure: 0 is their left side, 1 their right one.

    >>> axes = panel(sheet(1.0, 4.0), 1.0, 0.0, 2.0, 1.0)
    >>> round(beside(axes, 0.5), 3), round(beside(axes, -0.5), 3)
    (1.25, -0.25)
    """
    away = inches / float(axes.get_position().width * axes.figure.get_size_inches()[0])
    return 1 + away if inches >= 0 else away


def note(figure: Figure, text: str, left: float = 0.0) -> None:
    """The small line at the foot of a picture: base, interval, how to read it."""
    width, height = figure.get_size_inches()
    wrapped, size = labels.fit(text, width - left - 0.05, style.SMALL, lines=2)
    figure.text(
        left / width, 0.05 / height, labels.letters(wrapped), size=size, color=style.MUTED,
        va="bottom", ha="left", linespacing=1.25,
    )  # fmt: skip


def axis_name(axes: Axes, text: str, side: str = "x") -> None:
    """Name an axis in the small, quiet way of the report, as wide as its middle allows."""
    named = axes.set_xlabel if side == "x" else axes.set_ylabel
    box, sides = axes.get_position(), axes.figure.get_size_inches()
    middle, whole = (
        ((box.x0 + box.x1) / 2, sides[0]) if side == "x" else ((box.y0 + box.y1) / 2, sides[1])
    )
    room = 2 * min(middle, 1 - middle) * whole
    wrapped, size = labels.fit(text, room, style.SMALL, lines=1)
    named(labels.letters(wrapped), size=size, color=style.MUTED)


@contextmanager
def _kept_apart(figure: Figure) -> Iterator[None]:
    """Names written right to left leave the numbers beside them in place (`escaping.isolated`).

    Only where matplotlib orders letters itself (by libraqm, from 3.11 on): an earlier one would
    draw the signs that steer it.
    """
    from matplotlib import ft2font
    from matplotlib.text import Text

    orders = hasattr(ft2font, "__libraqm_version__")
    written = {text: text.get_text() for text in figure.findobj(Text)} if orders else {}
    steered = {text: escaping.isolated(told) for text, told in written.items()}
    changed = [text for text, told in steered.items() if told != written[text]]
    for text in changed:
        text.set_text(steered[text])
    try:
        yield
    finally:
        for text in changed:
            text.set_text(written[text])


@style.themed
def png(figure: Figure, dpi: int = SCREEN_DPI) -> bytes:
    """The picture as PNG bytes, for a notebook or a slide."""
    sink = io.BytesIO()
    with _kept_apart(figure):
        figure.savefig(sink, format="png", dpi=dpi, metadata={"Software": None})
    return sink.getvalue()


@style.themed
def svg(figure: Figure) -> bytes:
    """The picture as SVG: letters as outlines, no date, no comments, the same bytes every time."""
    sink = io.BytesIO()
    with _kept_apart(figure):
        figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    return COMMENT.sub(b"", sink.getvalue())


@style.themed
def svg_file(figure: Figure, title: str, told: str) -> bytes:
    """The picture as an SVG file of its own: letters as text, to be searched, edited, read aloud.

    `title` and `told` stand for the picture where it is not seen. The file names no other one.
    """
    import matplotlib as mpl

    sink = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(sink, format="svg", metadata=dict.fromkeys(("Date", "Creator")))
    plain = typeface.named(COMMENT.sub(b"", sink.getvalue()))
    head = HEAD.match(plain)[0]
    opening = head[head.rindex(b"<svg ") : -1] + b' role="img" aria-labelledby="title told">\n'
    words = f'<title id="title">{escaping.html(title)}</title>\n'
    words += f'<desc id="told">{escaping.html(told)}</desc>'
    drawn = escaping.isolated(plain[len(head) :].decode())
    return XML + opening + words.encode() + drawn.encode()
