"""The journey map on one page: stages across; what happens, how it feels, who owns it, below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import map_bands as bands
from cxlib.report.figures.map_columns import channels, columns, pains
from cxlib.report.figures.map_sheet import FEWEST, LEFT, RIGHT, WIDTH, Sheet, blank
from cxlib.report.figures.moments import MONEY, stake

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEGEND_ROW, LEGEND_HEAD = 0.34, 0.34
MOST_MOMENTS = 6
NOTE = 0.3


@style.themed
def draw(view: View) -> Figure | None:
    """The map; None where there is no touchpoint. Bands without data are left out."""
    frame = columns(view)
    if frame.empty:
        return None
    hurts, moments = pains(view, frame["touchpoint"].tolist()), _moments(view)
    plan = _plan(view, frame, len(hurts) + len(moments))
    foot = LEGEND_HEAD + LEGEND_ROW * max(len(hurts), len(moments), 1)
    foot = foot if len(hurts) + len(moments) else 0.1
    sheet = blank(sum(height for _, height in plan) + foot + NOTE + 0.1, len(frame))
    top = _bands(sheet, view, frame, plan)
    if len(hurts) + len(moments):
        _legend(sheet, view, hurts, moments, top)
    canvas.note(sheet.axes.figure, _note(view, frame), left=0.04)
    return sheet.axes.figure


def _plan(view: View, frame: pd.DataFrame, marks: int) -> list[tuple[str, float]]:
    """The bands this data can carry, with their heights."""
    column = (WIDTH - LEFT - RIGHT) / max(len(frame), FEWEST)
    told = view["funnel"]["stage"].isin(frame["stage"]) & view["funnel"]["conversion"].notna()
    wanted = [
        ("Stage", bands.stage_room(frame, column) + 0.08, True),
        ("Conversion", bands.CONVERSION, told.any()),
        ("Touchpoint", bands.name_room(frame, column) + 0.04, True),
        ("Channel", bands.CHANNEL * len(channels(frame)) + 0.32, bool(channels(frame))),
        ("Customers", bands.VOLUME, frame["customers"].notna().any()),
        ("Experience", bands.CURVE, frame["score"].notna().any()),
        ("Pains and moments", bands.MARKS, marks > 0),
        ("Owner", bands.owner_room(frame, column) + 0.06, frame["owner"].notna().any()),
    ]
    return [(name, height) for name, height, there in wanted if there]


def _bands(sheet: Sheet, view: View, frame: pd.DataFrame, plan: list[tuple[str, float]]) -> float:
    top = 0.06
    for name, height in plan:
        sheet.head(top + (0.16 if name == "Channel" else height / 2), name)
        _band(sheet, view, frame, name, top, height)
        top += height
        if name not in ("Stage", "Touchpoint", "Conversion"):
            sheet.line(top - 0.02)
    return top


def _band(
    sheet: Sheet, view: View, frame: pd.DataFrame, name: str, top: float, height: float
) -> None:
    draws = {
        "Stage": lambda: bands.stages(sheet, frame, top, height - 0.08),
        "Conversion": lambda: bands.conversion(sheet, frame, view["funnel"], top),
        "Touchpoint": lambda: bands.names(sheet, frame, top, height - 0.04),
        "Channel": lambda: bands.channel_dots(sheet, frame, top),
        "Customers": lambda: bands.volumes(sheet, frame, top),
        "Experience": lambda: bands.curve(sheet, frame, top),
        "Pains and moments": lambda: bands.marks(sheet, frame, top),
        "Owner": lambda: bands.owners(sheet, frame, top + 0.03, height - 0.06),
    }
    draws[name]()


def _moments(view: View) -> pd.DataFrame:
    return view["moments"].sort_values("rank").head(MOST_MOMENTS).reset_index(drop=True)


def _legend(sheet: Sheet, view: View, hurts: pd.DataFrame, moments: pd.DataFrame, top: float):
    half = WIDTH / 2
    for left, title, there in (
        (0.04, "Pains", len(hurts)),
        (half, "Moments that matter", len(moments)),
    ):
        if there:
            canvas.say(sheet.axes, left, top + 0.16, title, size=style.TEXT, weight="bold")
    for k, pain in enumerate(hurts.itertuples()):
        y = top + LEGEND_HEAD + (k + 0.5) * LEGEND_ROW
        bands.pain_badge(sheet, 0.16, y, pain.number)
        _entry(sheet, 0.34, y, half - 0.6, pain.touchpoint, pain_words(view, pain))
    for k, moment in moments.iterrows():
        y = top + LEGEND_HEAD + (k + 0.5) * LEGEND_ROW
        if moment["moment"] in style.MOMENTS:
            bands.moment_badge(sheet, half + 0.12, y, moment["moment"])
        _entry(sheet, half + 0.3, y, half - 0.55, moment["touchpoint"], moment_words(view, moment))


def _entry(sheet: Sheet, x: float, y: float, room: float, name: str, told: str) -> None:
    """A name in bold, what is told of it beneath."""
    named, size = labels.fit(name, room, style.SMALL, lines=1, bold=True)
    canvas.say(sheet.axes, x, y - 0.075, named, size=size, weight="bold", ha="left")
    line, size = labels.fit(told, room, style.SMALL, lines=1)
    canvas.say(sheet.axes, x, y + 0.075, line, size=size, ha="left", color=style.MUTED)


def pain_words(view: View, pain) -> str:
    """One pain in one line, in the customers' redacted words where the policy allows them."""
    row = pain.row
    if pain.kind == "breakdown":
        effect = words.with_interval(row.effect, row.low, row.high, words.points)
        return f"breaks journeys down: completion {effect}, {words.base(row.n)}"
    effect = words.with_interval(row.effect_on_rating, row.low, row.high, words.signed)
    voiced = view.policy.comments_in_report and not words.missing(row.example)
    quote = f" (“{row.example}”)" if voiced else ""
    low = ", low base" if row.base_note == "low base" else ""
    return f"“{row.theme}”{quote}: rating {effect}, {words.base(row.n)}{low}"


