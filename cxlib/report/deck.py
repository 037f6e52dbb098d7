"""deck.pptx: the findings and the key pictures, to be edited by the consultant.

Charts that a consultant may want to recolour are native ones. A native chart carries a workbook,
so names of categories and series are guarded there as in any spreadsheet.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, escaping
from cxlib.report.commentary import Commentary, commentary, without_hidden
from cxlib.report.figures import control, drivers
from cxlib.report.headline import headline, shortened

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6  # inches, 16:9
PICTURE_DPI = 180
MOST_DRIVERS, MOST_NOTES = 10, 9
BORN = datetime(2000, 1, 1)  # instead of the clock
# picture, the result table whose finding makes the slide's title, and the title without one
PICTURES = (
    ("journey_map", "", "The journey on one page"),
    ("breakdowns", "breakdowns", "Where journeys break down"),
    ("moments", "moments", "What is at stake at the moments that matter"),
    ("portfolio", "portfolio", "What to do with the budget"),
    ("roadmap", "roadmap", "Who does what, and when"),
    ("benefits", "benefits", "Did the initiatives keep their promise?"),
)
HEADS = ("What matters", "How sure", "What to do", "Who owns it", "What it is worth")
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
    for name, table, title in PICTURES:
        if not said.hides(name):
            _picture(deck, shown, name, _title(shown, said, table, title))
    _drivers(deck, shown, said)
    _main_kpi(deck, shown)
    _limits(deck, shown)
    written = io.BytesIO()
    deck.save(written)
    Path(path).write_bytes(written.getvalue())
    return Path(path)


def _slide(deck: Presentation, title: str) -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    _write(slide, shortened(title), MARGIN, 0.35, WIDTH - 2 * MARGIN, 0.9, size=24, bold=True)
    return slide


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
    period = words.period(meta.get("period") or shown.engagement.period or "all of the data")
    verdict = f"Verdict: {meta['verdict']}" if meta.get("verdict") else ""
    client = shown.engagement.config.client
    _write(slide, client, MARGIN, 2.4, WIDTH - 2 * MARGIN, 1.2, size=44, bold=True)
    below = f"Customer experience · {period}\n{verdict}"
    _write(slide, below, MARGIN, 3.6, WIDTH - 2 * MARGIN, 1.0, size=20)


def _matters(deck: Presentation, shown: View, said: Commentary) -> None:
    """The first page of the report as a native table."""
    from pptx.util import Inches, Pt

    matters = headline(shown, said).matters
    if not matters:
        return
    slide = _slide(deck, "What we found")
    width = WIDTH - 2 * MARGIN
    place = (Inches(MARGIN), Inches(1.35), Inches(width), Inches(0.5 * (len(matters) + 1)))
    table = slide.shapes.add_table(len(matters) + 1, len(HEADS), *place).table
    rows = [HEADS] + [
        (f"{m.place} ({m.kind}): {m.statement}", m.sure, m.do, m.owner, m.worth) for m in matters
    ]
    for column, share in enumerate(SHARES):
        table.columns[column].width = Inches(width * share)
        for row, texts in enumerate(rows):
            cell = table.cell(row, column)
            cell.text = escaping.cell(texts[column])
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(12)


def _title(shown: View, said: Commentary, table: str, otherwise: str) -> str:
    """The first finding about a table says what its picture shows."""
    if not table:
        return otherwise
    found = without_hidden(shown["findings"], said)
    here = found[found["evidence"].fillna("").str.startswith(table)]
    return str(here["statement"].iloc[0]) if len(here) else otherwise


def _picture(deck: Presentation, shown: View, name: str, title: str) -> None:
    from pptx.util import Inches

    module = import_module(f"cxlib.report.figures.{name}")
    figure = module.draw(shown)
    if figure is None:
        return
    slide, (wide, high) = _slide(deck, title), figure.get_size_inches()
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 1.75) / high)
    left = (WIDTH - wide * scale) / 2
    image = slide.shapes.add_picture(
        io.BytesIO(canvas.png(figure, PICTURE_DPI)), Inches(left), Inches(1.4),
        Inches(wide * scale), Inches(high * scale),
    )  # fmt: skip
    image._element.nvPicPr.cNvPr.set("descr", escaping.cell(module.alt(shown)))


def _drivers(deck: Presentation, shown: View, said: Commentary) -> None:
    """Importance as a native bar chart; interval and n stand in each name."""
    table = drivers.chosen(shown).head(MOST_DRIVERS).iloc[::-1]
    if table.empty or said.hides("drivers"):
        return
    names = [
        f"{shown.variable_label(row.variable)}: "
        f"{words.with_interval(row.importance, row.low, row.high, words.share)}, "
        f"{words.base(row.n)}"
        for row in table.itertuples()
    ]
    values = table["importance"].to_numpy(dtype=float, na_value=np.nan)
    slide = _slide(deck, _title(shown, said, "drivers", "What drives the experience"))
    _chart(slide, "BAR_CLUSTERED", names, {"importance": values})


def _main_kpi(deck: Presentation, shown: View) -> None:
    """The main outcome over time against its limits, as a native line chart."""
    overall = [key for key in control.series(shown, 10_000) if key == (shown.main, "overall")]
    if not overall:
        return
    one = control.single(shown, *overall[0])
    last = one.iloc[-1]
    shown_as = control.unit(shown, shown.main, one["value"])
    now = words.with_interval(last["value"], last["low"], last["high"], shown_as)
    title = f"{shown.label(shown.main)}: {now} in {last['period']}, {words.base(last['n'])}"
    lines = {
        head: one[column].to_numpy(dtype=float, na_value=np.nan)
        for head, column in (("value", "value"), ("centre", "centre"), ("lower limit", "lower"),
                             ("upper limit", "upper"))
    }  # fmt: skip
    _chart(_slide(deck, title), "LINE", list(one["period"]), lines)


def _chart(slide: Slide, kind: str, names: list[str], series: dict[str, np.ndarray]) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches, Pt

    data = CategoryChartData()
    data.categories = [escaping.guarded_cell(name) for name in names]
    for name, values in series.items():
        told = [float(v) if np.isfinite(v) else None for v in values]
        data.add_series(escaping.guarded_cell(name), told)
    chart = slide.shapes.add_chart(
        XL_CHART_TYPE[kind], Inches(MARGIN), Inches(1.4), Inches(WIDTH - 2 * MARGIN),
        Inches(HEIGHT - 1.9), data,
    ).chart  # fmt: skip
    chart.has_legend, chart.font.size = len(series) > 1, Pt(11)


def _limits(deck: Presentation, shown: View) -> None:
    notes = list(dict.fromkeys(shown["notes"]["note"].dropna()))
    if not notes:
        return
    left = len(notes) - MOST_NOTES
    more = [f"{left} more are in the report."] if left > 0 else []
    slide = _slide(deck, "What the data cannot carry")
    lines = "\n".join(f"• {escaping.clean(note)}" for note in [*notes[:MOST_NOTES], *more])
    _write(slide, lines, MARGIN, 1.5, WIDTH - 2 * MARGIN, HEIGHT - 2)
