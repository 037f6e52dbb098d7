"""Who is responsible, accountable, consulted, informed: the matrix, with its faults marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, HEAD, MOST_ROWS, MOST_COLUMNS = 0.29, 2.3, 1.05, 40, 14
LETTERS = {
    "A": (style.INK, style.PAPER),
    "R": (style.BLUE, style.PAPER),
    "C": (style.TINTS[style.BLUE], style.INK),
    "I": ("#eef2f6", style.MUTED),
}
MEANING = "R responsible, A accountable, C consulted, I informed."


def matrix(view: View) -> pd.DataFrame:
    """Subjects down, departments across, letters in the cells."""
    table = view.engagement.table("raci").dropna(subset=["subject", "department", "letter"])
    if table.empty:
        return pd.DataFrame()
    order = list(dict.fromkeys(table["subject"]))
    whole = table.assign(letter=table["letter"].astype(str).str.upper())
    whole = whole.drop_duplicates(["subject", "department", "letter"])
    cells = whole.groupby(["subject", "department"], sort=False)["letter"].agg("".join)
    busiest = list(table["department"].value_counts().index)
    return cells.unstack().reindex(index=order, columns=busiest[:MOST_COLUMNS]).head(MOST_ROWS)


@style.themed
def draw(view: View) -> Figure | None:
    """The matrix; a red bar stands before a subject that has a finding."""
    wide = matrix(view)
    if wide.empty:
        return None
    height = ROW * len(wide)
    figure = canvas.sheet(HEAD + height + 0.35)
    column = min(1.0, (canvas.PAGE_WIDTH - LABEL_ROOM) / wide.shape[1])
    axes = canvas.bare(canvas.panel(figure, LABEL_ROOM, HEAD, column * wide.shape[1], height))
    axes.set_xlim(0, wide.shape[1])
    axes.set_ylim(len(wide), 0)
    _heads(axes, wide, column)
    faulty = set(view["raci_findings"]["subject"])
    for y, (subject, row) in enumerate(wide.iterrows()):
        _subject(axes, y, subject, subject in faulty, column)
        for x, letters in enumerate(row):
            if isinstance(letters, str):
                _cell(axes, x, y, letters)
    canvas.note(figure, _note(view, wide))
    return figure


def _heads(axes, wide: pd.DataFrame, column: float) -> None:
    turned = column < 0.85
    for x, department in enumerate(wide.columns):
        room = HEAD - 0.15 if turned else column - 0.1
        text = labels.wrap(department, room, style.SMALL, lines=2 if turned else 3)
        canvas.say(axes, x + 0.5, -0.25, text, size=style.SMALL, rotation=90 if turned else 0,
                   ha="center", va="bottom", linespacing=1.0)  # fmt: skip


def _subject(axes, y: int, subject: str, faulty: bool, column: float) -> None:
    text = labels.wrap(subject, LABEL_ROOM - 0.3, style.SMALL, lines=1)
    look = {"color": style.RED, "weight": "bold"} if faulty else {"color": style.INK}
    canvas.say(axes, -0.1 / column, y + 0.5, text, size=style.SMALL, ha="right", **look)
    axes.plot([0, axes.get_xlim()[1]], [y, y], color=style.RULE, lw=0.6, zorder=0)


def _cell(axes, x: int, y: int, letters: str) -> None:
    from matplotlib.patches import Rectangle

    fill, ink = LETTERS.get(letters[0], ("#eef2f6", style.INK))
    axes.add_patch(Rectangle((x + 0.05, y + 0.1), 0.9, 0.8, fc=fill, ec="none"))
    canvas.say(axes, x + 0.5, y + 0.52, " ".join(letters[:4]), size=style.SMALL, ha="center",
               color=ink, weight="bold")  # fmt: skip


def _note(view: View, wide: pd.DataFrame) -> str:
    faults = view["raci_findings"]["subject"].nunique()
    marked = f" Red: {faults} with a finding." if faults else ""
    return f"{MEANING} n = {len(wide)} touchpoints and initiatives.{marked}"


def alt(view: View) -> str:
    """The matrix in words."""
    wide = matrix(view)
    found = [f"{r.subject}: {r.finding}" for r in view["raci_findings"].itertuples()]
    told = f" Findings: {words.listed(found, most=8)}." if found else " No fault found."
    return f"Responsibilities of {wide.shape[1]} departments for {len(wide)} subjects.{told}"
