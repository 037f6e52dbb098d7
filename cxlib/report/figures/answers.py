"""How the answers to an outcome are distributed: the whole scale, not only its mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions

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


def _is_nps(view: View, outcome: str) -> bool:
    declared = view.engagement.outcomes.get(outcome)
    return declared is not None and declared.kind == "nps"


def _colours(view: View, outcome: str, answers: pd.Series) -> list[str]:
    if not _is_nps(view, outcome):
        return [style.BLUE] * len(answers)
    turned = view.engagement.outcomes[outcome].favourable(answers.astype(float))
    return [
        style.RED if a <= DETRACTOR else style.BLUE if a >= PROMOTER else style.FAINT
        for a in turned
    ]


def _answer(view: View, answer: float) -> str:
    return view.voice.number(answer, 0 if float(answer).is_integer() else 1)


@style.themed
def draw(view: View, outcome: str | None = None) -> Figure | None:
    """A bar per answer with its share; detractors, passives and promoters in their colours."""
    import seaborn as sns

    table = chosen(view, outcome)
    if not 2 <= len(table) <= MOST_ANSWERS:
        return None
    figure = canvas.sheet(HEIGHT)
    axes = canvas.panel(figure, 0.2, 0.2, canvas.PAGE_WIDTH - 0.4, BAR_ROOM - 0.2)
    names = [_answer(view, a) for a in table["answer"]]
    colours = _colours(view, outcome or view.main, table["answer"])
    sns.barplot(x=names, y=table["share"].astype(float), hue=names, palette=colours, ax=axes,
                saturation=1, errorbar=None, width=0.8, legend=False)  # fmt: skip
    canvas.bare(axes, keep=("bottom",))
    axes.set_xticks(range(len(names)), [labels.letters(name) for name in names])
    axes.set(xlabel="", ylabel="", ylim=(0, float(table["share"].max()) * 1.18))
    for place, row in enumerate(table.itertuples()):
        canvas.say(axes, place, row.share, view.voice.share(row.share), ha="center", va="bottom",
                   size=style.SMALL)  # fmt: skip
    canvas.note(figure, _note(view, outcome or view.main, table))
    return figure


def _note(view: View, outcome: str, table: pd.DataFrame) -> str:
    say, n = view.voice.say, int(table["n"].sum())
    base = say("figure|answers|base", n, outcome={"outcome": outcome}, n={"count": n})
    colours = say("figure|answers|nps colours") if _is_nps(view, outcome) else ""
    low = (table["base_note"] == "low base").any()
    return captions.joined(base, colours, say("figure|answers|low base") if low else "")


def alt(view: View, outcome: str | None = None) -> str:
    """The distribution in words."""
    table, voice = chosen(view, outcome), view.voice
    told = [
        voice.say("figure|answers|row", answer=_answer(view, r.answer), share={"share": r.share})
        for r in table.itertuples()
    ]
    named, base = {"outcome": outcome or view.main}, voice.base(table["n"].sum())
    return voice.say("figure|answers|alt", outcome=named, base=base, rows=captions.rows(told))
