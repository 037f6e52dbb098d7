"""Basic, performance, excitement: what falling short costs and what excelling earns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, GAP, MOST = 0.36, 2.3, 0.16, 16
LABEL_SIZE = style.SMALL + 0.5
HEADS = ("kind", "test, n")
KINDS = {"basic": style.RED, "excitement": style.GREEN, "performance": style.BLUE}


def _chosen(view: View) -> pd.DataFrame:
    table = view["asymmetry"].dropna(subset=["penalty", "reward"])
    table = table[table["outcome"].isna() | table["outcome"].eq(view.main)]
    reach = table[["penalty", "reward"]].astype(float).abs().max(axis=1)
    table = table.assign(label=table["variable"].map(view.variable_label), reach=reach)
    return table.sort_values("reach", ascending=False, kind="stable").head(MOST)


@style.themed
def draw(view: View) -> Figure | None:
    """Two bars a variable: the penalty of low answers and the reward of high ones."""
    import seaborn as sns

    table = _chosen(view).reset_index(drop=True)
    if table.empty:
        return None
    height = ROW * len(table)
    figure = canvas.sheet(0.3 + height + 0.72)
    right = GAP + sum(room + GAP for room in _rooms(table))
    axes = canvas.panel(figure, LABEL_ROOM, 0.3, canvas.PAGE_WIDTH - LABEL_ROOM - right, height)
    place = [str(k) for k in range(len(table))]
    for column, colour in (("penalty", style.RED), ("reward", style.GREEN)):
        # the penalty is what low answers take away, whichever sign the step wrote it with
        size = table[column].astype(float)
        size = -size.abs() if column == "penalty" else size
        sns.barplot(x=size, y=place, color=colour, saturation=1, errorbar=None, width=0.6, ax=axes)
        _interval(axes, table, column)
    _frame(axes)
    _words(axes, table)
    canvas.note(figure, f"{_note(table)} Kinds are named only where the difference is tested.")
    return figure


def _interval(axes, table: pd.DataFrame, column: str) -> None:
    """A thin line over the bar's end, where the step gives the interval."""
    for k, (low, high) in enumerate(zip(table[f"{column}_low"], table[f"{column}_high"],
                                        strict=True)):  # fmt: skip
        if not words.missing(low) and not words.missing(high):
            flip = -1 if column == "penalty" and table[column][k] > 0 else 1
            axes.plot([flip * low, flip * high], [k, k], color=style.INK, lw=1.1, zorder=4)


def _frame(axes) -> None:
    axes.axvline(0, color=style.MUTED, lw=1)
    axes.set(xlabel="", ylabel="")
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(axis="x")
    forest.numbers(axes, forest.Scale("", words.signed))
    canvas.axis_name(axes, "change of the outcome: low answers (left), high answers (right)")


def _base(row) -> str:
    return f"{words.p_value(row.p_adjusted)}, {words.base(row.n)}"


def _rooms(table: pd.DataFrame) -> list[float]:
    """Widths of the two columns right of the bars."""
    kinds, bases = table["kind"].fillna(""), [_base(row) for row in table.itertuples()]
    return [
        max(
            labels.widest(list(kinds), style.SMALL, bold=True), labels.width(HEADS[0], style.SMALL)
        ),
        labels.widest([HEADS[1], *bases], style.SMALL),
    ]


def _words(axes, table: pd.DataFrame) -> None:
    transform = axes.get_yaxis_transform()
    look = {"transform": transform, "size": style.SMALL}
    kind_at, base_at = (canvas.beside(axes, x) for x in (GAP, 2 * GAP + _rooms(table)[0]))
    for x, head in zip((kind_at, base_at), HEADS, strict=True):
        canvas.say(axes, x, -0.8, head, color=style.MUTED, **look)
    room = LABEL_ROOM - 0.15
    size = labels.size_for(labels.words_of(table["label"]), room, LABEL_SIZE)
    for k, row in enumerate(table.itertuples()):
        canvas.say(axes, -0.02, k, labels.wrap(row.label, room, size, lines=2), ha="right",
                   transform=transform, size=size, linespacing=0.95)  # fmt: skip
        colour = KINDS.get(row.kind, style.MUTED)
        canvas.say(axes, kind_at, k, row.kind, color=colour, weight="bold", **look)
        canvas.say(axes, base_at, k, _base(row), color=style.MUTED, **look)


def _note(table: pd.DataFrame) -> str:
    return (
        f"n = {words.count(table['n'].min())} answers or more; p adjusted for {len(table)} tests."
    )


def alt(view: View) -> str:
    """The kinds in words."""
    told = [
        f"{r.label} {r.kind}: penalty {words.signed(r.penalty)}, reward {words.signed(r.reward)}, "
        f"{words.p_value(r.p_adjusted)}, {words.base(r.n)}"
        for r in _chosen(view).itertuples()
    ]
    return f"What low answers cost and high answers earn. {'; '.join(told)}."
