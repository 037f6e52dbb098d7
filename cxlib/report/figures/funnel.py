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

ROW, LABEL_ROOM, RIGHT_ROOM = 0.52, 1.7, 2.3


@style.themed
def draw(view: View) -> Figure | None:
    """A bar of those who entered each stage, filled as far as they completed it."""
    import seaborn as sns

    table = view["funnel"].sort_values("position").reset_index(drop=True)
    if table["entered"].notna().sum() == 0:
        return None
    height = ROW * len(table)
    figure = canvas.sheet(0.3 + height + 0.45)
    axes = canvas.panel(
        figure, LABEL_ROOM, 0.3, canvas.PAGE_WIDTH - LABEL_ROOM - RIGHT_ROOM, height
    )
    place = np.arange(len(table)).astype(str)
    for column, colour in (("entered", style.TINTS[style.BLUE]), ("completed", style.BLUE)):
        sns.barplot(x=table[column].astype(float), y=place, ax=axes, color=colour, saturation=1,
                    errorbar=None, width=0.68)  # fmt: skip
    canvas.bare(axes)
    axes.set(xlabel="", ylabel="")
    _words(axes, table)
    what = "Pale: entered the stage. Dark: completed it. "
    base = "n = journeys that entered it and are over or went on."
    canvas.note(figure, f"{what}Brackets: {words.confidence(view.confidence)}. {base}")
    return figure


def judged(table: pd.DataFrame) -> pd.Series:
    """The base of each conversion: those that entered, without those still open there."""
    return table["entered"] - table["open"].fillna(0)


def _words(axes, table) -> None:
    left = {"transform": axes.get_yaxis_transform(), "ha": "right"}
    right = {"transform": axes.get_yaxis_transform(), "ha": "left"}
    quiet = {"size": style.SMALL, "color": style.MUTED}
    canvas.say(axes, 1.03, -0.72, "conversion (interval)", **right, **quiet)
    for place, row in enumerate(table.assign(base=judged(table)).itertuples()):
        stage = labels.wrap(row.stage, LABEL_ROOM - 0.15, lines=2)
        canvas.say(axes, -0.02, place, stage, **left)
        if words.missing(row.entered):
            canvas.say(axes, 0.0, place, "too few to show", style="italic", **quiet)
            continue
        rate = words.with_interval(row.conversion, row.low, row.high, words.share)
        canvas.say(axes, 1.03, place - 0.13, rate, weight="bold", **right)
        base = f"{words.count(row.completed)} of {words.base(row.base)}"
        still = "" if words.missing(row.open) or not row.open else f", {words.count(row.open)} open"
        low = " · low base" if row.base_note == "low base" else ""
        canvas.say(axes, 1.03, place + 0.2, base + still + low, **right, **quiet)


def alt(view: View) -> str:
    """The funnel in words."""
    table = view["funnel"].sort_values("position")
    told = [
        f"{row.stage} {words.with_interval(row.conversion, row.low, row.high, words.share)}, "
        f"{words.base(row.base)}"
        for row in table.assign(base=judged(table)).dropna(subset=["entered"]).itertuples()
    ]
    return f"Conversion at each stage: {'; '.join(told)}."
