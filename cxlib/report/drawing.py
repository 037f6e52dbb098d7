"""A picture by its name, with the words that stand for it: one door to the modules of figures."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from cxlib.release.once import once_per_view

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from cxlib.release.view import View


@dataclass(frozen=True)
class Drawn:
    """A figure and its description."""

    figure: Figure
    alt: str


def drawn(view: View, name: str, **chosen: object) -> Drawn | None:
    """A picture drawn anew, for whoever may change it; None where there is nothing to draw.

    Parameters
    ----------
    view : View
    name : of a module of `cxlib.report.figures`, e.g. "funnel"
    chosen : what that module's `draw` takes
    """
    module = import_module(f"cxlib.report.figures.{name}")
    figure = module.draw(view, **chosen)
    return None if figure is None else Drawn(figure, module.alt(view, **chosen))


@once_per_view
def the_picture(view: View, name: str) -> Drawn | None:
    """A picture as page, deck and map show it: drawn once for all, and not to be changed."""
    return drawn(view, name)
