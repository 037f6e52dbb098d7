"""The body's plan speaks of tables, pictures and columns that exist."""

from __future__ import annotations

from importlib import import_module

import pytest

from cxlib import STEPS
from cxlib.findings import released
from cxlib.report.blocks import block, notes
from cxlib.report.commentary import commentary
from cxlib.report.layouts import LAYOUTS
from cxlib.report.methods import SENTENCES
from cxlib.report.sections import CHANGES, SECTIONS, SHOWN_IN_MONITOR, TITLES
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


def test_the_chapters_are_the_steps_in_their_order():
    assert tuple(TITLES) == STEPS


def test_every_section_says_how_it_was_found():
    silent = {s.name for s in SECTIONS} - set(SENTENCES) - {"variants", "revisit"}
    assert silent == set()
    assert set(SENTENCES) <= set(REGISTRY)


def test_the_monitor_page_shows_sections_of_the_report():
    assert set(SHOWN_IN_MONITOR) <= {s.name for s in SECTIONS}
    assert set(CHANGES) <= set(REGISTRY)


def test_a_finding_stands_in_the_section_of_its_evidence(shown):
    section = next(s for s in SECTIONS if s.name == "breakdowns")
    made = block(shown, section, commentary(shown))
    assert [f["id"] for f in made.findings] == ["breakdown:checkout"]
    assert notes(shown, section) == []


def test_who_is_stuck_is_counted_never_named(shown):
    section = next(s for s in SECTIONS if s.name == "stuck")
    lines = " ".join(block(shown, section, commentary(shown)).lines)
    assert "40 customers stuck" in lines
    assert "h00" not in lines


def test_a_table_with_nothing_to_show_says_what_that_means(make):
    results = make["results"]() | {"alerts": empty("alerts")}
    shown = released(make["engagement"](), results)
    section = next(s for s in SECTIONS if s.name == "alerts")
    assert block(shown, section, commentary(shown)).quiet.startswith("No alert")
    gone = released(make["engagement"](), results | {"kpis": empty("kpis")})
    assert block(gone, section, commentary(gone)).quiet == ""
