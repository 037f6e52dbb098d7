"""Texts in the cells of the journey map: level where their words fit, else turned."""

from __future__ import annotations

from collections.abc import Iterable

from cxlib.report import labels, style

PAD = 0.07  # inches, at either end of a turned text
HAIR = 0.01  # inches, so that what was measured fits although fractions are rounded
LINE = 1.1  # distance of lines in their own size
TALLEST = 2.2  # inches: a higher band would push the map off its page


def fits(text: str, width: float, bold: bool = False) -> bool:
    """Whether each word of the text is narrower than the cell, at the smallest size at least."""
    return labels.widest(labels.words_of([text]), style.SMALLEST, bold) <= width


def height(cells: Iterable[tuple[str, float]], least: float, bold: bool = False) -> float:
    """How high a band of cells (text and width of each) is: more where a text is turned.

    >>> height([("use", 0.5)], 0.4), height([("Donaudampfschiffahrt", 0.5)], 0.4) > 0.8
    (0.4, True)
    """
    turned = [text for text, width in cells if not fits(text, width, bold)]
    longest = labels.widest(labels.words_of(turned), style.SMALLEST, bold)
    return min(TALLEST, max(least, longest + 2 * PAD + HAIR)) if turned else least


def placed(
    text: str, width: float, tall: float, size: float, lines: int, bold: bool = False
) -> tuple[str, dict[str, object]]:
    """The text as it is written in its cell, and how: its size and whether it is turned."""
    turned = not fits(text, width, bold)
    room = tall - 2 * PAD if turned else width
    most = lines_of(width, style.SMALLEST) if turned else lines
    wrapped, size = labels.fit(text, room, style.SMALLEST if turned else size, most, bold)
    return wrapped, {"size": size, "rotation": 90 if turned else 0}


def lines_of(width: float, size: float) -> int:
    """How many lines of a turned text stand side by side in this width, one at least."""
    return max(1, int(width * labels.POINTS_PER_INCH / (size * LINE)))
