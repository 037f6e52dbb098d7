"""What is told first concerns what is drawn first."""

import pytest

from cxlib.findings.order import about, on_row, weights
from cxlib.report.sections import SECTIONS

# sections whose picture has rows in a free order, and the rows that it draws
FREE = {
    "drivers": "cxlib.report.figures.drivers",
}


def test_findings_come_by_weight(english):
    weight = english.view["findings"]["weight"]
    assert weight.is_monotonic_decreasing


@pytest.mark.parametrize("section", [s.name for s in SECTIONS if s.told])
def test_the_first_finding_is_the_weightiest_of_its_table(english, section):
    found = about(english.view, (section,))
    rows = english.view[section]
    known = weights(english.view, section, rows).dropna()
    if found.empty or known.empty:
        return
    heaviest = rows.loc[known.idxmax()]
    first = next(rows.loc[[heaviest.name]].itertuples())
    assert found["weight"].max() >= known.max()
    assert on_row(english.view, section, first)
