"""Who is responsible, accountable, consulted, informed: the matrix, with its faults marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, MOST_ROWS, MOST_COLUMNS = 0.29, 2.3, 40, 14
HEAD, TALLEST, PAD = 1.05, 1.9, 0.15  # the heads' room: as high as a turned name needs
LETTERS = {
    "A": (style.INK, style.PAPER),
    "R": (style.BLUE, style.PAPER),
    "C": (style.TINTS[style.BLUE], style.INK),
    "I": ("#eef2f6", style.MUTED),
}
MOST_TOLD = 8


def matrix(view: View) -> pd.DataFrame:
    """Subjects down, those with a fault first; departments across, letters in the cells."""
    table = view.engagement.table("raci").dropna(subset=["subject", "department", "letter"])
    if table.empty:
        return pd.DataFrame()
    subjects = list(dict.fromkeys(table["subject"]))
    faulty = [s for s in dict.fromkeys(_faults(view)["subject"]) if s in subjects]
    order = list(dict.fromkeys([*faulty, *subjects]))
    whole = table.assign(letter=table["letter"].astype(str).str.upper())
    whole = whole.drop_duplicates(["subject", "department", "letter"])
    cells = whole.groupby(["subject", "department"], sort=False)["letter"].agg("".join)
    busiest = list(table["department"].value_counts().index)
    return cells.unstack().reindex(index=order, columns=busiest[:MOST_COLUMNS]).head(MOST_ROWS)


def _faults(view: View) -> pd.DataFrame:
    """What was found at fault, the weightiest first."""
    return ranked(view, "raci_findings", view["raci_findings"])


@style.themed
def draw(view: View) -> Figure | None:
    """The matrix; a red bar stands before a subject that has a finding."""
    wide = matrix(view)
    if wide.empty:
        return None
    height = ROW * len(wide)
    column = min(1.0, (canvas.PAGE_WIDTH - LABEL_ROOM) / wide.shape[1])
    names, size, turned = _heads(list(wide.columns), column)
    head = max(HEAD, labels.widest(names, size) + PAD) if turned else HEAD
    figure = canvas.sheet(head + height + 0.35)
    axes = canvas.bare(canvas.panel(figure, LABEL_ROOM, head, column * wide.shape[1], height))
    axes.set_xlim(0, wide.shape[1])
    axes.set_ylim(len(wide), 0)
    for x, name in enumerate(names):
        canvas.say(axes, x + 0.5, -0.25, name, size=size, rotation=90 if turned else 0,
                   ha="center", va="bottom", linespacing=1.0)  # fmt: skip
    faulty = set(view["raci_findings"]["subject"])
    for y, (subject, row) in enumerate(wide.iterrows()):
        _subject(axes, y, subject, subject in faulty, column)
        for x, letters in enumerate(row):
            if isinstance(letters, str):
                _cell(axes, x, y, letters)
    canvas.note(figure, _note(view, wide))
    return figure


def _heads(departments: list[str], column: float) -> tuple[list[str], float, bool]:
    """Names of the columns, their size, and whether they are turned: where a word is too wide."""
    pieces, level = labels.words_of(departments), column - 0.1
    turned = column < 0.85 or labels.widest(pieces, style.SMALL) > level
    room = max(HEAD - PAD, min(TALLEST, labels.widest(pieces, style.SMALL))) if turned else level
    size = labels.size_for(pieces, room, style.SMALL)
    lines = 2 if turned else 3
    return [labels.wrap(name, room, size, lines=lines) for name in departments], size, turned


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
    say, count = view.voice.say, len(wide)
    faults = int(wide.index.isin(view["raci_findings"]["subject"]).sum())
    marked = say("figure|raci|red", faults, n={"count": faults}) if faults else ""
    base = say("figure|raci|base", count, n={"count": count})
    return captions.joined(say("figure|raci|letters"), base, marked)


def alt(view: View) -> str:
    """The matrix in words."""
    wide, voice, count = matrix(view), view.voice, len(matrix(view))
    told = [
        voice.say("figure|raci|fault", subject=r.subject, finding=r.finding)
        for r in _faults(view).head(MOST_TOLD).itertuples()
    ]
    faults = voice.say("figure|raci|faults", rows=captions.rows(told))
    size = {"n": {"count": count}, "departments": {"count": wide.shape[1]}}
    whole = voice.say("figure|raci|alt", count, **size)
    return captions.joined(whole, faults if told else voice.say("figure|raci|no fault"))
