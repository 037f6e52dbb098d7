"""How the answers to an outcome are distributed: the whole scale, not only its mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, BAR_ROOM = 2.5, 1.9
MOST_ANSWERS = 11  # a 0-10 scale; more would be a histogram, not an answer
DETRACTOR, PROMOTER = 6, 9  # Reichheld (2003): 0-6, 7-8, 9-10


def chosen(view: View, outcome: str | None = None) -> pd.DataFrame:
    """Answers to one outcome over everything together, lowest first."""
    table = view["answers"].dropna(subset=["share"])
    table = table[table["outcome"] == (outcome or view.main)]
    place = "overall" if (table["touchpoint"] == "overall").any() else None
    table = table[table["touchpoint"] == place] if place else table.iloc[:0]
    return table.sort_values("answer", ignore_index=True)


def _colours(view: View, outcome: str, answers: pd.Series) -> list[str]:
    declared = view.engagement.outcomes.get(outcome)
    if declared is None or declared.kind != "nps":
        return [style.BLUE] * len(answers)
    return [
        style.RED if a <= DETRACTOR else style.BLUE if a >= PROMOTER else style.FAINT
        for a in answers
    ]


@style.themed
def draw(view: View, outcome: str | None = None) -> Figure | None:
    """A bar per answer with its share; detractors, passives and promoters in their colours."""
    import seaborn as sns

    table = chosen(view, outcome)
    if not 2 <= len(table) <= MOST_ANSWERS:
        return None
    figure = canvas.sheet(HEIGHT)
    axes = canvas.panel(figure, 0.2, 0.2, canvas.PAGE_WIDTH - 0.4, BAR_ROOM - 0.2)
    names = [words.number(a, 0 if float(a).is_integer() else 1) for a in table["answer"]]
    colours = _colours(view, outcome or view.main, table["answer"])
    sns.barplot(x=names, y=table["share"].astype(float), hue=names, palette=colours, ax=axes,
                saturation=1, errorbar=None, width=0.8, legend=False)  # fmt: skip
    canvas.bare(axes, keep=("bottom",))
    axes.set_xticks(range(len(names)), names)
    axes.set(xlabel="", ylabel="", ylim=(0, float(table["share"].max()) * 1.18))
    for place, row in enumerate(table.itertuples()):
        canvas.say(axes, place, row.share, words.share(row.share), ha="center", va="bottom",
                   size=style.SMALL)  # fmt: skip
    canvas.note(figure, _note(view, outcome or view.main, table))
    return figure


def _note(view: View, outcome: str, table: pd.DataFrame) -> str:
    declared = view.engagement.outcomes.get(outcome)
    base = f"{view.label(outcome)}: {words.base(table['n'].sum())} answers."
    low = " Low base." if (table["base_note"] == "low base").any() else ""
    if declared is not None and declared.kind == "nps":
        base += " Red: 0-6, detractors. Grey: 7-8, passives. Blue: 9-10, promoters."
    return base + low


def alt(view: View, outcome: str | None = None) -> str:
    """The distribution in words."""
    table = chosen(view, outcome)
    told = [f"{words.number(r.answer, 0)}: {words.share(r.share)}" for r in table.itertuples()]
    return (
        f"Answers to {view.label(outcome or view.main)} ({words.base(table['n'].sum())}): "
        f"{', '.join(told)}."
    )
