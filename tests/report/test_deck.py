"""The slides: findings first, native charts whose workbooks hold no formula and no link."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation

from cxlib.findings import released
from cxlib.language.names import LONGEST
from cxlib.report import write_deck
from cxlib.report.commentary import commentary
from cxlib.report.headline import headline
from cxlib.report.unowned import unowned

PAYLOADS = json.loads((Path(__file__).parent / "door" / "scripts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def deck(make, tmp_path_factory):
    path = tmp_path_factory.mktemp("deck") / "deck.pptx"
    return write_deck(path, released(make["engagement"](), make["results"]()), {"verdict": "send"})


def texts(path) -> list[str]:
    return [
        shape.text_frame.text
        for slide in Presentation(str(path)).slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]


def test_it_opens_with_the_client_and_the_findings(deck):
    written = texts(deck)
    assert written[0] == "Larkfield Mobile"
    assert "What we found" in written
    table = next(s for s in Presentation(str(deck)).slides[1].shapes if s.has_table).table
    assert "activation (moment of truth)" in table.cell(1, 0).text
    assert "£1.9m" in table.cell(1, 4).text


def test_pictures_carry_their_words(deck):
    pictures = [s for slide in Presentation(str(deck)).slides for s in slide.shapes
                if s.shape_type == 13]  # fmt: skip
    assert len(pictures) >= 4
    assert all(len(p._element.nvPicPr.cNvPr.get("descr")) > 30 for p in pictures)


def test_a_native_chart_says_interval_and_n(deck):
    charts = [s.chart for slide in Presentation(str(deck)).slides for s in slide.shapes
              if s.has_chart]  # fmt: skip
    names = [str(name) for chart in charts for name in chart.plots[0].categories]
    assert any("network coverage: 13% (9.6% to 16%), n = 1,600" in n or "n = 1,600" in n
               for n in names)  # fmt: skip


@pytest.mark.parametrize(("language", "share"), [("en", "0%"), ("de", "0\N{NO-BREAK SPACE}%")])
def test_the_axes_of_native_charts_are_written_as_all_other_numbers(
    make, language, share, tmp_path
):
    """A share with the language's percent sign, and below zero a minus and no hyphen."""
    plain = make["engagement"]()
    engagement = replace(plain, config=plain.config.model_copy(update={"language": language}))
    path = write_deck(tmp_path / "deck.pptx", released(engagement, make["results"]()))
    charts = [s.chart for slide in Presentation(str(path)).slides for s in slide.shapes
              if s.has_chart]  # fmt: skip
    bars = [c.value_axis.tick_labels.number_format for c in charts if len(c.plots[0].series) == 1]
    lines = [c.value_axis.tick_labels.number_format for c in charts if len(c.plots[0].series) > 1]
    assert bars == [share]
    assert lines
    assert set(lines) <= {share, "General;\N{MINUS SIGN}General"}


@pytest.mark.parametrize(("language", "country"), [("en", "en-US"), ("de", "de-DE")])
def test_every_text_says_its_language(make, language, country, tmp_path):
    plain = make["engagement"]()
    engagement = replace(plain, config=plain.config.model_copy(update={"language": language}))
    path = write_deck(tmp_path / "deck.pptx", released(engagement, make["results"]()))
    with zipfile.ZipFile(path) as held:
        written = {name: held.read(name).decode() for name in held.namelist()
                   if re.match(r"ppt/(slides|charts|notesSlides)/[^/]+\.xml", name)}  # fmt: skip
    said = {lang for text in written.values() for lang in re.findall(r' lang="([^"]+)"', text)}
    assert said == {country}
    assert all("<a:rPr " in text for name, text in written.items() if "slides/" in name)


def test_a_name_from_right_to_left_keeps_its_value_beside_it(make, tmp_path):
    results, name = make["results"](), "\u05d0\u05d1"
    drivers = results["drivers"].assign(variable=lambda t: name + " " + t["variable"].astype(str))
    path = write_deck(tmp_path / "deck.pptx",
                      released(make["engagement"](), results | {"drivers": drivers}))  # fmt: skip
    told = [str(c) for slide in Presentation(str(path)).slides for s in slide.shapes
            if s.has_chart for c in s.chart.plots[0].categories]  # fmt: skip
    assert any(f"\u2068{name}\u2069" in one for one in told)


