"""Basic, performance, excitement: what falling short costs and what excelling earns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings.order import ranked
from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, GAP, MOST = 0.36, 2.3, 0.16, 16
LABEL_SIZE = style.SMALL + 0.5
KINDS = {"basic": style.RED, "excitement": style.GREEN, "performance": style.BLUE}


def _chosen(view: View) -> pd.DataFrame:
    table = view["asymmetry"].dropna(subset=["penalty", "reward"])
    table = table[table["outcome"].isna() | table["outcome"].eq(view.main)]
    reach = table[["penalty", "reward"]].astype(float).abs().max(axis=1)
    table = table.assign(label=table["variable"].map(view.variable_label), reach=reach)
    most = table.sort_values("reach", ascending=False, kind="stable").head(MOST)
    return ranked(view, "asymmetry", most)


@dataclass(frozen=True)
class Beside:
    """What stands right of the bars: two heads, under them kind and base of each row."""

    heads: tuple[str, str]
    kinds: list[str]
    bases: list[str]

    def rooms(self) -> list[float]:
        """Widths of the two columns, in inches."""
        kind, base = self.heads
        named = labels.widest(self.kinds, style.SMALL, bold=True)
        return [
            max(named, labels.width(kind, style.SMALL)),
            labels.widest([base, *self.bases], style.SMALL),
        ]


def _beside(view: View, table: pd.DataFrame) -> Beside:
    say = view.voice.say
    kinds = ["" if missing(kind) else view.voice.term(kind) for kind in table["kind"]]
    bases = [
        say("figure|asymmetry|base", p={"p": row.p_adjusted}, base=view.voice.base(row.n))
        for row in table.itertuples()
    ]
    return Beside((say("figure|asymmetry|kind"), say("figure|asymmetry|test")), kinds, bases)


@style.themed
def draw(view: View) -> Figure | None:
    """Two bars a variable: what goes with bad ratings and with good ones, worse to the left."""
    import seaborn as sns

    table = _chosen(view).reset_index(drop=True)
    if table.empty:
        return None
    height = ROW * len(table)
    figure = canvas.sheet(0.3 + height + 0.72)
    beside = _beside(view, table)
    right = GAP + sum(room + GAP for room in beside.rooms())
    axes = canvas.panel(figure, LABEL_ROOM, 0.3, canvas.PAGE_WIDTH - LABEL_ROOM - right, height)
    place = [str(k) for k in range(len(table))]
    for column, colour in (("penalty", style.RED), ("reward", style.GREEN)):
        size = table[column].astype(float)
        sns.barplot(x=size, y=place, color=colour, saturation=1, errorbar=None, width=0.6, ax=axes)
        _interval(axes, table, column)
    if view.engagement.sense(view.main) < 0:
        axes.invert_xaxis()  # the worse end of the outcome stays on the left
    _frame(view, axes)
    _words(axes, table, beside)
    canvas.note(figure, _note(view, table))
    return figure


def _interval(axes, table: pd.DataFrame, column: str) -> None:
    """A thin line over the bar's end, where the step gives the interval."""
    for k, (low, high) in enumerate(zip(table[f"{column}_low"], table[f"{column}_high"],
                                        strict=True)):  # fmt: skip
        if not missing(low) and not missing(high):
            axes.plot([low, high], [k, k], color=style.INK, lw=1.1, zorder=4)


def _frame(view: View, axes) -> None:
    axes.axvline(0, color=style.MUTED, lw=1)
    axes.set(xlabel="", ylabel="")
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(axis="x")
    forest.numbers(axes, forest.Scale(view.voice, "signed"))
    canvas.axis_name(axes, view.voice.say("figure|asymmetry|axis"))


def _words(axes, table: pd.DataFrame, beside: Beside) -> None:
    transform = axes.get_yaxis_transform()
    look = {"transform": transform, "size": style.SMALL}
    kind_at, base_at = (canvas.beside(axes, x) for x in (GAP, 2 * GAP + beside.rooms()[0]))
    for x, head in zip((kind_at, base_at), beside.heads, strict=True):
        canvas.say(axes, x, -0.8, head, color=style.MUTED, **look)
    room = LABEL_ROOM - 0.15
    size = labels.size_for(labels.words_of(table["label"]), room, LABEL_SIZE)
    for k, row in enumerate(table.itertuples()):
        canvas.say(axes, -0.02, k, labels.wrap(row.label, room, size, lines=2), ha="right",
                   transform=transform, size=size, linespacing=0.95)  # fmt: skip
        colour = KINDS.get(row.kind, style.MUTED)
        canvas.say(axes, kind_at, k, beside.kinds[k], color=colour, weight="bold", **look)
        canvas.say(axes, base_at, k, beside.bases[k], color=style.MUTED, **look)


def _note(view: View, table: pd.DataFrame) -> str:
    say, count = view.voice.say, len(table)
    least = say("figure|asymmetry|least", least={"count": int(table["n"].min())})
    tests = say("figure|asymmetry|tests", count, n={"count": count})
    return captions.joined(least, tests, say("figure|asymmetry|named"))


def alt(view: View) -> str:
    """The kinds in words."""
    say, table = view.voice.say, _chosen(view)
    beside, unnamed = _beside(view, table), say("figure|asymmetry|no kind")
    told = [
        say(
            "figure|asymmetry|row",
            name=r.label, kind=beside.kinds[k] or unnamed, base=beside.bases[k],
            penalty={"signed": r.penalty}, reward={"signed": r.reward},
        )
        for k, r in enumerate(table.itertuples())
    ]  # fmt: skip
    return say("figure|asymmetry|alt", rows=captions.rows(told))
