"""The funnel: who enters each stage, who completes it, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.findings.small import of_people
from cxlib.language.numbers import missing
from cxlib.release.rules import limit
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, RIGHT_ROOM, GAP = 0.52, 1.7, 2.3, 0.16  # the right one, or as wide as its words


@style.themed
def draw(view: View) -> Figure | None:
    """A bar of all who entered each stage, filled as far as they completed it, with interval.

    Each stage is its own hundred per cent: what enters a stage is told beside it, not by length,
    so that late stages stay legible.
    """
    import seaborn as sns

    table = view["funnel"].sort_values("position").reset_index(drop=True)
    if table["entered"].notna().sum() == 0:
        return None
    height = ROW * len(table)
    figure = canvas.sheet(0.3 + height + 0.45)
    told = [_told(view, row) for row in table.assign(base=judged(table)).itertuples()]
    head = view.voice.say("figure|funnel|head")
    right = max(RIGHT_ROOM, _right_room(head, told))
    axes = canvas.panel(figure, LABEL_ROOM, 0.3, canvas.PAGE_WIDTH - LABEL_ROOM - right, height)
    place = np.arange(len(table)).astype(str)
    shares = table["conversion"].astype(float)
    whole = shares.where(shares.isna(), 1.0)
    for share, colour in ((whole, style.TINTS[style.BLUE]), (shares, style.BLUE)):
        sns.barplot(x=share, y=place, ax=axes, color=colour, saturation=1, errorbar=None,
                    width=0.68)  # fmt: skip
    _intervals(axes, table)
    canvas.bare(axes)
    axes.set(xlabel="", ylabel="", xlim=(0, 1))
    _words(view, axes, table, (head, told))
    canvas.note(figure, _note(view))
    return figure


def _intervals(axes, table: pd.DataFrame) -> None:
    """A thin line over the end of each dark bar."""
    for k, (low, high) in enumerate(zip(table["low"], table["high"], strict=True)):
        if not missing(low) and not missing(high):
            axes.plot([low, high], [k, k], color=style.INK, lw=1.1, zorder=4)


def _note(view: View) -> str:
    say = view.voice.say
    sure = say("figure|funnel|intervals", interval=view.voice.confidence(view.confidence))
    return captions.joined(say("figure|funnel|bars"), sure, say("figure|funnel|base"))


def judged(table: pd.DataFrame) -> pd.Series:
    """The base of each conversion: those that entered, without those still open there."""
    return table["entered"] - table["open"].fillna(0)


def _told(view: View, row: object) -> tuple[str, str]:
    """The conversion with its interval, and under it what it is based on."""
    if missing(row.entered):
        return "", ""
    rate = _scale(view).within(row.conversion, row.low, row.high, row.base)
    slots = {"completed": {"count": row.completed}, "base": view.voice.base(row.base)}
    open_now = 0 if missing(row.open) else int(row.open)
    told = view.voice.say(
        "figure|funnel|row open" if open_now else "figure|funnel|row",
        **slots, open=of_people({"count": open_now}, limit(view.policy)),
    )  # fmt: skip
    low = row.base_note == "low base"
    return rate, view.voice.say("figure|funnel|low base", told=told) if low else told


def _scale(view: View) -> forest.Scale:
    return forest.Scale(view.voice, "share")


def _right_room(head: str, told: list[tuple[str, str]]) -> float:
    rates, bases = zip(*told, strict=True)
    return 2 * GAP + max(
        labels.widest(list(rates), style.TEXT, bold=True),
        labels.widest([head, *bases], style.SMALL),
    )


def _words(view: View, axes, table, beside: tuple[str, list[tuple[str, str]]]) -> None:
    left = {"transform": axes.get_yaxis_transform(), "ha": "right"}
    right = {"transform": axes.get_yaxis_transform(), "ha": "left"}
    quiet = {"size": style.SMALL, "color": style.MUTED}
    at, room = canvas.beside(axes, GAP), LABEL_ROOM - 0.15
    size = labels.size_for(labels.words_of(table["stage"]), room)
    head, told = beside
    canvas.say(axes, at, -0.72, head, **right, **quiet)
    for place, (stage, (rate, base)) in enumerate(zip(table["stage"], told, strict=True)):
        canvas.say(axes, -0.02, place, labels.wrap(stage, room, size, lines=2), size=size, **left)
        if not rate:
            canvas.say(axes, 0.0, place, view.voice.say("figure|forest|too few"), **quiet)
            continue
        canvas.say(axes, at, place - 0.13, rate, weight="bold", **right)
        canvas.say(axes, at, place + 0.2, base, **right, **quiet)


def alt(view: View) -> str:
    """The funnel in words."""
    table, scale = view["funnel"].sort_values("position"), _scale(view)
    told = [
        captions.row(view, r.stage, scale.within(r.conversion, r.low, r.high, r.base), r.base)
        for r in table.assign(base=judged(table)).dropna(subset=["entered"]).itertuples()
    ]
    return view.voice.say("figure|funnel|alt", rows=captions.rows(told))
