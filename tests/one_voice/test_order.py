"""What is told first concerns what is drawn first: read off the pictures as they are drawn."""

from dataclasses import replace
from importlib import import_module

import pytest

from cxlib.findings.order import about, on_row, ranked, weights
from cxlib.report.commentary import commentary
from cxlib.report.deck import PICTURES
from cxlib.report.figures import control
from cxlib.report.front import alerts, matters, others
from cxlib.report.sections import SECTIONS
from cxlib.report.selection import message, of_section

SECTION = {section.name: section for section in SECTIONS}
# pictures whose rows have a free order: the table behind it, and what a row is called in it
FREE = {
    "drivers": ("drivers", lambda view, row, _: view.variable_label(row.variable)),
    "priorities": ("priorities", lambda view, row, _: view.variable_label(row.variable)),
    "asymmetry": ("asymmetry", lambda view, row, _: view.variable_label(row.variable)),
    "themes": ("themes", lambda view, row, module: module._name(view, row)),
    "backstage": ("backstage", lambda view, row, module: module._name(view, row)),
    "leaving": ("leaving", lambda view, row, module: module._name(view, row)),
    "moments": ("moments", lambda view, row, module: module._name(view, row)),
    "benefits": ("benefits", lambda view, row, _: row.initiative),
    "breakdowns": ("breakdowns", lambda view, row, _: row.touchpoint),
    "journeys": ("journeys", lambda view, row, _: row.journey),
    "portfolio": ("portfolio", lambda view, row, _: row.initiative),
    "raci_findings": ("raci_findings", lambda view, row, _: row.subject),
    "readiness": ("gates", lambda view, row, _: row.department),
    "value_chain": ("value_chain", lambda view, row, _: row.activity),
    "kpis": ("kpis", lambda view, row, _: view.voice.kpi(row.kpi)),
}
# where a picture is called otherwise than its section
PICTURE = {"raci_findings": "raci", "kpis": "control"}
# every other picture has an order of its own: time, stages, a matrix, the scale of the answers
ORDERED = {"transitions", "funnel", "scores", "answers", "recovery", "retention_curve", "roadmap",
           "mix"}  # fmt: skip
LETTERS = 28  # of a name: the end of a long one may be cut


def heights(figure) -> list[tuple[str, float]]:
    """Every text of a picture with the height at which it stands."""
    from matplotlib.text import Text

    figure.draw_without_rendering()
    return [
        (" ".join(text.get_text().split()), text.get_window_extent().y1)
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip()
    ]


def height(texts, name: str) -> float:
    """How high a name stands at its highest; below everything where it is not drawn."""
    return max((y for text, y in texts if text.startswith(name[:LETTERS])), default=float("-inf"))


def top_row(view, section: str):
    """The row of a section's picture that is drawn highest."""
    table, name = FREE[section]
    module = import_module(f"cxlib.report.figures.{PICTURE.get(section, section)}")
    texts = heights(module.draw(view))
    drawn = [(height(texts, name(view, row, module)), row) for row in view[table].itertuples()]
    best = max(y for y, _ in drawn)
    assert best > float("-inf"), "no row of the table is named in the picture"
    return [row for y, row in drawn if y == best]


def first_concerns_the_top(view, section: str, found) -> bool:
    table = FREE[section][0]
    first = found["finding_id"].iloc[0]
    return any(first in on_row(view, table, row) for row in top_row(view, section))


def test_findings_come_by_weight(english):
    weight = english.view["findings"]["weight"]
    assert weight.is_monotonic_decreasing


def test_every_section_with_a_picture_is_judged_or_has_an_order_of_its_own():
    drawn = {section.name for section in SECTIONS if section.figures}
    assert drawn == set(FREE) | ORDERED
    assert not set(FREE) & ORDERED


@pytest.mark.parametrize("section", FREE)
def test_the_first_finding_of_a_section_concerns_the_top_row_of_its_picture(english, section):
    view = english.view
    found = of_section(view, SECTION[section], commentary(view))
    assert first_concerns_the_top(view, section, found)


@pytest.mark.parametrize("name", [name for name, table in PICTURES if name in FREE])
def test_the_title_of_a_slide_concerns_the_top_row_of_its_picture(english, name):
    table = dict(PICTURES)[name]
    found = message(english.view, commentary(english.view), table)
    assert first_concerns_the_top(english.view, name, found)


def test_the_guard_sees_a_picture_in_another_order(english):
    """With the weights turned round, findings as they were concern the lowest row."""
    view = english.view
    found = of_section(view, SECTION["journeys"], commentary(view))
    turned = view["findings"].assign(weight=-view["findings"]["weight"])
    other = replace(view, tables={**view.tables, "findings": turned})
    assert first_concerns_the_top(view, "journeys", found)
    assert not first_concerns_the_top(other, "journeys", found)


def test_kpis_are_told_in_the_order_in_which_they_are_drawn(english):
    """What raised the alert first, and of quiet series that of the main outcome."""
    view, said = english.view, commentary(english.view)
    told = of_section(view, SECTION["kpis"], said)["subject"].tolist()
    drawn = [f"{kpi}:{scope}" for kpi, scope in control.series(view) if scope == "overall"]
    assert told[: len(drawn)] == drawn
    raised = view["alerts"].iloc[0]
    assert drawn[0] == f"{raised['kpi']}:{raised['scope']}"
    quiet = view["findings"].query("kind == 'kpi' and weight == 0")["subject"]
    assert next(one for one in told if one in set(quiet)) == f"{view.main}:overall"


def test_page_one_tells_an_alert_once_even_where_nothing_else_was_found(english):
    view = english.view
    bare = replace(view, tables={**view.tables, "moments": view["moments"].head(0)})
    said = commentary(bare)
    raised = alerts(bare, said)
    again = others(bare, said)
    names = set(raised["leads_to"])
    assert names
    assert not [one for one in again["subject"] if one.partition(":")[0] in names]
    assert "kpi" in set(others(_without_alerts(bare), said)["kind"])


def _without_alerts(view):
    found = view["findings"]
    return replace(view, tables={**view.tables, "findings": found[found["kind"] != "alert"]})


TABLES = [(section.name, name) for section in SECTIONS for name, _ in section.tables]


@pytest.mark.parametrize(("section", "table"), TABLES)
def test_a_printed_table_begins_with_what_weighs_most(english, section, table):
    view = english.view
    rows = dict(SECTION[section].tables)[table](view)
    printed = ranked(view, table, rows)
    weight = weights(view, table, printed).fillna(-1.0)
    assert weight.is_monotonic_decreasing
    told = about(view, (table,))
    if len(told) and (weight >= 0).any():
        heaviest = weight.max()
        assert weights(view, table, rows).max() == heaviest


def test_page_one_begins_with_the_moment_that_weighs_most(english):
    view = english.view
    told = [one.own["weight"].iloc[0] for one in matters(view, commentary(view)) if len(one.own)]
    assert len(told) > 2
    assert told == sorted(told, reverse=True)
