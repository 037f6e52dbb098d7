"""The font that travels with the kit: a picture looks alike whatever fonts a machine has.

Liberation Sans has the widths of Arial and Helvetica, so pages, slides and SVG files, which can
only name a font, keep their lines where one of those stands in for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pptx.opc.package import Part
    from pptx.presentation import Presentation

FOLDER = Path(__file__).parent / "fonts"
FILES = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")
FAMILY, OFFICE = "Liberation Sans", "Arial"
GLYPHS = "DejaVu Sans"  # comes with matplotlib: signs and letters that the family lacks
OTHER_SCRIPTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC", "Hiragino Sans",
    "Malgun Gothic", "Noto Sans Arabic", "Noto Sans Devanagari", "Arial Unicode MS",
)  # fmt: skip
NAMED = (FAMILY, OFFICE, "Helvetica", GLYPHS, *OTHER_SCRIPTS, "sans-serif")

THEME_FONT = re.compile(rb'(<a:(?:major|minor)Font><a:latin typeface=")[^"]*(")')


def register() -> None:
    """Put the packed files first in matplotlib's font list.

    First, because an installed font of the same name may be of another version. Every time anew,
    because matplotlib builds its list again when a font it remembers has been removed.
    """
    from matplotlib.font_manager import fontManager

    ours = [str(FOLDER / name) for name in FILES]
    listed = fontManager.ttflist
    if listed and listed[0].fname == ours[0]:
        return
    others = [font for font in listed if font.fname not in ours]
    for path in ours:
        fontManager.addfont(path)
    packed = [font for font in fontManager.ttflist if font.fname in ours]
    fontManager.ttflist = packed + others


@lru_cache(maxsize=1)
def fonts() -> tuple[str, ...]:
    """The families that pictures are drawn in: the packed one, then those that help it out.

    Only other scripts may come from the machine: no font can be packed for all of them.

    >>> fonts()[:2]
    ('Liberation Sans', 'DejaVu Sans')
    """
    from matplotlib.font_manager import fontManager

    register()
    here = {font.name for font in fontManager.ttflist if Path(font.fname).is_file()}
    return (FAMILY, GLYPHS, *(name for name in OTHER_SCRIPTS if name in here))


def named(drawn: bytes) -> bytes:
    """An SVG file whose letters are text, naming fonts for every machine instead of this one's.

    >>> named(b"font-family: 'Liberation Sans', 'DejaVu Sans'; fill: red")[:40]
    b"font-family: 'Liberation Sans', 'Arial',"
    """
    before, after = (", ".join(map(repr, names)) for names in (fonts(), NAMED[:-1]))
    return drawn.replace(before.encode(), f"{after}, {NAMED[-1]}".encode())


def name_in(deck: Presentation) -> None:
    """Let the themes of slides and notes name Arial, by which texts, tables and charts are set.

    Slides can name but one font: every office has this one, or puts the packed family, which has
    its widths, in its place. To be called once all slides are there: the first that has notes
    brings a theme of its own for them.
    """
    for part in deck.part.package.iter_parts():
        if part.partname.startswith("/ppt/theme/"):
            _write(part, THEME_FONT.sub(rb"\g<1>%b\g<2>" % OFFICE.encode(), part.blob))


def _write(part: Part, xml: bytes) -> None:
    """A part that python-pptx read keeps its bytes; one that it made anew keeps them parsed."""
    from pptx.opc.package import XmlPart
    from pptx.oxml import parse_xml

    if isinstance(part, XmlPart):
        part._element = parse_xml(xml)
    else:
        part.blob = xml
