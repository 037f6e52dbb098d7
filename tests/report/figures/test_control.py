"""Small multiples: which series, in which unit."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.language import words
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
     ("answer seconds", [80.0, 120.0], "120"), ("availability", [0.995, 0.998], "0.9980")],
)  # fmt: skip
def test_each_kpi_in_its_unit(shown, kpi, values, written):
    shown_as = control.unit(shown, kpi, pd.Series(values))
    assert shown_as(values[-1]) == written


def test_a_signal_is_named_in_words(shown, texts):
    written = " ".join(t for t, _ in texts(control.draw(shown)))
    assert "outside below" in written
    assert "signal: outside below" in control.alt(shown)
    assert words.base(284)[:4] == "n = "
