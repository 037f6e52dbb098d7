"""Tables of the report: words in the cells, every layout on real columns."""

from __future__ import annotations

import pytest

from cxlib.report import tables
from cxlib.report.layouts import LAYOUTS
from cxlib.results import REGISTRY


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_fits_its_table(name, shown):
    cells = tables.cells(shown, name)
    assert name in REGISTRY
    assert len(cells) == len(shown[name])


def test_a_number_stands_with_its_interval_and_n(shown):
    row = tables.cells(shown, "moments").iloc[0]
    assert row["n"] == "5,200"
    assert row["effect on staying (interval)"] == "−14 (−18 to −10) percentage points"
    assert row["at stake a year (interval)"] == "£1.9m (£1.3m to £2.5m)"


def test_a_low_base_is_marked_and_a_hidden_row_says_why(shown):
    n = tables.cells(shown, "variants")["n"].tolist()
    assert "12 (low base)" in n
    assert "fewer than 10, or hidden to protect them" in n


def test_columns_without_a_word_are_left_out(shown):
    assert "touchpoint" in tables.cells(shown, "strategies")
    silent = shown["strategies"].assign(risk="")
    assert "risk" not in tables.cells(shown, "strategies", silent)


def test_only_the_first_rows_are_printed(shown):
    made = tables.markup(shown, "touchpoint_map", most=5)
    assert made.count("<tr") == 6


def test_an_empty_table_prints_nothing(shown):
    assert tables.markup(shown, "moments", shown["moments"].head(0)) == ""


def test_a_notebook_gets_the_same_cells_escaped(shown):
    frame = shown["moments"].assign(touchpoint="<img src=x>")
    html = tables.table(shown, "moments", frame).as_raw_html()
    assert "<img" not in html
    assert "&lt;img src=x&gt;" in html
