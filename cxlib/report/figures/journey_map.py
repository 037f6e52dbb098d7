"""The journey map on one page: stages across; what happens, how it feels, who owns it, below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.findings import spans
from cxlib.findings.order import ranked
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions
from cxlib.report.figures import map_bands as bands
from cxlib.report.figures import map_rates as rates
from cxlib.report.figures.map_columns import channels, columns, pains
from cxlib.report.figures.map_sheet import WIDTH, Sheet, blank, column_width
from cxlib.report.figures.moments import MONEY, stake
from cxlib.report.figures.scale import Scale

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEGEND_ROW, LEGEND_HEAD = 0.34, 0.34
MOST_MOMENTS, MOST_STAGES = 6, 8
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
    sheet = blank(sum(height for _, height in plan) + foot + NOTE + 0.1, len(frame), view.voice)
    top = _bands(sheet, view, frame, plan)
    if len(hurts) + len(moments):
        _legend(sheet, view, hurts, moments, top)
    canvas.note(sheet.axes.figure, _note(view, frame), left=0.04)
    return sheet.axes.figure


def _plan(view: View, frame: pd.DataFrame, marks: int) -> list[tuple[str, float]]:
    """The bands this data can carry, with their heights."""
    column, told = column_width(len(frame)), rates.of(frame, view["funnel"], view.voice)
    wanted = [
        ("stage", bands.stage_room(frame, column) + 0.08, True),
        ("conversion", rates.room(told), bool(told)),
        ("touchpoint", bands.name_room(frame, column) + 0.04, True),
        ("channel", bands.CHANNEL * len(channels(frame)) + 0.32, bool(channels(frame))),
        ("customers", bands.VOLUME, frame["customers"].notna().any()),
        ("experience", bands.CURVE, frame["score"].notna().any()),
        ("marks", bands.MARKS, marks > 0),
        ("owner", bands.owner_room(frame, column, view.voice) + 0.06, frame["owner"].notna().any()),
    ]
    return [(name, height) for name, height, there in wanted if there]


def _bands(sheet: Sheet, view: View, frame: pd.DataFrame, plan: list[tuple[str, float]]) -> float:
    top = 0.06
    for name, height in plan:
        told = view.voice.say(f"figure|map|{name}")
        sheet.head(top + (0.16 if name == "channel" else height / 2), told)
        _band(sheet, view, frame, name, top, height)
        top += height
        if name not in ("stage", "touchpoint", "conversion"):
            sheet.line(top - 0.02)
    return top


def _band(
    sheet: Sheet, view: View, frame: pd.DataFrame, name: str, top: float, height: float
) -> None:
    told = rates.of(frame, view["funnel"], view.voice)
    draws = {
        "stage": lambda: bands.stages(sheet, frame, top, height - 0.08),
        "conversion": lambda: rates.draw(sheet, told, top, height),
        "touchpoint": lambda: bands.names(sheet, frame, top, height - 0.04),
        "channel": lambda: bands.channel_dots(sheet, frame, top),
        "customers": lambda: bands.volumes(sheet, frame, top),
        "experience": lambda: bands.curve(sheet, frame, top),
        "marks": lambda: bands.marks(sheet, frame, top),
        "owner": lambda: bands.owners(sheet, frame, top + 0.03, height - 0.06),
    }
    draws[name]()


def _moments(view: View) -> pd.DataFrame:
    table = ranked(view, "moments", view["moments"].sort_values("rank"))
    return table.head(MOST_MOMENTS).reset_index(drop=True)


def _legend(sheet: Sheet, view: View, hurts: pd.DataFrame, moments: pd.DataFrame, top: float):
    half = WIDTH / 2
    for left, what, there in ((0.04, "pains", len(hurts)), (half, "moments", len(moments))):
        if there:
            title = view.voice.say(f"figure|map|{what}")
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
    row, say = pain.row, view.voice.say
    if pain.kind == "breakdown":
        effect = Scale(view.voice, "points").spoken(row.effect, row.low, row.high)
        return say("figure|map|breakdown", effect=effect, base=_base(view, row.n, "journeys"))
    base = _base(view, row.n, "comments")
    effect = Scale(view.voice, "signed").within(row.effect_on_rating, row.low, row.high)
    voiced = view.policy.comments_in_report and not missing(row.example)
    told = say(
        "figure|map|theme quoted" if voiced else "figure|map|theme",
        theme=row.theme, effect=effect, base=base, **({"example": row.example} if voiced else {}),
    )  # fmt: skip
    return say("figure|map|low base", told=told) if row.base_note == "low base" else told


def _base(view: View, n: object, n_of: object) -> str:
    """The base and what it counts, where that is known."""
    base = view.voice.base(n)
    if missing(n) or missing(n_of):
        return base
    return view.voice.say("figure|map|base", base=base, of={"term": n_of})


def moment_words(view: View, moment: pd.Series) -> str:
    """One moment in one line: its kind, what is at stake, how it is known."""
    names, say = stake(view), view.voice.say
    unit = "money" if names is MONEY else "count"
    value = Scale(view.voice, unit).within(*(moment[c] for c in names))
    grade = "" if missing(moment["grade"]) else say(f"grade|{moment['grade']}")
    base = _base(view, moment["n"], moment.get("n_of"))
    slots = {"kind": {"term": moment["moment"]}, "grade": grade, "base": base}
    if missing(moment[names[0]]):
        return say("figure|map|moment", **slots)
    return say(f"figure|map|moment {unit}", value=value, **slots)


def _note(view: View, frame: pd.DataFrame) -> str:
    known, say, parts = frame.dropna(subset=["score"]), view.voice.say, []
    if len(known):
        parts = [say("figure|map|measure", what=known["what"].iloc[0]), captions.bars(view)]
        parts.append(captions.base(view, "answers"))
    parts.append(_time(view))
    if (frame["base_note"] == "low base").any():
        parts.append(say("figure|map|hollow", n={"count": view.policy.reliability_n}))
    more = len(view["moments"]) - MOST_MOMENTS
    if more > 0:
        parts.append(say("figure|map|more moments", more, n={"count": more}))
    total = len(view["touchpoint_map"])
    if total > len(frame):
        counts = {"shown": {"count": len(frame)}, "total": {"count": total}}
        parts.append(say("figure|map|most used", **counts))
    return captions.joined(*parts) or say("figure|map|no scores")


def _time(view: View) -> str:
    """Of which time the map is; what rests on the whole history says so."""
    moments = {spans.of_row("moments", row) for row in _moments(view).itertuples()}
    told = spans.sentence(view, spans.BOTH) if spans.HISTORY in moments else ""
    return told or view.voice.say("time|of window", window=spans.window(view))


def alt(view: View) -> str:
    """The map in words."""
    frame, say = columns(view), view.voice.say
    stages = view.voice.listed(list(dict.fromkeys(frame["stage"])), MOST_STAGES)
    text = [say("figure|map|alt", len(frame), n={"count": len(frame)}, stages=stages)]
    text += [
        say(
            "figure|map|pain",
            touchpoint={"touchpoint": pain.touchpoint},
            told=pain_words(view, pain),
        )
        for pain in pains(view, frame["touchpoint"].tolist()).itertuples()
    ]
    text += [
        say(
            "figure|map|moment at",
            touchpoint={"touchpoint": moment["touchpoint"]},
            told=moment_words(view, moment),
        )
        for _, moment in _moments(view).iterrows()
    ]
    return captions.joined(*text, _time(view))
