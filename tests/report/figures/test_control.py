"""Small multiples: which series, in which unit."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.report.figures import control


def test_alerts_come_before_quiet_series_of_the_same_kind(shown):
    chosen = control.series(shown)
    parts = [key for key in chosen if key[1] != "overall"]
    assert parts[0] == ("recommend", "touchpoint=shop visit")


def test_the_picture_has_a_limit_and_says_what_is_left_out(shown, texts):
    written = " ".join(t for t, _ in texts(control.draw(shown)))
    assert "12 of 13 series" in written


@pytest.mark.parametrize(
    ("kpi", "values", "written"),
    [("recommend", [10.0, 20.0], "+20"), ("retention", [0.5, 0.6], "60%"),
     ("answer seconds", [80.0, 120.0], "120"), ("availability", [0.995, 0.998], "0.998")],
)  # fmt: skip
def test_each_kpi_in_its_unit(shown, kpi, values, written):
    scale = control.scale(shown, kpi, pd.Series(values))
    assert scale.within(values[-1], None, None) == written


def test_a_signal_is_named_in_words(shown, texts):
    written = " ".join(t for t, _ in texts(control.draw(shown)))
    assert "below its limits" in written
    assert "signal: below its limits" in control.alt(shown)
    assert "n = 284 answers, in September 2026" in control.alt(shown)


def test_a_unit_that_the_step_gives_is_taken(shown):
    given = shown["kpis"].assign(unit="money")
    tables = {**shown.tables, "kpis": given}
    told = control.scale(replace(shown, tables=tables), "retention", pd.Series([0.5]))
    assert told.within(1200.0, None, None) == "£1.2k"


def test_a_series_ends_are_months_in_words(shown, texts):
    written = [t for t, _ in texts(control.draw(shown))]
    assert "Sep 2026" in written
    assert not any("2026-09" in text for text in written)