def test_what_a_slide_has_no_room_for_stands_in_its_notes(make, tmp_path):
    """A label of 300 letters comes through whole: cut on the slide, whole beneath it."""
    results = make["results"]()
    long = {name: f"{name} {'and so on ' * 30}"[: LONGEST - 1].rstrip() + "!"
            for name in ("network coverage", "activation")}  # fmt: skip
    changed = {
        table: frame.replace(dict.fromkeys(["variable", "touchpoint"], long))
        for table, frame in results.items()
    }
    path = write_deck(tmp_path / "deck.pptx", released(make["engagement"](), changed))
    slides = Presentation(str(path)).slides
    notes = [s.notes_slide.notes_text_frame.text if s.has_notes_slide else "" for s in slides]
    for label in long.values():
        assert LONGEST - 15 < len(label) <= LONGEST
        assert any(label in told for told in notes), label[:20]


def test_what_nobody_owns_is_said_on_the_slide_of_findings(make, tmp_path):
    shown = released(make["engagement"](), make["results"]())
    said = unowned(shown, commentary(shown))
    assert said
    path = write_deck(tmp_path / "deck.pptx", shown)
    slide = "\n".join(s.text_frame.text for s in Presentation(str(path)).slides[1].shapes
                      if s.has_text_frame)  # fmt: skip
    assert all(line in slide for line in said)


@pytest.mark.parametrize("language", ["en", "de"])
def test_where_no_moment_is_named_the_slides_say_what_else_was_found(make, language, tmp_path):
    results = make["results"]()
    none = results | {"moments": results["moments"].head(0)}
    plain = make["engagement"]()
    engagement = replace(plain, config=plain.config.model_copy(update={"language": language}))
    shown = released(engagement, none)
    first = headline(shown, commentary(shown))
    assert first.others
    path = write_deck(tmp_path / "deck.pptx", shown)
    slide = Presentation(str(path)).slides[1]
    said = "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
    notes = slide.notes_slide.notes_text_frame.text
    told = [shown.voice.say("page|no moment"), *(o.statement for o in (*first.plan, *first.others))]
    assert shown.voice.say("deck|what we found") in said
    assert all(line in f"{said}\n{notes}" for line in told)
    assert told[0] in said


def test_nothing_in_a_charts_workbook_is_a_formula_or_a_link(make, tmp_path):
    results = make["results"]()
    drivers = results["drivers"]
    opens = ["=1+1", "http://127.0.0.1:9/x", "@SUM(1)", "+1", "{=1}", *PAYLOADS[27:]]
    poisoned = drivers.assign(variable=[f"{opens[k % len(opens)]} {v}" for k, v in
                                        enumerate(drivers["variable"])])  # fmt: skip
    path = write_deck(
        tmp_path / "x.pptx", released(make["engagement"](), results | {"drivers": poisoned})
    )
    with zipfile.ZipFile(path) as deck:
        books = [deck.read(n) for n in deck.namelist() if n.endswith(".xlsx")]
    assert books
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as inside:
            for name in inside.namelist():
                text = inside.read(name).decode("utf-8")
                assert "<f>" not in text
                assert 'TargetMode="External"' not in text


def test_without_findings_there_is_still_a_deck(make, tmp_path):
    path = write_deck(tmp_path / "e.pptx", released(make["engagement"](walk=()), {}), None)
    assert texts(path)[0] == "Larkfield Mobile"


def test_slides_name_the_font_that_has_the_widths_of_the_packed_one(deck):
    with zipfile.ZipFile(deck) as packed:
        themes = [packed.read(n).decode() for n in packed.namelist() if "/theme/" in n]
        slides = [packed.read(n).decode() for n in packed.namelist() if "/slides/slide" in n]
    named = [re.findall(r'<a:latin typeface="([^"]*)"', text) for text in themes]
    assert named == [["Arial", "Arial"]] * len(themes) != []
    assert not any("<a:latin" in text for text in slides)  # nothing beside the theme's
