"""The conversion under each stage of the journey map, with its interval and base."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.language import Voice, missing
from cxlib.report import labels, style
from cxlib.report.figures.funnel import judged
from cxlib.report.figures.map_sheet import TINY, Sheet, column_width, runs

HEIGHT, LINE, GAP = 0.56, 0.12, 0.04


@dataclass(frozen=True)
class Rate:
    """A stage's conversion as it is written: in the middle of which columns, with what beneath."""

    first: int
    count: int
    share: str
    ends: str
    base: str


def of(frame: pd.DataFrame, funnel: pd.DataFrame, voice: Voice) -> list[Rate]:
    """The conversions of the stages, left to right, their ends in the room of their columns."""
    by_stage, found = funnel.assign(base=judged(funnel)).set_index("stage"), []
    for stage, first, count in runs(frame["stage"]):
        if stage not in by_stage.index or missing(by_stage.loc[stage, "conversion"]):
            continue
        row = by_stage.loc[stage]
        ends = voice.ends(row["conversion"], row["low"], row["high"], "share")
        ends = labels.wrap(ends, count * column_width(len(frame)) - GAP, TINY, lines=2)
        share, base = voice.share(row["conversion"]), voice.base(row["base"])
        found.append(Rate(first, count, share, ends, base))
    return found


def room(told: list[Rate]) -> float:
    """Height of the band: more where an interval stands in two lines."""
    return HEIGHT + LINE * max((rate.ends.count("\n") for rate in told), default=0)


def draw(sheet: Sheet, told: list[Rate], top: float, height: float) -> None:
    """Under each stage: how many of those who enter it complete it."""
    more = height - HEIGHT
    for rate in told:
        x = sheet.middle(rate.first + (rate.count - 1) / 2)
        sheet.write(x, top + 0.13, rate.share, size=style.TEXT, weight="bold")
        sheet.write(x, top + 0.3 + more / 2, rate.ends, color=style.MUTED, linespacing=1.0)
        sheet.write(x, top + 0.44 + more, rate.base, color=style.MUTED)
