"""A picture is drawn once for page, deck and map, and the same whoever shows it."""

from __future__ import annotations

from dataclasses import replace

from cxlib.report import canvas, write_deck, write_map, write_page
from cxlib.report.drawing import drawn, the_picture
from cxlib.report.figures import journey_map
from cxlib.report.showing import picture

META = {"period": "2026-09", "run": "001", "verdict": "send", "reasons": [], "versions": {}}


def test_page_deck_and_map_share_one_drawing(shown, tmp_path, monkeypatch):
    times, draw = [], journey_map.draw
    monkeypatch.setattr(journey_map, "draw", lambda view: times.append(view) or draw(view))
    view = replace(shown)
    write_page(tmp_path / "report.html", view, META)
    write_deck(tmp_path / "report.pptx", view, META)
    write_map(tmp_path / "map.svg", view)
    assert times == [view]
    write_map(tmp_path / "again.svg", replace(view))  # another view is drawn for itself
    assert len(times) == 2


def test_showing_one_in_one_form_leaves_the_others_as_they_are(shown):
    shared = the_picture(shown, "journey_map").figure
    canvas.png(shared, 180), canvas.svg_file(shared, "title", "told")
    assert canvas.svg(shared) == canvas.svg(drawn(shown, "journey_map").figure)


def test_a_notebook_has_a_figure_of_its_own(shown):
    """What somebody changes in it does not reach the report."""
    mine = picture(shown, "journey_map").figure
    mine.axes[0].set_title("mine")
    assert mine is not the_picture(shown, "journey_map").figure
    assert canvas.svg(the_picture(shown, "journey_map").figure) != canvas.svg(mine)
