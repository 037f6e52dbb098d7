"""Labels that fit: measured, wrapped, made smaller, and drawn as the letters they are.

What is too wide for its room is drawn smaller first (`size_for`, `fit`), down to `style.SMALLEST`;
only then is a word shortened. No word is parted over two lines, and no number is cut.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from cxlib.language import short
from cxlib.report import escaping, style, typeface

POINTS_PER_INCH = 72
ELLIPSIS = "…"
ROUNDING = 1.01  # what is drawn ends at a whole pixel
UNDRAWABLE = "\N{WHITE SQUARE}"
STEP = 0.5  # points, from one size to the next smaller one
LONGEST = 600  # characters: more than any place in a picture has room for
STUB = 3  # letters: less of a word at the end of a line tells nothing
# a number with its sign, currency and unit: "(1,680", "-£1.2m", "12%", "2026-09-30"
NUMBER = re.compile(r"[(<£€$¥+−-]*\d+(?:[-.,:/–]\d+)*(?:%|[km]\b)?")


@lru_cache(maxsize=4)
def _face(families: tuple[str, ...], bold: bool) -> object:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(families), weight="bold" if bold else "normal")


@lru_cache(maxsize=2)
def _known(families: tuple[str, ...]) -> frozenset[int]:
    """Code points that some font of the families has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    paths = [findfont(FontProperties(family=[name])) for name in families]
    return frozenset(code for path in paths for code in get_font(path).get_charmap())


def drawable(text: object) -> str:
    """The text, cleaned; a letter that no font of this machine has becomes an empty square."""
    known = _known(typeface.fonts())
    told = short(escaping.clean(text), LONGEST)
    return "".join(c if ord(c) in known else UNDRAWABLE for c in told)


def width(text: str, size: float = style.TEXT, bold: bool = False) -> float:
    """How wide the text is drawn, in inches.

    >>> width("wide") > width("i") > 0
    True
    """
    return _width(text, size, bold, typeface.fonts())


@lru_cache(maxsize=8192)
def _width(text: str, size: float, bold: bool, families: tuple[str, ...]) -> float:
    from matplotlib.textpath import text_to_path

    typeface.register()
    face = _face(families, bold).copy()
    face.set_size(size)
    points = text_to_path.get_text_width_height_descent(text, face, ismath=False)[0]
    return ROUNDING * points / POINTS_PER_INCH


def wrap(
    text: object, room: float, size: float = style.TEXT, lines: int = 2, bold: bool = False
) -> str:
    """The text in at most `lines` lines of `room` inches; what does not fit ends in "…".

    >>> wrap("the long way round", 0.6, lines=2)
    'the long\\nway round'
    >>> wrap("unbreakable" * 3, 0.8, lines=2)[-1]
    '…'
    """
    done, line = [], ""
    for word in drawable(text).split():
        longer = f"{line} {word}".strip()
        if width(longer, size, bold) <= room:
            line = longer
        elif not line:
            line = _elided(word, room, size, bold)
        elif len(done) == lines - 1:
            line = _elided(longer, room, size, bold)
            break
        else:
            fits = width(word, size, bold) <= room
            done, line = [*done, line], word if fits else _elided(word, room, size, bold)
    return "\n".join([*done, line])


def _elided(line: str, room: float, size: float, bold: bool) -> str:
    """As much of the line as fits, and "…"; a number stays whole or goes whole."""
    line = line.rstrip(ELLIPSIS)
    lengths = range(1, len(line) + 1)
    kept = bisect_right(lengths, room, key=lambda k: width(line[:k] + ELLIPSIS, size, bold))
    cut = [m.start() for m in NUMBER.finditer(line) if m.start() < kept < m.end()]
    head = line[: cut[0] if cut else kept].rstrip()
    begun, _, stub = head.rpartition(" ")
    parted = not line[len(head) :].startswith(" ") and len(head) < len(line)
    kept_whole = begun if begun and parted and len(stub) < STUB else head
    return kept_whole.rstrip(f" {ELLIPSIS}") + ELLIPSIS


def words_of(texts: Iterable[object]) -> list[str]:
    """All words of the texts, as they are drawn.

    >>> words_of(["first bill", "shop"])
    ['first', 'bill', 'shop']
    """
    return [word for text in texts for word in drawable(text).split()]


def size_for(
    pieces: Iterable[str], room: float, size: float = style.TEXT, bold: bool = False
) -> float:
    """The largest size, at most `size`, at which each piece fits; never below the smallest.

    Pieces are words where the text may be wrapped (`words_of`), else whole lines.

    >>> size_for(["short"], 1.0, 9.0)
    9.0
    >>> size_for(["Donaudampfschiffahrtsgesellschaft"], 1.0, 9.0) == style.SMALLEST
    True
    """
    needed = widest([drawable(piece) for piece in pieces], size, bold)
    tries = [size]
    while tries[-1] > style.SMALLEST and needed * tries[-1] / size > room:
        tries.append(max(style.SMALLEST, tries[-1] - STEP))
    return tries[-1]


def whole(text: object, wrapped: str) -> bool:
    """Whether the wrapped text still says all of the text.

    >>> whole("plan pages", "plan\\npages"), whole("plan pages", "plan…")
    (True, False)
    """
    return wrapped.split() == drawable(text).split()


def fit(
    text: object, room: float, size: float = style.TEXT, lines: int = 2, bold: bool = False
) -> tuple[str, float]:
    """The wrapped text and the largest size at which nothing of it need be left out.

    >>> fit("the long way round", 0.6, 9.0)
    ('the long\\nway round', 9.0)
    """
    while True:
        wrapped = wrap(text, room, size, lines, bold)
        if whole(text, wrapped) or size <= style.SMALLEST:
            return wrapped, size
        size = max(style.SMALLEST, size - STEP)


def widest(texts: list[str], size: float = style.TEXT, bold: bool = False) -> float:
    """Width of the widest line of the texts, in inches."""
    return max((width(line, size, bold) for text in texts for line in text.split("\n")), default=0)


def letters(text: str) -> str:
    """The lines as they are drawn: what is unseen or cannot be drawn is out."""
    return "\n".join(map(drawable, text.split("\n")))
