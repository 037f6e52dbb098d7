"""deck.pptx: the findings and the key pictures, to be edited by the consultant.

Charts that a consultant may want to recolour are native ones. A native chart carries a workbook,
so names of categories and series are guarded there as in any spreadsheet. What a slide has no room
for stands whole in its speaker's notes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxlib.language.plain import MINUS
from cxlib.release.view import View
from cxlib.report import canvas, escaping, selection, slide_language, slide_text, typeface
from cxlib.report.commentary import Commentary, commentary
from cxlib.report.drawing import the_picture
from cxlib.report.figures import control, drivers
from cxlib.report.headline import Headline, headline
from cxlib.report.matters import Matter
from cxlib.report.number_formats import percent
from cxlib.report.telling import periods_told, told

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.presentation import Presentation
    from pptx.slide import Slide

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6  # inches, 16:9
PICTURE_DPI = 180
MOST_DRIVERS, MOST_NOTES = 10, 9
TITLE_SIZES, TITLE_LINES = (24.0, 16.0), 2  # points, from the largest to the least
COVER_SIZES = (44.0, 20.0)
CELL_SIZES, MOST_CELL_LINES = (12.0, 11.0, 10.0, 9.0), 8
MOST_FOOT_LINES = 2  # of each sentence below the table
NOTE_SIZES = (14.0, 13.0, 12.0, 11.0)
CHART_SIZE = 11
NAME_ROOM = 4.2  # inches for a name beside a bar
TOP, FOOT = 1.4, 0.5  # inches: where a slide's body begins, and what stays free below it
SHARE_DIGITS = "0"
PLAIN = f"General;{MINUS}General"  # below zero with the minus of all other texts, not a hyphen
BORN = datetime(2000, 1, 1)  # instead of the clock
# picture, and the result table whose weightiest finding makes the slide's title
PICTURES = (
    ("journey_map", ""),
    ("breakdowns", "breakdowns"),
    ("moments", "moments"),
    ("portfolio", "frontier"),
    ("roadmap", "roadmap"),
    ("benefits", "benefits"),
)
HEADS = ("what matters", "how sure", "what to do", "who owns it", "what it is worth")
SHARES = (0.33, 0.18, 0.23, 0.1, 0.16)  # widths of the columns under HEADS


def write_deck(path: str | Path, shown: View, meta: Mapping[str, object] | None = None) -> Path:
    """Write the slides; arguments as `cxlib.report.write_page`."""
    from pptx import Presentation as new
    from pptx.util import Inches

    said = commentary(shown)
    deck = new()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = escaping.property_text(shown.client)
    deck.core_properties.created = deck.core_properties.modified = BORN
    _cover(deck, shown, meta or {})
    _matters(deck, shown, said)
    _alerts(deck, shown, said)
    for name, table in PICTURES:
        if not said.hides(name):
            _picture(deck, shown, name, _message(shown, said, name, table))
    _drivers(deck, shown, said)
    _main_kpi(deck, shown, said)
    _limits(deck, shown)
    typeface.name_in(deck)
    slide_language.name_in(deck, shown.engagement.config.language)
    written = io.BytesIO()
    deck.save(written)
    Path(path).write_bytes(written.getvalue())
    return Path(path)


@dataclass(frozen=True)
class Message:
    """What a slide says: its title, and the evidence in the speaker's notes."""

    title: str
    notes: str = ""


def _slide(deck: Presentation, message: Message) -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    room = WIDTH - 2 * MARGIN
    title, size = slide_text.title(message.title, room, TITLE_SIZES, TITLE_LINES)
    _write(slide, title, MARGIN, 0.35, room, 0.9, size=size, bold=True)
    _note(slide, [message.title] if title != message.title else [])
    _note(slide, message.notes.split("\n") if message.notes else [])
    return slide


def _note(slide: Slide, lines: Iterable[str]) -> None:
    """Add lines to the speaker's notes; a slide without any has none."""
    told = "\n".join(escaping.slide(line) for line in lines)
    if told:
        frame = slide.notes_slide.notes_text_frame
        frame.text = f"{frame.text}\n{told}" if frame.text else told


