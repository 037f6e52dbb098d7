"""Findings as a page prints them, and of which time its figures are."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.report.telling import periods_told, told

ALERT = "alert:recommend:touchpoint=shop visit:outside"


def rows(shown, *ids):
    return shown["findings"].set_index("finding_id", drop=False).loc[list(ids)]


def test_a_finding_has_its_claim_its_grade_and_its_evidence(shown):
    one = told(shown, rows(shown, ALERT))[0]
    assert one.id == ALERT
    assert one.statement == (
        "In September 2026, recommend at shop visit stood at NPS −2, worse than expected "
        "(about NPS +18)."
    )
    assert one.sure == "said by customers"
    assert one.evidence == (
        "Expected from its own past: NPS +18 (+3 to +33); adjusted over all series, p = 0.001. "
        "284 answers in September 2026."
    )
    assert one.roles == ""


def test_findings_keep_the_order_in_which_they_are_given(shown):
    ids = ["raci:advert:several accountable", ALERT, "moment:activation:truth"]
    assert [t.id for t in told(shown, rows(shown, *ids))] == ids
    assert told(shown, shown["findings"].head(0)) == []


def test_roles_are_those_of_the_reader_and_empty_for_others(shown):
    ids = [ALERT, "moment:activation:truth"]
    made = told(shown, rows(shown, *ids), {ALERT: "you answer for the KPI"})
    assert [t.roles for t in made] == ["you answer for the KPI", ""]


def test_where_no_check_was_tried_none_is_spoken_of(shown):
    for one in told(shown, shown["findings"]):
        assert "checks" not in one.evidence


def test_where_none_was_survived_none_is_spoken_of(make):
    tried = pd.DataFrame({"finding_id": ALERT, "refuter": ["shuffled"], "result": ["broke"],
                          "figures": "{}", "step": "monitoring"})  # fmt: skip
    results = make["results"]() | {"refutations": tried.astype("string")}
    shown = released(make["engagement"](), results)
    assert "checks" not in told(shown, rows(shown, ALERT))[0].evidence


@pytest.mark.parametrize("evidence", ["", None, pd.NA])
def test_without_evidence_nothing_is_called_tested(shown, evidence):
    bare = rows(shown, ALERT).assign(evidence=evidence)
    assert told(shown, bare)[0].evidence == ""


def test_refuters_that_a_claim_survived_are_named(make):
    results = make["results"]()
    tried = pd.DataFrame({"finding_id": ALERT, "refuter": ["shuffled", "half"],
                          "result": ["survived", "broke"], "figures": "{}",
                          "step": "monitoring"})  # fmt: skip
    shown = released(make["engagement"](), results | {"refutations": tried.astype("string")})
    evidence = told(shown, rows(shown, ALERT))[0].evidence
    assert evidence.endswith("Further checks survived: refuter shuffled.")


@pytest.mark.parametrize(("window", "period", "said"), [
    (None, None, "all of the data"),
    (None, "2026-09", "all of the data up to September 2026"),
    ("12 months", "2026-09", "12 months to September 2026"),
    ("1 month", "2026-09", "one month to September 2026"),
    ("2 quarters", "2026-09", "2 quarters to September 2026"),
    ("1 year", "2026-09", "one year to September 2026"),
])  # fmt: skip
def test_the_time_of_the_figures_is_said(shown, window, period, said):
    config = shown.engagement.config.model_copy(update={"window": window})
    engagement = replace(shown.engagement, config=config, period=period)
    assert periods_told(replace(shown, engagement=engagement)) == said