def moment_words(view: View, moment: pd.Series) -> str:
    """One moment in one line: its kind, what is at stake, how it is known."""
    columns_ = stake(view)
    shown = view.money if columns_ is MONEY else words.count
    value = words.with_interval(*(moment[c] for c in columns_), shown)
    unit = "a year" if columns_ is MONEY else "customers a year"
    at_stake = "" if value == words.MISSING else f"at stake {value} {unit}, "
    return f"{moment['moment']}: {at_stake}evidence {moment['grade']}, {words.base(moment['n'])}"


def _note(view: View, frame: pd.DataFrame) -> str:
    known = frame.dropna(subset=["score"])
    parts = []
    if len(known):
        what = known["what"].iloc[0]
        parts.append(f"Experience: {what}; bars: {words.confidence(view.confidence)}; n = answers.")
    if (frame["base_note"] == "low base").any():
        parts.append(f"Hollow: low base, fewer than {view.policy.reliability_n}.")
    hidden = len(view["moments"]) - MOST_MOMENTS
    if hidden > 0:
        parts.append(f"{hidden} more moments are told in the diagnosis.")
    total = len(view["touchpoint_map"])
    if total > len(frame):
        parts.append(
            f"{len(frame)} of {total} touchpoints: the most used, of each stage at least one."
        )
    return " ".join(parts) or "No scores were supplied per touchpoint."


def alt(view: View) -> str:
    """The map in words."""
    frame = columns(view)
    stages = words.listed(list(dict.fromkeys(frame["stage"])), most=8)
    text = [f"Journey map of {len(frame)} touchpoints in the stages {stages}."]
    hurts = pains(view, frame["touchpoint"].tolist())
    text += [f"Pain at {p.touchpoint}: {pain_words(view, p)}." for p in hurts.itertuples()]
    text += [
        f"Moment at {moment['touchpoint']}, {moment_words(view, moment)}."
        for _, moment in _moments(view).iterrows()
    ]
    return " ".join(text)
