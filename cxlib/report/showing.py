"""How a notebook shows pictures and sentences: the same ones as the report, alt text included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
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
    """Sentences shown as a list. Their words may be the client's, so they are escaped."""

    lines: Sequence[str]
    none: str

    def __repr__(self) -> str:
        return "\n".join(f"- {line}" for line in self.lines) or self.none

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html(line)}</li>" for line in self.lines)
        return f"<ul>{items}</ul>" if items else f"<p>{html(self.none)}</p>"


def picture(view: View, name: str, **chosen: object) -> Picture:
    """A picture of the report by the name of its module, e.g. "funnel" or "drivers"."""
    module = import_module(f"cxlib.report.figures.{name}")
    figure = module.draw(view, **chosen)
    if figure is None:
        return Picture(None, view.voice.say("figure|showing|nothing"))
    return Picture(figure, module.alt(view, **chosen))