def _write(
    slide: Slide, text: str, left: float, top: float, width: float, height: float,
    size: float = 14, bold: bool = False,
) -> None:  # fmt: skip
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    frame = box.text_frame
    frame.word_wrap = True
    for k, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = escaping.slide(line)
        run.font.size, run.font.bold = Pt(size), bold


def _cover(deck: Presentation, shown: View, meta: Mapping[str, object]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    period = meta.get("period") or shown.engagement.period
    when = shown.voice.period(period) if period else shown.voice.say("page|all data")
    room = WIDTH - 2 * MARGIN
    client, size = slide_text.title(shown.client, room, COVER_SIZES, 1)
    _write(slide, client, MARGIN, 2.4, room, 1.2, size=size, bold=True)
    below = f"{shown.voice.say('deck|kind')} · {when}\n{periods_told(shown)}"
    _write(slide, below, MARGIN, 3.6, WIDTH - 2 * MARGIN, 1.0, size=20)


def _matters(deck: Presentation, shown: View, said: Commentary) -> None:
    """The first page of the report as a native table, what the plan comes to, what nobody owns."""
    first = headline(shown, said)
    if not first.matters:
        _without_matters(deck, shown, first)
        return
    slide = _slide(deck, Message(shown.voice.say("deck|what we found")))
    lines = [*(told.statement for told in first.plan), *first.unowned]
    cut = [slide_text.shortened(line, WIDTH - 2 * MARGIN, 14, MOST_FOOT_LINES) for line in lines]
    _note(slide, (line for line, shown_ in zip(lines, cut, strict=True) if line != shown_))
    below = "\n".join(cut)
    foot = slide_text.height(below, WIDTH - 2 * MARGIN, 14) + 0.1 if below else 0.0
    rows = [_row(shown, matter) for matter in first.matters]
    bottom = _table(slide, shown, rows, HEIGHT - TOP - FOOT - foot)
    if below:
        _write(slide, below, MARGIN, bottom + 0.1, WIDTH - 2 * MARGIN, foot)


def _without_matters(deck: Presentation, shown: View, first: Headline) -> None:
    """What page one says where no moment is named: that, the plan, what else was found."""
    told = [*first.plan, *first.others]
    said = "page|nothing found" if first.silent else "page|no moment"
    lines = [*(one.statement for one in told), shown.voice.say(said), *first.unowned]
    slide = _slide(deck, Message(shown.voice.say("deck|what we found"),
                                 "\n".join(one.evidence for one in told)))  # fmt: skip
    _write_lines(slide, shown, lines)


def _row(shown: View, matter: Matter) -> tuple[str, ...]:
    told = f"{matter.statement} {matter.cause}".strip()
    first = shown.voice.say("deck|place", place=matter.place, moment=matter.moment, statement=told)
    return (first, matter.sure, matter.do, matter.owner, matter.worth)


def _table(slide: Slide, shown: View, rows: list[tuple[str, ...]], room: float) -> float:
    """A table that ends on its slide: smaller letters first, then fewer rows; returns its end."""
    from pptx.util import Inches, Pt

    say, widths = shown.voice.say, [(WIDTH - 2 * MARGIN) * share for share in SHARES]
    heads = tuple(say(f"head|{head}") for head in HEADS)
    for size in CELL_SIZES:
        cells = [heads, *(_cells(row, widths, size) for row in rows)]
        heights = slide_text.row_heights(cells, widths, size)
        if sum(heights) <= room:
            break
    kept = slide_text.fitting(heights, room)
    if kept < len(cells):  # room for the line that says how many are left out
        kept = slide_text.fitting(heights, room - 0.35)
        _write(slide, _left(shown, len(cells) - kept), MARGIN, TOP + sum(heights[:kept]),
               WIDTH - 2 * MARGIN, 0.35, size=size)  # fmt: skip
    _note(slide, (" · ".join(row) for k, row in enumerate(rows, 1)
                  if k >= kept or row != cells[k]))  # fmt: skip
    place = (Inches(v) for v in (MARGIN, TOP, sum(widths), sum(heights[:kept])))
    table = slide.shapes.add_table(kept, len(HEADS), *place).table
    for row, texts in enumerate(cells[:kept]):
        table.rows[row].height = Inches(heights[row])
        for column, text in enumerate(texts):
            table.columns[column].width = Inches(widths[column])
            cell = table.cell(row, column)
            cell.text = escaping.slide(text)
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    return TOP + sum(heights[:kept]) + (0.35 if kept < len(cells) else 0.0)


def _cells(row: tuple[str, ...], widths: list[float], size: float) -> tuple[str, ...]:
    """The row's texts, none longer than a cell may be."""
    return tuple(
        slide_text.shortened(text, wide, size, MOST_CELL_LINES)
        for text, wide in zip(row, widths, strict=True)
    )


def _left(shown: View, count: int) -> str:
    return shown.voice.say("deck|more", count, n=str(count))


def _message(
    shown: View, said: Commentary, name: str, table: str, row: object | None = None
) -> Message:
    """The weightiest finding of a table says what its picture shows; of one row, where given."""
    found = selection.message(shown, said, table, row)
    if found.empty:
        return Message(shown.voice.say(f"deck|{name}"))
    first = told(shown, found)[0]
    return Message(first.statement, first.evidence)


def _picture(deck: Presentation, shown: View, name: str, message: Message) -> None:
    from pptx.util import Inches

    found = the_picture(shown, name)
    if found is None:
        return
    slide, (wide, high) = _slide(deck, message), found.figure.get_size_inches()
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 1.75) / high)
    left = (WIDTH - wide * scale) / 2
    image = slide.shapes.add_picture(
        io.BytesIO(canvas.png(found.figure, PICTURE_DPI)), Inches(left), Inches(1.4),
        Inches(wide * scale), Inches(high * scale),
    )  # fmt: skip
    image._element.nvPicPr.cNvPr.set("descr", escaping.cell(found.alt))


