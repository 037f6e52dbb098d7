"""How a notebook shows pictures and sentences: the same ones as the report, alt text included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import zip_longest
from typing import TYPE_CHECKING

from cxlib.report import canvas
from cxlib.report.escaping import html

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from cxlib.release.view import View

DPI = 100


@dataclass(frozen=True)
class Picture:
    """A figure with its description: an image where the front end shows images, else words."""

    figure: Figure | None
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        if self.figure is None:
            return {"text/plain": self.alt}
        return {"image/png": canvas.png(self.figure, DPI), "text/plain": self.alt}


@dataclass(frozen=True)
class Sentences:
    """Sentences shown as a list, with what stands under each. Client words in them are escaped."""

    lines: Sequence[str]
    none: str
    under: Sequence[str] = ()

    def __repr__(self) -> str:
        pairs = zip_longest(self.lines, self.under, fillvalue="")
        told = (f"- {line}\n  {small}" if small else f"- {line}" for line, small in pairs)
        return "\n".join(told) or self.none

    def _repr_html_(self) -> str:
        pairs = zip_longest(self.lines, self.under, fillvalue="")
        items = "".join(f"<li>{html(line)}{_small(small)}</li>" for line, small in pairs)
        return f"<ul>{items}</ul>" if items else f"<p>{html(self.none)}</p>"


def _small(text: str) -> str:
    return f"<br><small>{html(text)}</small>" if text else ""


def picture(view: View, name: str, **chosen: object) -> Picture:
    """A picture of the report by the name of its module, e.g. "funnel" or "drivers"."""
    module = import_module(f"cxlib.report.figures.{name}")
    figure = module.draw(view, **chosen)
    if figure is None:
        return Picture(None, view.voice.say("figure|showing|nothing"))
    return Picture(figure, module.alt(view, **chosen))
