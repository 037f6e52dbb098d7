"""deck.pptx: the findings and the key pictures, to be edited by the consultant.

Charts that a consultant may want to recolour are native ones. A native chart carries a workbook,
so names of categories and series are guarded there as in any spreadsheet.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxlib.release.view import View
from cxlib.report import canvas, escaping, selection, typeface
from cxlib.report.commentary import Commentary, commentary
from cxlib.report.figures import control, drivers
from cxlib.report.headline import headline
from cxlib.report.telling import periods_told, told

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6  # inches, 16:9
PICTURE_DPI = 180
MOST_DRIVERS, MOST_NOTES = 10, 9
LONGEST_TITLE = 150  # characters: two lines of a slide's head
SHARE_FORMAT = "0%"
BORN = datetime(2000, 1, 1)  # instead of the clock
# picture, and the result table whose weightiest finding makes the slide's title
PICTURES = (
    ("journey_map", ""),
    ("breakdowns", "breakdowns"),
    ("moments", "moments"),
    ("portfolio", "portfolio"),
    ("roadmap", "roadmap"),
    ("benefits", "benefits"),
)
HEADS = ("what matters", "how sure", "what to do", "who owns it", "what it is worth")
SHARES = (0.36, 0.2, 0.17, 0.11, 0.16)  # widths of the columns under HEADS


def write_deck(path: str | Path, shown: View, meta: Mapping[str, object] | None = None) -> Path:
    """Write the slides; arguments as `cxlib.report.write_page`."""
    from pptx import Presentation as new
    from pptx.util import Inches

    said = commentary(shown)
    deck = new()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = escaping.cell(shown.engagement.config.client)
    deck.core_properties.created = deck.core_properties.modified = BORN
    _cover(deck, shown, meta or {})
    _matters(deck, shown, said)
    for name, table in PICTURES:
        if not said.hides(name):
            _picture(deck, shown, name, _message(shown, said, name, table))
    _drivers(deck, shown, said)
    _main_kpi(deck, shown)
    _limits(deck, shown)
    typeface.name_in(deck)
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
    title = shortened(message.title)
    _write(slide, title, MARGIN, 0.35, WIDTH - 2 * MARGIN, 0.9, size=24, bold=True)
    if message.notes:
        slide.notes_slide.notes_text_frame.text = escaping.cell(message.notes)
    return slide


def shortened(text: str) -> str:
    """The text, cut at a word where it would run into the picture.

    >>> shortened("short")
    'short'
    """
    if len(text) <= LONGEST_TITLE:
        return text
    return text[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;") + " …"


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
        run.text = escaping.cell(line)
        run.font.size, run.font.bold = Pt(size), bold


def _cover(deck: Presentation, shown: View, meta: Mapping[str, object]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    period = meta.get("period") or shown.engagement.period
    when = shown.voice.period(period) if period else shown.voice.say("page|all data")
    client = shown.engagement.config.client
    _write(slide, client, MARGIN, 2.4, WIDTH - 2 * MARGIN, 1.2, size=44, bold=True)
    below = f"{shown.voice.say('deck|kind')} · {when}\n{periods_told(shown)}"
    _write(slide, below, MARGIN, 3.6, WIDTH - 2 * MARGIN, 1.0, size=20)


def _matters(deck: Presentation, shown: View, said: Commentary) -> None:
    """The first page of the report as a native table."""
    from pptx.util import Inches, Pt

    matters = headline(shown, said).matters
    if not matters:
        return
    say = shown.voice.say
    slide = _slide(deck, Message(say("deck|what we found")))
    width = WIDTH - 2 * MARGIN
    place = (Inches(MARGIN), Inches(1.35), Inches(width), Inches(0.5 * (len(matters) + 1)))
    table = slide.shapes.add_table(len(matters) + 1, len(HEADS), *place).table
    rows = [tuple(say(f"head|{head}") for head in HEADS)]
    for m in matters:
        told = f"{m.statement} {m.cause}".strip()
        first = say("deck|place", place=m.place, moment=m.moment, statement=told)
        rows.append((first, m.sure, m.do, m.owner, m.worth))
    for column, share in enumerate(SHARES):
        table.columns[column].width = Inches(width * share)
        for row, texts in enumerate(rows):
            cell = table.cell(row, column)
            cell.text = escaping.cell(texts[column])
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(12)


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

    module = import_module(f"cxlib.report.figures.{name}")
    figure = module.draw(shown)
    if figure is None:
        return
    slide, (wide, high) = _slide(deck, message), figure.get_size_inches()
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 1.75) / high)
    left = (WIDTH - wide * scale) / 2
    image = slide.shapes.add_picture(
        io.BytesIO(canvas.png(figure, PICTURE_DPI)), Inches(left), Inches(1.4),
        Inches(wide * scale), Inches(high * scale),
    )  # fmt: skip
    image._element.nvPicPr.cNvPr.set("descr", escaping.cell(module.alt(shown)))


def _drivers(deck: Presentation, shown: View, said: Commentary) -> None:
    """Importance as a native bar chart; interval and n stand in each name."""
    table, voice = drivers.chosen(shown).head(MOST_DRIVERS), shown.voice
    if table.empty or said.hides("drivers"):
        return
    names = [
        f"{shown.variable_label(row.variable)}: "
        f"{voice.within(row.importance, row.low, row.high, 'share')}, {voice.base(row.n)}"
        for row in table.itertuples()
    ]
    values = table["importance"].to_numpy(dtype=float, na_value=np.nan)
    first = next(table.itertuples())
    slide = _slide(deck, _message(shown, said, "drivers", "drivers", first))
    series = {voice.say("series|importance"): values[::-1]}
    _chart(slide, "BAR_CLUSTERED", names[::-1], series, SHARE_FORMAT)


def _main_kpi(deck: Presentation, shown: View) -> None:
    """The main outcome over time against its limits, as a native line chart."""
    overall = [key for key in control.series(shown, 10_000) if key == (shown.main, "overall")]
    if not overall:
        return
    one, voice = control.single(shown, *overall[0]), shown.voice
    last = one.iloc[-1]
    scale = control.scale(shown, shown.main, one["value"])
    now, period = scale.within(last["value"], None, None), voice.period(last["period"])
    title = voice.say("deck|kpi", kpi=shown.label(shown.main), period=period, now=now)
    within = voice.ends(last["value"], last["low"], last["high"], scale.unit)
    notes = voice.say("deck|kpi notes", within=within, base=voice.base(last["n"]))
    lines = {
        voice.say(f"series|{column}"): one[column].to_numpy(dtype=float, na_value=np.nan)
        for column in ("value", "centre", "lower", "upper")
    }
    _chart(_slide(deck, Message(title, notes)), "LINE", [voice.month(p) for p in one["period"]],
           lines)  # fmt: skip


def _chart(
    slide: Slide,
    kind: str,
    names: list[str],
    series: dict[str, np.ndarray],
    number_format: str = "General",
) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
    from pptx.util import Inches, Pt

    data = CategoryChartData(number_format=number_format)
    data.categories = [escaping.guarded_cell(name) for name in names]
    for name, values in series.items():
        told = [float(v) if np.isfinite(v) else None for v in values]
        data.add_series(escaping.guarded_cell(name), told)
    chart = slide.shapes.add_chart(
        XL_CHART_TYPE[kind], Inches(MARGIN), Inches(1.4), Inches(WIDTH - 2 * MARGIN),
        Inches(HEIGHT - 1.9), data,
    ).chart  # fmt: skip
    chart.has_legend, chart.font.size, chart.has_title = len(series) > 1, Pt(11), False
    chart.value_axis.tick_labels.number_format = number_format
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # not across the bars


def _limits(deck: Presentation, shown: View) -> None:
    """What the data cannot carry, as far as it concerns a reader."""
    table, say = shown["notes"], shown.voice.say
    notes = list(dict.fromkeys(table.loc[table["audience"].eq("reader"), "note"].dropna()))
    if not notes:
        return
    left = len(notes) - MOST_NOTES
    more = [say("deck|more", left, n=shown.voice.count(left))] if left > 0 else []
    slide = _slide(deck, Message(say("deck|limits")))
    lines = "\n".join(f"• {escaping.clean(note)}" for note in [*notes[:MOST_NOTES], *more])
    _write(slide, lines, MARGIN, 1.5, WIDTH - 2 * MARGIN, HEIGHT - 2)
