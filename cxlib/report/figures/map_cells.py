"""Texts in the cells of the journey map: level where they fit, else turned."""

from __future__ import annotations

from collections.abc import Iterable

from cxlib.report import labels, style

PAD = 0.07  # inches, at either end of a turned text
HAIR = 0.01  # inches, so that what was measured fits although fractions are rounded
LINE = 1.1  # distance of lines in their own size
LONG, STEP = 1.3, 0.1  # inches: lines of several words are turned up to this length
TALLEST = 2.2  # inches: a higher band would push the map off its page


def fits(text: str, width: float, lines: int, bold: bool = False) -> bool:
    """Whether the whole text has room in these lines of the cell, at the smallest size at least.

    >>> fits("use", 0.5, 2), fits("Donaudampfschiffahrt", 0.5, 2)
    (True, False)
    """
    return labels.whole(text, labels.wrap(text, width, style.SMALLEST, lines, bold))


def height(
    cells: Iterable[tuple[str, float]], least: float, lines: int, bold: bool = False
) -> float:
    """How high a band of cells (text and width of each) is: more where a text is turned.

    >>> height([("use", 0.5)], 0.4, 2), height([("Donaudampfschiffahrt", 0.5)], 0.4, 2) > 0.8
    (0.4, True)
    """
    turned = [_long(*cell, bold) for cell in cells if not fits(*cell, lines, bold)]
    return min(TALLEST, max([least, *(long + 2 * PAD + HAIR for long in turned)]))


def _long(text: str, width: float, bold: bool) -> float:
    """How long the lines of a turned text are: its longest word, more if all then has room."""
    long, most = labels.widest(labels.words_of([text]), style.SMALLEST, bold), lines_of(width)
    while long < LONG and not labels.whole(
        text, labels.wrap(text, long, style.SMALLEST, most, bold)
    ):
        long += STEP
    return long


def placed(
    text: str, width: float, tall: float, size: float, lines: int, bold: bool = False
) -> tuple[str, dict[str, object]]:
    """The text as it is written in its cell, and how: its size and whether it is turned."""
    turned = not fits(text, width, lines, bold)
    room = tall - 2 * PAD if turned else width
    most = lines_of(width) if turned else lines
    wrapped, size = labels.fit(text, room, style.SMALLEST if turned else size, most, bold)
    return wrapped, {"size": size, "rotation": 90 if turned else 0}


def lines_of(width: float, size: float = style.SMALLEST) -> int:
    """How many lines of a turned text stand side by side in this width, one at least."""
    return max(1, int(width * labels.POINTS_PER_INCH / (size * LINE)))
