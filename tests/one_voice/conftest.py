"""The sample client reported in both languages: everything that a person is shown, as texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import cxlib
from cxlib.engagement.folder import ID_KEY
from cxlib.engagement.model import Engagement
from cxlib.findings import released
from cxlib.release.view import View
from cxlib.report import canvas
from cxlib.report.table_sheet import fields_of
from cxlib.report.workbook import SHEETS

LANGUAGES = ("en", "de")
META = {"period": "2026-09", "run": "001", "verdict": "send", "reasons": [], "versions": {}}


@dataclass(frozen=True)
class Told:
    """What one language's report says: texts by surface, and the view it was made from."""

    view: View
    folder: Path
    texts: dict[str, list[str]]

    @property
    def all(self) -> list[str]:
        return [text for texts in self.texts.values() for text in texts]


class _Reader(HTMLParser):
    """Texts and alternative texts of a page, its style apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.skipping = False

    def handle_starttag(self, tag, attrs):
        self.skipping = tag == "style"
        self.texts += [value for name, value in attrs if name in ("alt", "aria-label") and value]

    def handle_endtag(self, tag):
        self.skipping = False

    def handle_data(self, data):
        if data.strip() and not self.skipping:
            self.texts.append(" ".join(data.split()))


def page_texts(path: Path) -> list[str]:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.texts


def deck_texts(path: Path) -> list[str]:
    from pptx import Presentation

    found = []
    for slide in Presentation(str(path)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found += [p.text for p in shape.text_frame.paragraphs]
            if shape.has_table:
                found += [c.text for row in shape.table.rows for c in row.cells]
            if shape.has_chart:
                plot = shape.chart.plots[0]
                found += [str(c) for c in plot.categories] + [s.name for s in plot.series]
            found.append(shape._element.xpath(".//p:cNvPr")[0].get("descr", ""))
        if slide.has_notes_slide:
            found.append(slide.notes_slide.notes_text_frame.text)
    return [text for text in found if text.strip()]


def sheets(path: Path) -> Iterator[tuple[str, list[str], list[list[object]]]]:
    """Every result table of a workbook: its name, its fields and its rows."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in set(book.sheet_names) & set(SHEETS):
        _, *rows = book.get_sheet_by_name(name).to_python()
        fields = fields_of(SHEETS[name])
        yield name, [*fields, *(["note"] if name == "notes" else [])], rows


FILES = 2  # the column of the sheet of columns that says what each is called in the files


def workbook_texts(path: Path) -> list[str]:
    """Every text in every sheet of a workbook, but names of its sheets and of the files' columns.

    What stands beside a name of a sheet is looked up there by whoever reads it.
    """
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    _, columns, *_ = book.sheet_names
    return [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for place, cell in enumerate(row)
        if isinstance(cell, str) and cell and cell not in SHEETS
        and not (name == columns and place == FILES)
    ]  # fmt: skip


def letters(figure) -> list[str]:
    """The letters in a picture."""
    from matplotlib.text import Text

    shown = (t.get_text() for t in figure.findobj(Text) if t.get_visible())
    return [text.replace("\n", " ") for text in shown if text.strip()]


def _reported(view: View, folder: Path, patch: pytest.MonkeyPatch) -> Told:
    from cxlib.report import (
        monitor_page,
        write_briefs,
        write_deck,
        write_map,
        write_page,
        write_workbook,
    )

    drawn: list[str] = []
    for name in ("svg", "png"):
        plain = getattr(canvas, name)
        patch.setattr(
            canvas, name, lambda f, *a, plain=plain: (drawn.extend(letters(f)), plain(f, *a))[1]
        )
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "page": write_page(folder / "report.html", view, META),
        "monitor": monitor_page(folder / "monitor.html", view, META),
        **{f"brief {p.stem}": p for p in write_briefs(folder / "briefs", view)},
    }
    deck = write_deck(folder / "report.pptx", view, META)
    write_map(folder / "journey_map.svg", view)
    workbook = write_workbook(folder / "results.xlsx", view)
    patch.undo()
    texts = {name: page_texts(path) for name, path in pages.items()}
    texts |= {"deck": deck_texts(deck), "pictures": drawn, "workbook": workbook_texts(workbook)}
    return Told(view, folder, texts)


@pytest.fixture(scope="session")
def spoken_from(tmp_path_factory) -> tuple[Engagement, dict[str, pd.DataFrame]]:
    """The sample and what the steps conclude on it."""
    with pytest.MonkeyPatch.context() as patch:
        # else ids are hashed anew each time, now and then to digits alone, which look like a count
        patch.setenv(ID_KEY, "one voice")
        session = cxlib.open("", str(tmp_path_factory.mktemp("voice") / "run"), "", 0)
        session.run_all()
    return session.engagement, {name: session.results[name] for name in session.results}


@pytest.fixture(scope="session")
def spoken(spoken_from, tmp_path_factory) -> dict[str, Told]:
    """The sample's report in every language, from the same results."""
    folder = tmp_path_factory.mktemp("told")
    engagement, results = spoken_from
    told = {}
    for language in LANGUAGES:
        config = engagement.config.model_copy(update={"language": language})
        view = released(replace(engagement, config=config), results)
        with pytest.MonkeyPatch.context() as patch:
            told[language] = _reported(view, folder / language, patch)
    return told


@pytest.fixture(scope="session")
def sheets_of() -> Callable[[Path], Iterator[tuple[str, list[str], list[list[object]]]]]:
    return sheets


@pytest.fixture(scope="session")
def texts_of() -> Callable[[Path], list[str]]:
    return workbook_texts


@pytest.fixture(scope="session")
def slides_of() -> Callable[[Path], list[str]]:
    return deck_texts


@pytest.fixture(scope="session")
def english(spoken) -> Told:
    return spoken["en"]


@pytest.fixture(scope="session")
def german(spoken) -> Told:
    return spoken["de"]


@pytest.fixture(scope="session")
def client_texts(english) -> list[str]:
    """Every text that the client wrote, the longest first: names, labels, comments."""
    engagement = english.view.engagement
    words: set[str] = {engagement.config.client}
    for name in engagement.tables:
        frame = engagement.table(name)
        for column in frame.select_dtypes(include=["object", "str", "string"]):
            words |= {str(v) for v in frame[column].dropna().unique()}
    words |= {o.label for o in engagement.outcomes.values() if o.label}
    words |= set(english.view["themes"]["theme"].dropna())
    parts = {part.strip() for word in words for part in re.split(r"[;,]", word)}
    return sorted((w for w in words | parts if len(w) > 2), key=len, reverse=True)
