"""The funnel: who enters each stage, who completes it, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LABEL_ROOM, RIGHT_ROOM, GAP = 0.52, 1.7, 2.3, 0.16  # the right one, or as wide as its words
HEAD = "conversion (interval)"


@style.themed
def draw(view: View) -> Figure | None:
    """A bar of those who entered each stage, filled as far as they completed it."""
    import seaborn as sns

    table = view["funnel"].sort_values("position").reset_index(drop=True)
    if table["entered"].notna().sum() == 0:
        return None
    height = ROW * len(table)
    figure = canvas.sheet(0.3 + height + 0.45)
    told = [_told(row) for row in table.assign(base=judged(table)).itertuples()]
    right = max(RIGHT_ROOM, _right_room(told))
    axes = canvas.panel(figure, LABEL_ROOM, 0.3, canvas.PAGE_WIDTH - LABEL_ROOM - right, height)
    place = np.arange(len(table)).astype(str)
    for column, colour in (("entered", style.TINTS[style.BLUE]), ("completed", style.BLUE)):
        sns.barplot(x=table[column].astype(float), y=place, ax=axes, color=colour, saturation=1,
                    errorbar=None, width=0.68)  # fmt: skip
    canvas.bare(axes)
    axes.set(xlabel="", ylabel="")
    _words(axes, table, told)
    what = "Pale: entered the stage. Dark: completed it. "
    base = "n = journeys that entered it and are over or went on."
    canvas.note(figure, f"{what}Brackets: {words.confidence(view.confidence)}. {base}")
    return figure


def judged(table: pd.DataFrame) -> pd.Series:
    """The base of each conversion: those that entered, without those still open there."""
    return table["entered"] - table["open"].fillna(0)


def _told(row) -> tuple[str, str]:
    """The conversion with its interval, and under it what it is based on."""
    if words.missing(row.entered):
        return "", ""
    rate = words.with_interval(row.conversion, row.low, row.high, words.share)
    base = f"{words.count(row.completed)} of {words.base(row.base)}"
    still = "" if words.missing(row.open) or not row.open else f", {words.count(row.open)} open"
    return rate, base + still + (" · low base" if row.base_note == "low base" else "")


def _right_room(told: list[tuple[str, str]]) -> float:
    rates, bases = zip(*told, strict=True)
    return 2 * GAP + max(
        labels.widest(list(rates), style.TEXT, bold=True),
        labels.widest([HEAD, *bases], style.SMALL),
    )


def _words(axes, table, told: list[tuple[str, str]]) -> None:
    left = {"transform": axes.get_yaxis_transform(), "ha": "right"}
    right = {"transform": axes.get_yaxis_transform(), "ha": "left"}
    quiet = {"size": style.SMALL, "color": style.MUTED}
    at, room = canvas.beside(axes, GAP), LABEL_ROOM - 0.15
    size = labels.size_for(labels.words_of(table["stage"]), room)
    canvas.say(axes, at, -0.72, HEAD, **right, **quiet)
    for place, (stage, (rate, base)) in enumerate(zip(table["stage"], told, strict=True)):
        canvas.say(axes, -0.02, place, labels.wrap(stage, room, size, lines=2), size=size, **left)
        if not rate:
            canvas.say(axes, 0.0, place, "too few to show", **quiet)
            continue
        canvas.say(axes, at, place - 0.13, rate, weight="bold", **right)
        canvas.say(axes, at, place + 0.2, base, **right, **quiet)


def alt(view: View) -> str:
    """The funnel in words."""
    table = view["funnel"].sort_values("position")
    told = [
        f"{row.stage} {words.with_interval(row.conversion, row.low, row.high, words.share)}, "
        f"{words.base(row.base)}"
        for row in table.assign(base=judged(table)).dropna(subset=["entered"]).itertuples()
    ]
    return f"Conversion at each stage: {'; '.join(told)}."
