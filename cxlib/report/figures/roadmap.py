"""Who does what, when: the roadmap as a Gantt chart with its dependencies."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, RIGHT_ROOM, GAP, MOST = 0.46, 2.3, 1.6, 0.1, 24
MOST_DATES = 8
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
    _bars(view, axes, table)
    _waits(axes, table)
    _calendar(view, axes)
    canvas.note(figure, _note(view, table))
    return figure


def _note(view: View, table: pd.DataFrame) -> str:
    say, count, more = view.voice.say, len(table), len(view["roadmap"]) - len(table)
    base = say("figure|roadmap|base", count, n={"count": count})
    arrows = say("figure|roadmap|arrows") if table["depends_on"].notna().any() else ""
    left_out = say("figure|roadmap|more", more, n={"count": more}) if more else ""
    return captions.joined(base, arrows, left_out)


def _owner(view: View, row: object) -> str:
    return view.voice.say("figure|roadmap|no owner") if missing(row.owner) else row.owner


def _watched(view: View, row: object) -> str:
    if missing(row.kpi):
        return view.voice.say("figure|roadmap|no kpi")
    return view.voice.say("figure|roadmap|watched", kpi={"kpi": row.kpi})


def _bars(view: View, axes, table: pd.DataFrame) -> None:
    owners = list(dict.fromkeys(_owner(view, row) for row in table.itertuples()))
    for place, row in enumerate(table.itertuples()):
        owner = _owner(view, row)
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
        told, size = labels.fit(_watched(view, row), RIGHT_ROOM - 2 * GAP, style.SMALL, lines=2)
        canvas.say(axes, canvas.beside(axes, GAP), place, told, ha="left", size=size,
                   color=style.MUTED, transform=transform)  # fmt: skip


def _waits(axes, table: pd.DataFrame) -> None:
    at = {name: place for place, name in enumerate(table["initiative"])}
    for row in table.dropna(subset=["depends_on"]).itertuples():
        for before in (part.strip() for part in str(row.depends_on).split(";")):
            if before not in at:
                continue
            origin = table.loc[at[before]]
            rounded = 3 if row.start != origin["end"] else 0  # the same day: there is no corner
            axes.annotate(
                "", (row.start, at[row.initiative] - 0.05), (origin["end"], at[before]),
                arrowprops={"arrowstyle": "->", "color": style.MUTED, "lw": 1,
                            "connectionstyle": f"angle,angleA=0,angleB=90,rad={rounded}"}, zorder=3,
            )  # fmt: skip


def _calendar(view: View, axes) -> None:
    from matplotlib.dates import AutoDateLocator, date2num

    first, last = axes.get_xlim()
    marks = AutoDateLocator(minticks=3, maxticks=MOST_DATES).tick_values(*_days(first, last))
    dates = [day for day in _days(*marks) if first <= date2num(day) <= last]
    texts = _dates(view, dates)
    step = _every(texts, axes)
    axes.set_xticks(date2num(dates[::step]), [labels.letters(text) for text in texts[::step]])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", labelsize=style.SMALL, labelcolor=style.MUTED)
    axes.set_yticks([])
    axes.set_axisbelow(True)
    axes.grid(axis="x")
    for spine in axes.spines.values():
        spine.set_visible(False)


def _days(*numbers: float) -> list[datetime]:
    from matplotlib.dates import num2date

    return [num2date(number) for number in numbers]


def _dates(view: View, dates: list[datetime]) -> list[str]:
    """Dates as an axis has them: months where each is a month's first day."""
    if all(day.day == 1 for day in dates):
        return [view.voice.month(f"{day:%Y-%m}") for day in dates]
    return [view.voice.day(day) for day in dates]


def _every(texts: list[str], axes) -> int:
    """Each how many-th date is written, so that all have room."""
    inches = axes.get_position().width * canvas.PAGE_WIDTH
    room = inches / max(1, len(texts)) / (labels.widest(texts, style.SMALL) + GAP or 1)
    return max(1, math.ceil(1 / room)) if texts else 1


def alt(view: View) -> str:
    """The roadmap in words."""
    told = [
        view.voice.say(
            "figure|roadmap|row",
            initiative=r.initiative,
            owner=_owner(view, r),
            start={"day": r.start},
            end={"day": r.end},
        )
        for r in _dated(view).itertuples()
    ]
    count, rows = len(told), captions.rows(told)
    return view.voice.say("figure|roadmap|alt", count, n={"count": count}, rows=rows)
