"""Tables of the report: great-tables, every cell escaped by the kit's own function.

A page takes `markup`, which lets nothing through but the elements of a table; a notebook takes
`table`, which shows itself.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from cxlib.language import short
from cxlib.release.view import View
from cxlib.report import escaping
from cxlib.report.layouts import LAYOUTS

if TYPE_CHECKING:
    from great_tables import GT

MOST_ROWS = 12
LONGEST = 400  # characters in a cell
ELEMENTS = {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"class", "colspan", "rowspan", "scope"}


def cells(view: View, name: str, frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """The table as words: one column per head of its layout; columns without a word are left out.

    Parameters
    ----------
    view : View
    name : str
        A result table that has a layout.
    frame : DataFrame, optional
        Rows of it, as `view[name]` gives them; all of them by default.
    """
    rows = view[name] if frame is None else frame
    told = {
        column.title(view): [column.write(view, row) for _, row in rows.iterrows()]
        for column in LAYOUTS[name]
    }
    whole = pd.DataFrame(told, dtype="object")
    silent = [head for head in whole if not whole[head].astype(str).str.strip(" –").any()]
    return whole.drop(columns=silent)


def table(view: View, name: str, frame: pd.DataFrame | None = None, most: int = MOST_ROWS) -> GT:
    """A great-tables table of the first rows, for a notebook."""
    from great_tables import GT

    rows = view[name] if frame is None else frame
    shown = cells(view, name, rows.head(most))
    numeric = {c.title(view) for c in LAYOUTS[name] if c.numeric}
    heads = {f"c{k}": head for k, head in enumerate(shown.columns)}
    safe = shown.map(lambda text: escaping.html(short(text, LONGEST))).set_axis(list(heads), axis=1)
    right = [key for key, head in heads.items() if head in numeric]
    made = GT(safe, id=f"t-{escaping.slug(name)}").cols_label(**heads)
    made = made.fmt_passthrough(columns=list(heads), escape=False)
    made = made.cols_align("left", [key for key in heads if key not in right])
    return made.cols_align("right", right) if right else made


def markup(
    view: View, name: str, frame: pd.DataFrame | None = None, most: int = MOST_ROWS
) -> Markup:
    """The table as it stands in a page; empty where there is no row."""
    rows = view[name] if frame is None else frame
    if rows.empty:
        return Markup("")
    keeper = _Keeper()
    keeper.feed(table(view, name, rows, most).as_raw_html())
    keeper.close()
    return Markup("".join(keeper.kept))  # only elements of ELEMENTS, text escaped anew


class _Keeper(HTMLParser):
    """Keeps the elements of a table and their text: what else may have slipped in is dropped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.outside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.outside += 1
        if tag in ELEMENTS:
            told = "".join(f' {k}="{escaping.html(v)}"' for k, v in attrs if k in ATTRIBUTES)
            self.kept.append(f"<{tag}{told}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.outside -= 1
        if tag in ELEMENTS:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.outside:
            self.kept.append(escaping.html(data) if data.strip() else "")