def _drivers(deck: Presentation, shown: View, said: Commentary) -> None:
    """Importance as a native bar chart; interval and n stand in each name."""
    table, voice = drivers.chosen(shown).head(MOST_DRIVERS), shown.voice
    if table.empty or said.hides("drivers"):
        return
    names = [_named(shown, row) for row in table.itertuples()]
    labels = [shown.variable_label(row.variable) for row in table.itertuples()]
    values = table["importance"].to_numpy(dtype=float, na_value=np.nan)
    first = next(table.itertuples())
    slide = _slide(deck, _message(shown, said, "drivers", "drivers", first))
    series = {voice.say("series|importance"): values[::-1]}
    _note(slide, (label for label, name in zip(labels, names, strict=True) if label not in name))
    _chart(slide, "BAR_CLUSTERED", names[::-1], series, percent(voice, SHARE_DIGITS))


def _named(shown: View, row: object) -> str:
    """A driver's name with its importance and base; a long name is shortened, the numbers never."""
    voice, label = shown.voice, shown.variable_label(row.variable)
    name = slide_text.shortened(label, NAME_ROOM, CHART_SIZE, 1)
    part = voice.within(row.importance, row.low, row.high, "share")
    return f"{name}: {part}, {voice.base(row.n)}"


def _alerts(deck: Presentation, shown: View, said: Commentary) -> None:
    """The weightiest alert with its series, who answers for it, and the others' sentences."""
    alerts = headline(shown, said).alerts
    if not alerts:
        return
    first, *others = alerts
    notes = "\n".join((first.evidence, *(other.statement for other in others)))
    slide = _slide(deck, Message(first.statement, notes))
    _series(slide, shown, *_alerted(shown, first.id), foot=0.5)
    owner = shown.voice.say("deck|owner", owner=first.roles)
    _write(slide, owner, MARGIN, HEIGHT - 0.75, WIDTH - 2 * MARGIN, 0.4)


def _alerted(shown: View, finding: str) -> tuple[str, str]:
    """KPI and scope of an alert."""
    rows = shown["finding_rows"]
    key = rows.loc[rows["finding_id"].eq(finding) & rows["table"].eq("alerts"), "key"].iloc[0]
    told = json.loads(key)
    return told["kpi"], told["scope"]


