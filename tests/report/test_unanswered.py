"""An empty filter is no all-clear: it is one only where something was looked at."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.report import write_page
from cxlib.report.sections import SECTIONS
from cxlib.report.unanswered import CLEAR, TAKES, all_clear, why_nothing

CONFIG = {"client": "Nothing", "period": "month", "outcomes": {"recommend": {"kind": "nps"}}}
ANSWERS = pd.DataFrame({"recommend": [3.0, 9.0, 10.0] * 20,
                        "time": pd.date_range("2026-01-02", periods=60, freq="D")})  # fmt: skip


@pytest.fixture(scope="module")
def bare():
    return released(from_frames(CONFIG, {"responses": ANSWERS}), {})


@pytest.mark.parametrize("name", CLEAR)
def test_nothing_is_clear_where_nothing_was_looked_at(bare, name):
    assert all_clear(bare, name) == ""


def test_what_was_looked_at_and_quiet_is_said(shown):
    assert all_clear(shown, "alerts").startswith("No alert in this period")
    assert all_clear(shown, "nowhere") == ""


@pytest.mark.parametrize(("name", "lacks"), [
    ("transitions", "interactions"), ("backstage", "runs of activities"),
    ("raci_findings", "roles in the RACI matrix"), ("drivers", "variables"),
])  # fmt: skip
def test_a_dead_end_names_what_was_not_supplied(bare, name, lacks):
    assert why_nothing(bare, name) == f"Not supplied: {lacks}."


def test_what_was_supplied_is_not_called_lacking(bare):
    assert why_nothing(bare, "scores") == "What was supplied does not answer this (survey answers)."


@pytest.fixture(scope="module")
def supplied(shown):
    """A client with initiatives and customers, and the sample's results on them."""
    customers = pd.DataFrame({"customer": ["a", "b"], "start": ["2020-01-01", "2021-01-01"]})
    initiatives = pd.DataFrame({"initiative": ["refit"], "cost": [100.0]})
    tables = {"responses": ANSWERS, "customers": customers, "initiatives": initiatives}
    one = shown["lifetime"].reindex([0])
    return replace(shown, engagement=from_frames(CONFIG, tables),
                   tables={**shown.tables, "lifetime": one})  # fmt: skip


@pytest.mark.parametrize(("question", "known", "said"), [
    ("roadmap", "portfolio", "No initiative is in the plan or running"),
    ("retention_curve", "lifetime", "Too few customers were observed from their first months"),
])  # fmt: skip
def test_what_was_judged_is_not_called_too_little(supplied, question, known, said):
    """Initiatives that were compared, customers whose lifetime is told on the same page."""
    assert len(supplied[known])
    assert why_nothing(supplied, question).startswith(said)
    bare = replace(supplied, tables={**supplied.tables, known: supplied[known].head(0)})
    assert why_nothing(bare, question).startswith("What was supplied does not answer this (")


def test_every_question_says_what_it_takes():
    silent = {"kpis", "alerts"}  # these take whatever there is over time
    assert {s.name for s in SECTIONS} - set(TAKES) == silent


def test_a_page_that_claims_something_does_not_say_that_nothing_can_be(bare, make, tmp_path):
    scores = make["results"]()["scores"]
    one = scores[(scores["touchpoint"] == "overall") & (scores["segment"] == "all")]
    some = released(from_frames(CONFIG, {"responses": ANSWERS}), {"scores": one})
    assert len(some["findings"])
    said = write_page(tmp_path / "some.html", some, {}).read_text(encoding="utf-8")
    assert "No finding can be supported" not in said
    none = write_page(tmp_path / "none.html", bare, {}).read_text(encoding="utf-8")
    assert "No finding can be supported" in none
