"""How a notebook shows pictures and sentences: the same ones as the report, alt text included."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.report import canvas
from cxlib.report.drawing import drawn
from cxlib.report.escaping import clean, html

if TYPE_CHECKING:
    from great_tables import GT
    from IPython.core.formatters import DisplayFormatter
    from matplotlib.figure import Figure

    from cxlib.release.view import View

DPI = 100
LET_BE = "tex2jax_ignore mathjax_ignore"  # MathJax 2, 3 and 4 read no formulas inside


@dataclass(frozen=True)
class Picture:
    """A figure with its description: an image where the front end shows images, else words."""

    figure: Figure | None
    alt: str

    def __repr__(self) -> str:
        return clean(self.alt)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        if self.figure is None:
            return {"text/plain": repr(self)}
        return {"image/png": canvas.png(self.figure, DPI), "text/plain": repr(self)}


@dataclass(frozen=True)
class Sentences:
    """Sentences shown as a list, with what stands under each. Client words in them are escaped."""

    lines: Sequence[str]
    none: str
    under: Sequence[str] = ()

    def __repr__(self) -> str:
        lines, under = (map(clean, said) for said in (self.lines, self.under))
        pairs = zip_longest(lines, under, fillvalue="")
        told = (f"- {line}\n  {small}" if small else f"- {line}" for line, small in pairs)
        return "\n".join(told) or clean(self.none)

    def _repr_html_(self) -> str:
        pairs = zip_longest(self.lines, self.under, fillvalue="")
        items = "".join(f"<li>{html(line)}{_small(small)}</li>" for line, small in pairs)
        return let_be(f"<ul>{items}</ul>" if items else f"<p>{html(self.none)}</p>")


@dataclass(frozen=True)
class Pictured:
    """Sentences with pictures under them, each picture with its alternative text."""

    told: Sentences
    pictures: Sequence[Picture]

    def __repr__(self) -> str:
        return "\n".join(map(repr, (self.told, *self.pictures)))

    def _repr_html_(self) -> str:
        return "".join([self.told._repr_html_(), *map(_image, self.pictures)])


def _image(picture: Picture) -> str:
    data = b64encode(canvas.png(picture.figure, DPI)).decode()
    return f'<p><img alt="{html(picture.alt)}" src="data:image/png;base64,{data}"></p>'


def _small(text: str) -> str:
    return f"<br><small>{html(text)}</small>" if text else ""


def let_be(markup: str) -> str:
    """Markup in which a notebook reads no mathematics: a "$" is a "$"."""
    return f'<div class="{LET_BE}">{markup}</div>'


def register(formatter: DisplayFormatter) -> None:
    """Let a notebook show tables as text, whatever a client wrote in them.

    JupyterLab and nbconvert read formulas in the HTML of a table, and links in formulas.
    """
    as_html, plain = (formatter.formatters[form] for form in ("text/html", "text/plain"))
    as_html.for_type(pd.DataFrame, frame_html)
    as_html.for_type_by_name("great_tables.gt", "GT", table_html)
    plain.for_type(pd.DataFrame, lambda frame, printer, _: printer.text(repr(cleaned(frame))))
    plain.for_type(pd.Series, lambda series, printer, _: printer.text(repr(_series(series))))
    # its own words hold the frame as it came
    plain.for_type_by_name("great_tables.gt", "GT", lambda _, printer, __: printer.text("table"))


def frame_html(frame: pd.DataFrame) -> str | None:
    """A frame as pandas shows it, its texts cleaned and no formula read in them."""
    with pd.option_context("display.html.use_mathjax", False):
        return cleaned(frame)._repr_html_()


def table_html(table: GT) -> str:
    """A table of the report as a notebook shows it."""
    return let_be(table.as_raw_html())


def cleaned(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its texts, heads and labels cleaned."""
    texts = frame.select_dtypes(include=["object", "str", "string", "category"]).columns
    safe = frame.assign(**{c: frame[c].map(_clean) for c in texts if isinstance(c, str)})
    return safe.rename(index=_clean, columns=_clean)


def _series(series: pd.Series) -> pd.Series:
    """The series with its texts, name and labels cleaned."""
    told = cleaned(series.to_frame("text")).iloc[:, 0]
    return told.rename(_clean(series.name))


def _clean(value: Hashable) -> Hashable:
    return clean(value) if isinstance(value, str) else value


def picture(view: View, name: str, **chosen: object) -> Picture:
    """A picture of the report by the name of its module, e.g. "funnel" or "drivers"."""
    found = drawn(view, name, **chosen)
    if found is None:
        return Picture(None, view.voice.say("figure|showing|nothing"))
    return Picture(found.figure, found.alt)
