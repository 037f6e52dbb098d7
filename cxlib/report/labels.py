"""Labels that fit: measured, wrapped, shortened, and drawn as the letters they are."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from cxlib.report import escaping, style

POINTS_PER_INCH = 72
ELLIPSIS = "…"
HINTING = 1.04  # letters snapped to pixels are drawn up to 4 % wider than their outlines
UNDRAWABLE = "\N{WHITE SQUARE}"


@lru_cache(maxsize=4)
def _face(bold: bool) -> object:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(style.fonts()), weight="bold" if bold else "normal")


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    """Code points that some font of the stack has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    paths = [findfont(FontProperties(family=[name])) for name in style.fonts()]
    return frozenset(code for path in paths for code in get_font(path).get_charmap())


def drawable(text: object) -> str:
    """The text, cleaned; a letter that no font of this machine has becomes an empty square."""
    known = _drawable()
    return "".join(c if ord(c) in known else UNDRAWABLE for c in escaping.clean(text))


@lru_cache(maxsize=8192)
def width(text: str, size: float = style.TEXT, bold: bool = False) -> float:
    """How wide the text is drawn, in inches.

    >>> width("wide") > width("i") > 0
    True
    """
    from matplotlib.textpath import text_to_path

    face = _face(bold).copy()
    face.set_size(size)
    points = text_to_path.get_text_width_height_descent(text, face, ismath=False)[0]
    return HINTING * points / POINTS_PER_INCH


def wrap(
    text: object, room: float, size: float = style.TEXT, lines: int = 2, bold: bool = False
) -> str:
    """The text in at most `lines` lines of `room` inches; what does not fit ends in "…".

    >>> wrap("the long way round", 0.6, lines=2)
    'the long\\nway round'
    >>> wrap("unbreakable" * 3, 0.8, lines=1)[-1]
    '…'
    """
    words, done, line = drawable(text).split(), [], ""
    while words:
        longer = f"{line} {words[0]}".strip()
        if width(longer, size, bold) <= room:
            line = longer
            words = words[1:]
        elif line:
            done, line = [*done, line], ""
        else:
            head = _head(words[0], room, size, bold)
            done, words = [*done, head], [words[0][len(head) :], *words[1:]]
        if len(done) == lines and (words or line):
            break
    kept = [*done, line] if line else done
    cut = bool(words) or len(kept) > lines
    kept = kept[:lines]
    return "\n".join([*kept[:-1], _elided(kept[-1], room, size, bold)] if cut else kept)


def _head(word: str, room: float, size: float, bold: bool) -> str:
    """As much of the word as fits, one letter at least."""
    lengths = range(1, len(word) + 1)
    fitting = bisect_right(lengths, room, key=lambda k: width(word[:k], size, bold))
    return word[: max(fitting, 1)]


def _elided(line: str, room: float, size: float, bold: bool) -> str:
    while line and width(line + ELLIPSIS, size, bold) > room:
        line = line[:-1].rstrip()
    return line + ELLIPSIS


def widest(texts: list[str], size: float = style.TEXT, bold: bool = False) -> float:
    """Width of the widest line of the texts, in inches."""
    return max((width(line, size, bold) for text in texts for line in text.split("\n")), default=0)


def letters(text: str) -> str:
    """The lines as matplotlib takes them, letter for letter."""
    return "\n".join(escaping.plot(drawable(line)) for line in text.split("\n"))
