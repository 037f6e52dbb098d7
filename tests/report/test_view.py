"""What may be shown: small groups are hidden before anything can be drawn."""

from __future__ import annotations

import pandas as pd

from cxlib.findings import released
from cxlib.results import REGISTRY


def test_every_table_is_there_with_its_note_even_without_results(engagement):
    shown = released(engagement, {})
    assert set(shown.tables) == set(REGISTRY)
    assert all("base_note" in table for table in shown.tables.values())


def test_the_results_themselves_are_left_as_they_are(engagement, results):
    before = results["variants"].copy()
    assert released(engagement, results)["variants"]["n"].isna().any()
    pd.testing.assert_frame_equal(results["variants"], before)


def test_a_table_of_an_earlier_version_may_lack_a_column(engagement, results):
    old = results["moments"].drop(columns="why")
    assert released(engagement, {"moments": old})["moments"]["why"].isna().all()


def test_an_outcome_is_told_by_the_metric_of_its_kind(shown):
    assert shown.metric("recommend") == "nps"
    assert shown.metric("solved") == "share"
    assert set(shown.scores()["metric"]) == {"nps"}


def test_what_the_last_report_would_lay_open_is_hidden(engagement, results):
    now = results["variants"].assign(n=results["variants"]["n"] + 4)
    plain = released(engagement, results | {"variants": now})
    with_last = released(engagement, results | {"variants": now}, earlier=results)
    assert plain["variants"]["n"].notna().sum() > with_last["variants"]["n"].notna().sum()