def _main_kpi(deck: Presentation, shown: View, said: Commentary) -> None:
    """The main outcome over time against its limits, as a native line chart."""
    overall = [key for key in control.series(shown, 10_000) if key == (shown.main, "overall")]
    if not overall:
        return
    one, voice = control.single(shown, *overall[0]), shown.voice
    last = one.iloc[-1]
    scale = control.scale(shown, shown.main, one["value"])
    now, period = scale.within(last["value"], None, None), voice.period(last["period"])
    found = selection.message(shown, said, "kpis", last)
    title = voice.say("deck|kpi", kpi=shown.label(shown.main), period=period, now=now)
    if len(found):
        title = told(shown, found)[0].statement
    within = voice.ends(last["value"], last["low"], last["high"], scale.unit)
    notes = voice.say("deck|kpi notes", within=within, base=voice.base(last["n"], last["n_of"]))
    _series(_slide(deck, Message(title, notes)), shown, *overall[0])


def _series(slide: Slide, shown: View, kpi: str, scope: str, foot: float = 0.0) -> None:
    """A KPI against its limits, as a native line chart."""
    one, voice = control.single(shown, kpi, scope), shown.voice
    lines = {
        voice.say(f"series|{column}"): one[column].to_numpy(dtype=float, na_value=np.nan)
        for column in ("value", "centre", "lower", "upper")
    }
    of_shares = control.scale(shown, kpi, one["value"]).unit == "share"
    written = percent(voice, SHARE_DIGITS) if of_shares else PLAIN
    _chart(slide, "LINE", [voice.month(p) for p in one["period"]], lines, written, foot)


def _chart(
    slide: Slide,
    kind: str,
    names: list[str],
    series: dict[str, np.ndarray],
    number_format: str = PLAIN,
    foot: float = 0.0,
) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
    from pptx.util import Inches, Pt

    data = CategoryChartData(number_format=number_format)
    data.categories = [_kept(name) for name in names]
    for name, values in series.items():
        told = [float(v) if np.isfinite(v) else None for v in values]
        data.add_series(_kept(name), told)
    chart = slide.shapes.add_chart(
        XL_CHART_TYPE[kind], Inches(MARGIN), Inches(TOP), Inches(WIDTH - 2 * MARGIN),
        Inches(HEIGHT - TOP - FOOT - foot), data,
    ).chart  # fmt: skip
    chart.has_legend, chart.font.size, chart.has_title = len(series) > 1, Pt(CHART_SIZE), False
    chart.value_axis.tick_labels.number_format = number_format
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # not across the bars
    if kind == "BAR_CLUSTERED":
        _label_each(chart)


def _kept(text: str) -> str:
    """A name in a chart and its workbook: no formula, and its values stay where they belong."""
    return escaping.isolated(escaping.guarded_cell(text))


def _label_each(chart: Chart) -> None:
    """Every bar keeps its name, however long the names are."""
    from pptx.oxml.ns import qn

    axis = chart.category_axis._element
    skip = axis.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    after = axis.find(qn("c:noMultiLvlLbl"))
    axis.append(skip) if after is None else after.addprevious(skip)


def _limits(deck: Presentation, shown: View) -> None:
    """What the data cannot carry, as far as it concerns a reader."""
    table, say = shown["notes"], shown.voice.say
    notes = list(dict.fromkeys(table.loc[table["audience"].eq("reader"), "note"].dropna()))
    if not notes:
        return
    _write_lines(_slide(deck, Message(say("deck|limits"))), shown, notes)


def _write_lines(slide: Slide, shown: View, texts: list[str]) -> None:
    """Texts below each other, smaller letters first, then fewer of them; the rest in the notes."""
    lines, room = [f"• {escaping.clean(text)}" for text in texts], WIDTH - 2 * MARGIN
    for size in NOTE_SIZES:
        heights = [slide_text.height(line, room, size) - slide_text.PAD for line in lines]
        if sum(heights) <= HEIGHT - TOP - FOOT:
            break
    kept = min(MOST_NOTES, slide_text.fitting(heights, HEIGHT - TOP - FOOT - 0.3))
    more = [f"• {_left(shown, len(lines) - kept)}"] if kept < len(lines) else []
    _note(slide, lines[kept:])
    text = "\n".join([*lines[:kept], *more])
    _write(slide, text, MARGIN, TOP, room, HEIGHT - TOP - FOOT, size=size)
