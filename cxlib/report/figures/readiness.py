"""Are the departments aware, motivated and able? A cell per answer, with n."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, COLUMN = 0.55, 2.2, 1.75
SCALE = (1.0, 5.0)  # the contract of the readiness input
DARK = 4.0  # cells beyond carry white letters


def _cells(view: View) -> pd.DataFrame:
    wanted = ["awareness", "motivation", "capability"]
    table = view["readiness"]
    return table[table["measure"].isin(wanted)]


@style.themed
def draw(view: View) -> Figure | None:
    """Departments down, measures across; the darker, the readier."""
    import seaborn as sns

    table = _cells(view)
    if table["score"].notna().sum() == 0:
        return None
    wide = table.pivot(index="department", columns="measure", values="score").astype(float)
    wide = wide.reindex(columns=[m for m in ("awareness", "motivation", "capability") if m in wide])
    figure = canvas.sheet(0.4 + ROW * len(wide) + 0.45)
    axes = canvas.panel(figure, LABEL_ROOM, 0.4, COLUMN * wide.shape[1], ROW * len(wide))
    colours = sns.light_palette(style.BLUE, as_cmap=True)
    sns.heatmap(wide, vmin=SCALE[0], vmax=SCALE[1], cmap=colours, cbar=False, linewidths=3,
                linecolor=style.PAPER, ax=axes)  # fmt: skip
    axes.set(xlabel="", ylabel="")
    axes.xaxis.tick_top()
    size = labels.size_for(labels.words_of(wide.index), LABEL_ROOM - 0.15)
    names = [labels.letters(labels.wrap(d, LABEL_ROOM - 0.15, size, lines=2)) for d in wide.index]
    axes.set_yticks([k + 0.5 for k in range(len(wide))], names, rotation=0, size=size)
    _write(axes, table, wide)
    low = " * low base." if (table["base_note"] == "low base").any() else ""
    canvas.note(
        figure,
        f"Mean of answers 1–5, {words.confidence(view.confidence)}; n = answers.{low}",
    )
    return figure


def _write(axes, table: pd.DataFrame, wide: pd.DataFrame) -> None:
    for row in table.itertuples():
        x, y = wide.columns.get_loc(row.measure) + 0.5, wide.index.get_loc(row.department) + 0.5
        if words.missing(row.score):
            canvas.say(axes, x, y, "too few to show", ha="center", size=style.SMALL,
                       color=style.MUTED)  # fmt: skip
            continue
        colour = style.PAPER if row.score >= DARK else style.INK
        star = "*" if row.base_note == "low base" else ""
        canvas.say(axes, x, y - 0.15, words.number(row.score, 1), ha="center", weight="bold",
                   color=colour)  # fmt: skip
        ends = words.interval(row.low, row.high, lambda v: words.number(v, 1))
        told = ", ".join(part for part in (ends, f"n = {words.count(row.n)}{star}") if part)
        size = labels.size_for([told], COLUMN - 0.1, style.SMALL)
        canvas.say(axes, x, y + 0.2, told, ha="center", size=size, color=colour)


def alt(view: View) -> str:
    """The cells in words."""
    told = [
        f"{r.department}, {r.measure}: {words.with_interval(r.score, r.low, r.high)}, "
        f"{words.base(r.n)}"
        for r in _cells(view).dropna(subset=["score"]).itertuples()
    ]
    return f"Readiness of departments, 1 to 5. {'; '.join(told)}."
