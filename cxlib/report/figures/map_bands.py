"""The bands of the journey map, top to bottom: each draws itself and says how high it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.language import MISSING, Voice, missing
from cxlib.report import canvas, labels, style
from cxlib.report.figures import map_cells as cells
from cxlib.report.figures.map_columns import channels
from cxlib.report.figures.map_sheet import LEFT, TINY, Sheet, runs
from cxlib.report.figures.scale import Scale, tick_texts
from cxlib.report.figures.scores import UNITS

STAGE, VOLUME, CURVE, OWNER, MARKS = 0.4, 0.86, 2.25, 0.5, 0.42
CHANNEL, ROTATED, NAMES = 0.2, 1.5, 0.6
CHANNEL_HEAD = 0.24  # its name stands above the channels', which then have the margin's width
MOST_LINES, STAGE_LINES = 3, 2
GAP = 0.04
ARROW = 0.12  # what the tips of a stage's arrow take from its text's room


def stage_room(frame: pd.DataFrame, column: float) -> float:
    """Height of the band of stages."""
    each = [(stage, count * column - ARROW) for stage, _, count in runs(frame["stage"])]
    return cells.height(each, STAGE, STAGE_LINES, bold=True)


def stages(sheet: Sheet, frame: pd.DataFrame, top: float, height: float = STAGE) -> None:
    """The stages as arrows that lead from one to the next."""
    from matplotlib.patches import Polygon

    for k, (stage, first, count) in enumerate(runs(frame["stage"])):
        left = sheet.middle(first) - sheet.column / 2
        right, tip = left + count * sheet.column - GAP, 0.09
        low, mid = top + height, top + height / 2
        corners = [(left, top), (right, top), (right + tip, mid), (right, low), (left, low)]
        corners += [(left + tip, mid)] if k else []
        sheet.axes.add_patch(Polygon(corners, closed=True, fc=style.INK, ec=style.PAPER, zorder=2))
        room, size = count * sheet.column - ARROW, style.TEXT if count > 1 else TINY
        text, how = cells.placed(stage, room, height, size, STAGE_LINES, bold=True)
        middle = (left + right + 1.5 * tip) / 2
        sheet.write(middle, mid, text, color=style.PAPER, weight="bold", linespacing=1.0, **how)


def name_room(frame: pd.DataFrame, column: float) -> float:
    """Height of the band of names: they are turned where a word is wider than its column."""
    pieces = labels.words_of(frame["touchpoint"])
    if labels.widest(pieces, TINY, bold=True) <= column - 0.05:
        return NAMES
    longest = labels.widest(pieces, style.SMALL, bold=True) + GAP + 2 * cells.PAD
    return min(cells.TALLEST, max(ROTATED, longest))


def names(sheet: Sheet, frame: pd.DataFrame, top: float, height: float) -> None:
    """The touchpoints, in their stage's tinted cell."""
    turned = height > NAMES
    room = height - 0.12 if turned else sheet.column - 0.05
    pieces = labels.words_of(frame["touchpoint"])
    size = labels.size_for(pieces, room, style.SMALL if turned else TINY, bold=True)
    most = cells.lines_of(sheet.column - 2 * GAP, style.SMALL) if turned else MOST_LINES
    for k, name in enumerate(frame["touchpoint"]):
        left = sheet.middle(k) - sheet.column / 2
        sheet.box(left, top, sheet.column - GAP, height - GAP, "#eef2f6")
        text = labels.wrap(name, room, size, lines=min(MOST_LINES, most), bold=True)
        sheet.write(
            sheet.middle(k) - GAP / 2, top + (height - GAP) / 2, text, weight="bold",
            size=size, rotation=90 if turned else 0, linespacing=cells.LINE,
        )  # fmt: skip


def channel_dots(sheet: Sheet, frame: pd.DataFrame, top: float) -> None:
    """A row per channel, a dot where the touchpoint is reached through it."""
    for row, channel in enumerate(channels(frame)):
        y = top + CHANNEL_HEAD + (row + 0.5) * CHANNEL
        text = labels.wrap(channel, LEFT - 0.1, TINY, lines=1)
        canvas.say(
            sheet.axes, sheet.middle(-0.5) - 0.05, y, text, size=TINY, color=style.MUTED, ha="right"
        )
        used = [k for k, here in enumerate(frame["channels"]) if channel in here]
        sheet.axes.plot([sheet.middle(0), sheet.middle(len(frame) - 1)], [y, y],
                        color=style.RULE, lw=0.6, zorder=1)  # fmt: skip
        sheet.axes.plot([sheet.middle(k) for k in used], [y] * len(used), "o", ms=5,
                        color=style.SKY, zorder=2)  # fmt: skip


def volumes(sheet: Sheet, frame: pd.DataFrame, top: float) -> None:
    """Customers at each touchpoint, as bars with their numbers."""
    seen = frame["customers"].to_numpy(dtype=float, na_value=np.nan)
    most, floor, room = np.nanmax(seen), top + VOLUME - 0.06, VOLUME - 0.3
    for k, count in enumerate(seen):
        if np.isnan(count):
            sheet.write(sheet.middle(k), floor - 0.07, MISSING, color=style.FAINT)
            continue
        tall = room * count / most if most else 0
        sheet.box(sheet.middle(k) - 0.3 * sheet.column, floor - tall, 0.6 * sheet.column, tall,
                  "#b9c7d6")  # fmt: skip
        sheet.write(sheet.middle(k), floor - tall - 0.09, sheet.voice.count(count))


