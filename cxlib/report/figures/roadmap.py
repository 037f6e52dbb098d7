"""Who does what, when: the roadmap as a Gantt chart with its dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, RIGHT_ROOM, GAP, MOST = 0.46, 2.3, 1.6, 0.1, 24
SPELL = pd.Timedelta(days=7)  # a bar shorter than a week would not be seen


def _dated(view: View) -> pd.DataFrame:
    table = view["roadmap"].dropna(subset=["start"])
    end = table["end"].fillna(table["start"])
    end = end.where(end > table["start"] + SPELL, table["start"] + SPELL)
    dated = table.assign(end=end).sort_values(["start", "end", "initiative"], kind="stable")
    return dated.head(MOST).reset_index(drop=True)


@style.themed
def draw(view: View) -> Figure | None:
    """A bar per initiative, coloured by owner; arrows lead from what it waits for."""
    table = _dated(view)
    if table.empty:
        return None
    height = ROW * len(table)
    figure = canvas.sheet(0.35 + height + 0.45)
    axes = canvas.panel(
        figure, LABEL_ROOM, 0.35, canvas.PAGE_WIDTH - LABEL_ROOM - RIGHT_ROOM, height
    )
    axes.set_ylim(len(table) - 0.5, -0.5)
    span = table["end"].max() - table["start"].min()
    axes.set_xlim(table["start"].min() - 0.02 * span, table["end"].max() + 0.02 * span)
    _bars(axes, table)
    _waits(axes, table)
    _calendar(axes)
    left_out = len(view["roadmap"]) - len(table)
    more = f" {left_out} more are in the workbook." if left_out else ""
    canvas.note(figure, f"n = {len(table)} initiatives; arrows: waits for.{more}")
    return figure


def _bars(axes, table: pd.DataFrame) -> None:
    owners = list(dict.fromkeys(table["owner"].fillna("no owner")))
    for place, row in enumerate(table.itertuples()):
        owner = "no owner" if words.missing(row.owner) else row.owner
        colour = style.SERIES[owners.index(owner) % len(style.SERIES)]
        axes.barh(place, row.end - row.start, left=row.start, height=0.42, color=colour, zorder=2)
        transform = axes.get_yaxis_transform()
        room = LABEL_ROOM - 0.15
        name, size = labels.fit(row.initiative, room, style.SMALL, lines=1, bold=True)
        canvas.say(axes, -0.02, place - 0.14, name, ha="right", size=size, weight="bold",
                   transform=transform)  # fmt: skip
        who, size = labels.fit(owner, room, style.SMALL, lines=1)
        canvas.say(axes, -0.02, place + 0.2, who, ha="right", size=size, color=colour,
                   transform=transform)  # fmt: skip
        watched = "no KPI" if words.missing(row.kpi) else f"watched: {row.kpi}"
        told, size = labels.fit(watched, RIGHT_ROOM - 2 * GAP, style.SMALL, lines=2)
        canvas.say(axes, canvas.beside(axes, GAP), place, told, ha="left", size=size,
                   color=style.MUTED, transform=transform)  # fmt: skip


def _waits(axes, table: pd.DataFrame) -> None:
    at = {name: place for place, name in enumerate(table["initiative"])}
    for row in table.dropna(subset=["depends_on"]).itertuples():
        for before in (part.strip() for part in str(row.depends_on).split(";")):
            if before not in at:
                continue
            origin = table.loc[at[before]]
            axes.annotate(
                "", (row.start, at[row.initiative] - 0.05), (origin["end"], at[before]),
                arrowprops={"arrowstyle": "->", "color": style.MUTED, "lw": 1,
                            "connectionstyle": "angle,angleA=0,angleB=90,rad=3"}, zorder=3,
            )  # fmt: skip


def _calendar(axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.xaxis.tick_top()
    axes.xaxis.get_offset_text().set_size(style.SMALL)
    axes.tick_params(axis="x", labelsize=style.SMALL, labelcolor=style.MUTED)
    axes.set_yticks([])
    axes.set_axisbelow(True)
    axes.grid(axis="x")
    for spine in axes.spines.values():
        spine.set_visible(False)


def alt(view: View) -> str:
    """The roadmap in words."""
    told = [
        f"{r.initiative} ({'no owner' if words.missing(r.owner) else r.owner}) from "
        f"{words.day(r.start)} to {words.day(r.end)}"
        for r in _dated(view).itertuples()
    ]
    return f"Roadmap of {len(told)} initiatives: {'; '.join(told)}."
