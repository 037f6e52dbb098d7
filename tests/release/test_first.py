"""What is shown before the steps ran is not hidden by them: shown once, it can be subtracted."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.alignment.preparedness import preparedness
from cxlib.engagement import load
from cxlib.engagement.config import Policy
from cxlib.release.first import told_at_first, untold
from cxlib.release.sums import sums
from cxlib.release.suppression import released
from cxlib.release.view import view
from cxlib.resources import kit


@pytest.fixture(scope="module")
def larkfield():
    return load(kit("sample_data"))


def counts(shown) -> pd.Series:
    told = shown["quality"].set_index(["table", "check"])["n"]
    return told[told.index.get_level_values("check").isin(["rows in", "rows used"])]


def test_the_rows_read_are_the_same_before_and_after_a_small_department_is_hidden(larkfield):
    read = {"quality": larkfield.quality}
    before = view(larkfield, read)
    after = view(larkfield, read | preparedness(larkfield))
    pd.testing.assert_series_equal(counts(before), counts(after))
    hidden = after["readiness"].query("base_note == 'hidden'")
    assert set(hidden["department"]) == {"IT"}, "nobody else is hidden for it"
    assert counts(before)["readiness"].isna().all()
    assert counts(before).sort_index().drop("readiness").notna().all()


def test_where_no_department_is_small_the_rows_read_are_told(larkfield):
    everybody = larkfield.table("readiness")
    many = replace(
        larkfield,
        tables={**larkfield.tables, "readiness": everybody[everybody["department"] != "IT"]},
    )
    assert untold(larkfield) == ["readiness"]
    assert untold(many) == []


@pytest.mark.parametrize("small", [4, 9])
def test_a_total_shown_first_hides_nobody(small):
    """A touchpoint of few is hidden beside another touchpoint, not behind the total."""
    read = pd.DataFrame({"table": ["interactions"], "check": ["rows used"], "n": [small + 60]})
    used = pd.DataFrame({"touchpoint": list("abc"), "interactions": [small, 25, 35],
                         "customers": [small, 25, 35]})  # fmt: skip
    tables = {"quality": read, "touchpoint_map": used}
    shown = released(tables, Policy())
    assert shown["quality"]["n"].tolist() == [small + 60]
    assert shown["touchpoint_map"]["interactions"].isna().tolist() == [True, True, False]
    drawn = sums(tables)
    assert {drawn.cells[n].table for n in told_at_first(drawn)} == {"quality"}
