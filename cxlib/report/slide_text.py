"""Text on slides gets its size by measure, so that none runs off a slide or into a picture.

Slides are set in Arial, whose widths the packed family has.
"""

from __future__ import annotations

from collections.abc import Sequence

from cxlib.report import labels

LINE = 1.2  # height of a line, in sizes of its letters
PAD = 0.1  # inches of air that PowerPoint keeps on each side of a text
ENOUGH = 60  # lines: more than any slide has
QUOTES = (("„", "“"), ("“", "”"))  # German closes with the mark that English begins with
STEP = 1.0  # points, from one size to the next smaller one


def lines_of(text: str, room: float, size: float, bold: bool = False) -> int:
    """How many lines a text takes in a box `room` inches wide.

    >>> lines_of("one\\ntwo", 4.0, 12)
    2
    """
    parts = text.split("\n")
    return sum(len(labels.wrap(p, room - 2 * PAD, size, ENOUGH, bold).split("\n")) for p in parts)


def height(text: str, room: float, size: float, bold: bool = False) -> float:
    """How tall a text is in inches, the air around it included."""
    return lines_of(text, room, size, bold) * size * LINE / labels.POINTS_PER_INCH + PAD


def title(text: str, room: float, sizes: tuple[float, float], lines: int) -> tuple[str, float]:
    """The text and the largest size at which it fits; cut at a word where none is small enough.

    >>> title("short", 12.0, (24.0, 18.0), 2)
    ('short', 24.0)
    """
    size, least = sizes
    while size > least and lines_of(text, room, size, bold=True) > lines:
        size -= STEP
    return shortened(text, room, size, lines, bold=True), size


def shortened(text: str, room: float, size: float, lines: int, bold: bool = False) -> str:
    """As much of the text as so many lines hold, cut at a word."""
    wrapped = labels.wrap(text, room - 2 * PAD, size, lines, bold)
    if labels.whole(text, wrapped):
        return text
    words = text.split()[: len(wrapped.split()) - 1]
    cut = f"{' '.join(words).rstrip(',;:')} {labels.ELLIPSIS}" if words else wrapped
    return closed(cut)


def closed(text: str) -> str:
    """A text that was cut, with the mark that closes a quotation begun in it.

    >>> closed("Where “a very long …"), closed("Wo „ein sehr langer …"), closed("“one” …")
    ('Where “a very long …”', 'Wo „ein sehr langer …“', '“one” …')
    """
    begins, ends = next((pair for pair in QUOTES if pair[0] in text), QUOTES[-1])
    return text + ends if text.count(begins) > text.count(ends) else text


def row_heights(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> list[float]:
    """How tall each row of a table is, by its tallest cell."""
    return [
        max(height(text, wide, size) for text, wide in zip(row, widths, strict=True))
        for row in rows
    ]


def fitting(heights: Sequence[float], room: float) -> int:
    """How many of these fit below each other.

    >>> fitting([1.0, 1.0, 1.0], 2.5)
    2
    """
    total = 0.0
    for k, tall in enumerate(heights):
        total += tall
        if total > room:
            return k
    return len(heights)
