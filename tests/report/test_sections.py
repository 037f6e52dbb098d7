"""The body's plan speaks of tables, pictures and columns that exist."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest

from cxlib import STEPS
from cxlib.findings import released
from cxlib.findings.kinds import KINDS
from cxlib.findings.order import about
from cxlib.language.catalogue import catalogue
from cxlib.report.blocks import MOST_IN_SIGHT, block, chapters, notes
from cxlib.report.commentary import commentary
from cxlib.report.layouts import LAYOUTS
from cxlib.report.methods import GLOSSARY, SOURCES, appendix, glossary
from cxlib.report.sections import CHANGES, SECTIONS, SHOWN_IN_MONITOR
from cxlib.report.selection import of_section
from cxlib.report.unanswered import CLEAR
from cxlib.results import REGISTRY, empty


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.name)
def test_a_section_names_only_what_there_is(section):
    assert section.name in REGISTRY
    assert set(section.notes_of) <= set(REGISTRY)
    for name, rows in section.tables:
        assert name in LAYOUTS
        assert callable(rows)
    for name, _ in section.figures:
        module = import_module(f"cxlib.report.figures.{name}")
        assert callable(module.draw)
        assert callable(module.alt)


def test_the_chapters_are_the_steps_in_their_order(shown, monkeypatch):
    monkeypatch.setattr("cxlib.report.blocks.picture", lambda *_, **__: None)  # words alone
    made = chapters(shown, commentary(shown))
    assert tuple(c.step for c in made) == STEPS
    assert [c.number for c in made] == [1, 2, 3, 4, 5]
    assert [c.title for c in made] == ["Map", "Diagnose", "Decide", "Align", "Monitor"]
    assert all(c.subtitle for c in made)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_section_asks_a_question_and_says_how_it_was_found(language):
    known = catalogue(language).texts
    names = {s.name for s in SECTIONS}
    assert {n for n in names if f"question|{n}" not in known} == set()
    assert {n for n in names if f"how|{n}" not in known} <= {"variants", "revisit"}
    assert {name for name in CLEAR if f"quiet|{name}" not in known} == set()


def test_the_appendix_names_each_method_with_its_source(shown):
    made = appendix(shown)
    own = shown.voice.say("source|portfolio")  # nobody's in particular: named in words
    works = [own if source == "source|portfolio" else source for source in SOURCES.values()]
    assert [m.source for m in made] == works
    assert all(m.name and len(m.told) > 60 for m in made)
    assert len({m.name for m in made}) == len(made)


def test_the_appendix_leaves_out_the_methods_that_nothing_was_made_by(shown):
    """Of a client with events alone: whoever reads Kano's name looks for what was found by it."""
    without = {name: shown[name].iloc[:0] for name in ("drivers", "asymmetry")}
    told = {m.source for m in appendix(replace(shown, tables={**shown.tables, **without}))}
    assert told == {m.source for m in appendix(shown)} - {SOURCES["drivers"], SOURCES["asymmetry"]}


def test_the_glossary_explains_its_words(shown):
    assert len(glossary(shown)) == len(GLOSSARY)
    assert all(word and len(meaning) > len(word) for word, meaning in glossary(shown))


def test_the_monitor_page_shows_sections_of_the_report():
    assert set(SHOWN_IN_MONITOR) <= {s.name for s in SECTIONS}
    assert set(CHANGES) <= set(REGISTRY)


def test_a_finding_stands_in_the_section_of_its_evidence(shown):
    section = next(s for s in SECTIONS if s.name == "breakdowns")
    made = block(shown, section, commentary(shown))
    assert made.findings.ids == ["breakdown:upgrade checkout"]
    assert not made.findings.rest
    assert notes(shown, section) == []


def test_findings_of_its_own_table_come_first_and_then_by_weight(shown):
    section = next(s for s in SECTIONS if s.name == "drivers")
    told = of_section(shown, section, commentary(shown))
    assert len(told)
    own = told["finding_id"].isin(about(shown, ("drivers",))["finding_id"])
    for _, group in told.groupby(own):
        assert group["weight"].is_monotonic_decreasing
    assert own.is_monotonic_decreasing


def test_a_section_tells_a_few_findings_and_the_rest_one_click_away(shown):
    section = next(s for s in SECTIONS if s.name == "journeys")
    made = block(shown, section, commentary(shown))
    assert [f.id.split(":")[0] for f in made.findings.first] == ["journey"] * MOST_IN_SIGHT
    assert len(made.findings.rest) == 5 - MOST_IN_SIGHT  # of six journeys one is hidden


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_told_in_some_section(kind):
    assert kind.table in {name for s in SECTIONS for name in (s.name, *s.notes_of)}


def test_who_is_stuck_is_counted_never_named(shown):
    section = next(s for s in SECTIONS if s.name == "stuck")
    lines = " ".join(block(shown, section, commentary(shown)).lines)
    assert "upgrade checkout: 40 customers are stuck." in lines
    assert "support call: 12 customers are to be called." in lines
    assert "h00" not in lines


def test_a_table_with_nothing_to_show_says_what_that_means(make):
    results = make["results"]() | {"alerts": empty("alerts")}
    shown = released(make["engagement"](), results)
    section = next(s for s in SECTIONS if s.name == "alerts")
    assert block(shown, section, commentary(shown)).quiet.startswith("No alert")
    gone = released(make["engagement"](), results | {"kpis": empty("kpis")})
    assert block(gone, section, commentary(gone)).quiet == ""
