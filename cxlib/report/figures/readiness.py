"""Are the departments aware, motivated and able? A cell per answer, with n."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.language.numbers import decimals, missing
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions
from cxlib.report.figures.scale import Scale

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, COLUMN = 0.55, 2.2, 1.75
SCALE = (1.0, 5.0)  # the contract of the readiness input
DARK = 4.0  # cells beyond carry white letters
MEASURES = ("awareness", "motivation", "capability")


def _cells(view: View) -> pd.DataFrame:
    """The measures of each department, in the order of what is claimed of the departments."""
    table = view["readiness"]
    table = table[table["measure"].isin(MEASURES)]
    told = ranked(view, "gates", view["gates"])["department"]
    place = {name: k for k, name in enumerate(told)}
    return table.sort_values(
        "department", key=lambda d: d.map(place).fillna(len(place)), kind="stable"
    )


@style.themed
def draw(view: View) -> Figure | None:
    """Departments down, measures across; the darker, the readier."""
    import seaborn as sns

    table = _cells(view)
    if table["score"].notna().sum() == 0:
        return None
    wide = table.pivot(index="department", columns="measure", values="score").astype(float)
    wide = wide.reindex(
        index=list(dict.fromkeys(table["department"])), columns=[m for m in MEASURES if m in wide]
    )
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
    _heads(view, axes, wide)
    _write(view, axes, table, wide)
    canvas.note(figure, _note(view, table))
    return figure


def _heads(view: View, axes, wide: pd.DataFrame) -> None:
    heads = [view.voice.term(measure) for measure in wide]
    size = labels.size_for(heads, COLUMN - 0.1)
    texts = [labels.letters(labels.wrap(head, COLUMN - 0.1, size, lines=1)) for head in heads]
    axes.set_xticks([k + 0.5 for k in range(len(texts))], texts, size=size)


def _note(view: View, table: pd.DataFrame) -> str:
    say, sure = view.voice.say, view.voice.confidence(view.confidence)
    low = say("figure|readiness|low base") if (table["base_note"] == "low base").any() else ""
    return captions.joined(say("figure|readiness|base", interval=sure), low)


def _write(view: View, axes, table: pd.DataFrame, wide: pd.DataFrame) -> None:
    voice = view.voice
    for row in table.itertuples():
        x, y = wide.columns.get_loc(row.measure) + 0.5, wide.index.get_loc(row.department) + 0.5
        if missing(row.score):
            hidden = voice.say("figure|forest|too few")
            size = labels.size_for([hidden], COLUMN - 0.1, style.SMALL)
            canvas.say(axes, x, y, hidden, ha="center", size=size, color=style.MUTED)
            continue
        colour = style.PAPER if row.score >= DARK else style.INK
        star = "*" if row.base_note == "low base" else ""
        mean = voice.number(row.score, decimals(row.score, row.low, row.high))
        canvas.say(axes, x, y - 0.15, mean, ha="center", weight="bold", color=colour)
        ends = voice.ends(row.score, row.low, row.high)
        base = f"{voice.base(row.n)}{star}"
        told = voice.say("figure|readiness|cell", ends=ends, base=base) if ends else base
        size = labels.size_for([told], COLUMN - 0.1, style.SMALL)
        canvas.say(axes, x, y + 0.2, told, ha="center", size=size, color=colour)


def alt(view: View) -> str:
    """The cells in words."""
    scale, told = Scale(view.voice), []
    for row in _cells(view).dropna(subset=["score"]).itertuples():
        value = scale.within(row.score, row.low, row.high, row.n)
        slots = {"department": row.department, "measure": {"term": row.measure}, "value": value}
        told.append(view.voice.say("figure|readiness|row", base=view.voice.base(row.n), **slots))
    return view.voice.say("figure|readiness|alt", rows=captions.rows(told))