def curve(sheet: Sheet, frame: pd.DataFrame, top: float) -> None:
    """The experience: a score with interval per touchpoint, joined along the walk, n below.

    Better is up, also where less is better.
    """
    known = frame.dropna(subset=["score"])
    shown = Scale(sheet.voice, UNITS.get(known["metric"].iloc[0], "number"))
    ends = known[["score", "low", "high"]].to_numpy(dtype=float, na_value=np.nan)
    least, most = np.nanmin(ends), np.nanmax(ends)
    ceiling, floor = top + 0.22, top + CURVE - 0.38
    if known["sense"].iloc[0] < 0:
        ceiling, floor = floor, ceiling
    span = (most - least) or 1.0

    def at(value: float) -> float:
        return floor - (value - least) / span * (floor - ceiling)

    levels = _levels(least, most)
    for value, told in zip(levels, tick_texts(levels, shown), strict=True):
        y = at(value)
        sheet.axes.plot([sheet.middle(-0.5), sheet.middle(len(frame) - 0.5)], [y, y],
                        color=style.RULE, lw=0.6, zorder=0)  # fmt: skip
        canvas.say(sheet.axes, sheet.middle(-0.5) - 0.05, y, told, size=TINY,
                   color=style.MUTED, ha="right")  # fmt: skip
    places = [sheet.middle(k) for k in known.index]
    sheet.axes.plot(places, [at(v) for v in known["score"]], color=style.FAINT, lw=1.4, zorder=2)
    for k, row in known.iterrows():
        _dot(sheet, sheet.middle(k), row, at, shown)
        sheet.write(
            sheet.middle(k), top + CURVE - 0.1, sheet.voice.count(row["n"]), color=style.MUTED
        )
    head = sheet.voice.say("figure|forest|n")
    canvas.say(sheet.axes, sheet.middle(-0.5) - 0.05, top + CURVE - 0.1, head, size=TINY,
               color=style.MUTED, ha="right")  # fmt: skip


def _levels(least: float, most: float) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    places = MaxNLocator(nbins=4, steps=[1, 2, 5, 10]).tick_values(least, most)
    return [float(p) for p in places if least <= p <= most]


def _dot(sheet: Sheet, x: float, row: pd.Series, at, shown) -> None:
    colour, mark = style.MOMENTS.get(row["moment"], (style.BLUE, "o"))
    filled = style.PAPER if row["base_note"] == "low base" else colour
    if not missing(row["low"]):
        sheet.axes.plot([x, x], [at(row["low"]), at(row["high"])], color=colour, lw=3.2,
                        alpha=0.35, solid_capstyle="butt", zorder=3)  # fmt: skip
    size = {"*": 12, "v": 8.5, "D": 7.5}.get(mark, 6.5)
    sheet.axes.plot(x, at(row["score"]), mark, ms=size, mfc=filled, mec=colour, mew=1.4, zorder=5)
    behind = {"fc": style.PAPER, "ec": "none", "pad": 0.6, "alpha": 0.75}
    told = shown.within(row["score"], None, None)
    canvas.say(sheet.axes, x + 0.09, at(row["score"]), told, size=TINY, ha="left", weight="bold",
               zorder=6, bbox=behind)  # fmt: skip


def marks(sheet: Sheet, frame: pd.DataFrame, top: float) -> None:
    """Numbered pains and the signs of the moments, told in full at the foot of the sheet."""
    for k, (pain, moment) in enumerate(zip(frame["pain"], frame["moment"], strict=True)):
        x, y = sheet.middle(k), top + MARKS / 2
        both = 0.12 if not missing(pain) and moment in style.MOMENTS else 0.0
        if not missing(pain):
            pain_badge(sheet, x - both, y, int(pain))
        if moment in style.MOMENTS:
            moment_badge(sheet, x + both, y, moment)


def pain_badge(sheet: Sheet, x: float, y: float, number: int) -> None:
    """A red disc with the pain's number."""
    sheet.axes.plot(x, y, "o", ms=12, mfc=style.RED, mec=style.PAPER, zorder=4)
    sheet.write(x, y + 0.005, str(number), color=style.PAPER, weight="bold", zorder=5)


def moment_badge(sheet: Sheet, x: float, y: float, moment: str) -> None:
    """The sign of a moment: a form and a colour."""
    colour, mark = style.MOMENTS[moment]
    sheet.axes.plot(x, y, mark, ms=13 if mark == "*" else 9, mfc=colour, mec=colour, zorder=4)


def owner_room(frame: pd.DataFrame, column: float, voice: Voice) -> float:
    """Height of the band of owners."""
    nobody = voice.say("figure|map|nobody")
    each = [(owner or nobody, count * column - 2 * GAP) for owner, _, count in runs(frame["owner"])]
    return cells.height(each, OWNER, MOST_LINES)


def owners(sheet: Sheet, frame: pd.DataFrame, top: float, height: float = OWNER) -> None:
    """Who owns each touchpoint; neighbours of one owner share a cell."""
    nobody = sheet.voice.say("figure|map|nobody")
    for owner, first, count in runs(frame["owner"]):
        left = sheet.middle(first) - sheet.column / 2
        sheet.box(left, top, count * sheet.column - GAP, height - GAP, style.TINTS[style.ORANGE]
                  if owner else "#f6f7f9")  # fmt: skip
        room = count * sheet.column - 2 * GAP
        text, how = cells.placed(owner or nobody, room, height, TINY, MOST_LINES)
        colour = style.INK if owner else style.RED
        sheet.write(left + (count * sheet.column - GAP) / 2, top + (height - GAP) / 2, text,
                    color=colour, linespacing=cells.LINE, **how)  # fmt: skip
