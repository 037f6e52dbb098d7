"""Past values that changed are named, with the reason where one is written."""

from __future__ import annotations

import json

import pandas as pd

from cxlib.language import Voice
from cxlib.language.voice import counted
from cxlib.monitoring.restated import restated, restated_notes

PERIODS = ["2026-06", "2026-07", "2026-08", "2026-09"]


def kpis(**values: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"kpi": kpi, "scope": "overall", "period": p, "value": v, "n": 100.0, "complete": True}
         for kpi, points in values.items() for p, v in zip(PERIODS, points, strict=True)]
    )  # fmt: skip


PAST = kpis(recommend=[30, 31, 32, 33], churn=[0.02, 0.03, 0.02, 0.02])


def words(notes: list[dict]) -> list[str]:
    told = [(n, json.loads(n["figures"])) for n in notes]
    return [Voice().say(f"note|kpis|{n['code']}", counted(s), **s) for n, s in told]


def test_only_the_past_counts():
    now = kpis(recommend=[30, 31, 32.5, 40], churn=[0.02, 0.03, 0.02, 0.05])
    assert restated(PAST, now, "2026-09").to_dict("records") == [
        {"kpi": "recommend", "scope": "overall", "period": "2026-08", "reported": 32, "now": 32.5}
    ]
    assert restated(PAST, PAST, "2026-09").empty


def test_an_unfinished_value_is_no_restatement():
    now = kpis(recommend=[30, 31, 20, 40], churn=[0.02, 0.03, 0.02, 0.05])
    now.loc[now.value == 20, "complete"] = False
    assert restated(PAST, now, "2026-09").empty


def test_the_reason_is_told_where_it_is_written():
    now = kpis(recommend=[30, 31, 32.5, 40], churn=[0.02, 0.03, 0.02, 0.05])
    written = restated_notes(PAST, now, "2026-09", {"2026-08": "late answers came in"})
    assert [n["code"] for n in written] == ["past changed for a reason"]
    assert words(written) == [
        "One past value of recommend is another than reported (August 2026; then 32, now 32.5), "
        "because: late answers came in"
    ]
    silent = restated_notes(PAST, now, "2026-09", {})
    assert [n["code"] for n in silent] == ["past changed"]
    assert words(silent)[0].endswith("no reason is recorded.")


def test_when_all_of_it_changed_the_definition_did():
    now = kpis(recommend=[130, 131, 132, 133], churn=[0.02, 0.03, 0.02, 0.02])
    told = restated_notes(PAST, now, "2026-09", {})
    assert [n["code"] for n in told] == ["definition changed"]
    assert "its definition seems to have changed" in words(told)[0]


def test_a_kpi_that_is_gone_is_named():
    told = restated_notes(PAST, kpis(recommend=[30, 31, 32, 33]), "2026-09", {})
    assert [n["code"] for n in told] == ["no longer measured"]
    assert words(told) == ["churn was reported before and is no longer measured."]
