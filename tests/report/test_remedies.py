"""What is said to be done about a moment: what runs is no offer, a date is the roadmap's, and what
nobody compared is still there."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.findings import released
from cxlib.report import remedies
from cxlib.report.commentary import commentary
from cxlib.report.headline import headline
from cxlib.report.remedies import serving
from cxlib.results import conform, empty

MOMENT, PLACE = "activation:truth", "activation"


def view_of(make, given, plan=(), dates=(), language="en", **results):
    """A view with these initiatives, judged so by the plan and dated so by the roadmap."""
    made = make["engagement"]()
    columns = CONTRACTS["initiatives"].columns
    table = pd.DataFrame(given).reindex(columns=list(columns)).astype({"cost": float})
    table["start"] = pd.to_datetime(table["start"])
    config = made.config.model_copy(update={"language": language})
    engagement = replace(made, config=config, tables={**made.tables, "initiatives": table})
    judged = {"portfolio": plan, "roadmap": dates}
    tables = {
        n: conform(n, pd.DataFrame(rows).reindex(columns=list(empty(n).columns)))
        if rows
        else empty(n)
        for n, rows in judged.items()
    }
    return released(engagement, found(make["results"]) | tables | results)


@cache
def found(results):
    """The moments, and nothing else."""
    return {n: frame if n == "moments" else empty(n) for n, frame in results().items()}


def told(view):
    said = commentary(view)
    return next(m for m in headline(view, said).matters if m.place == PLACE)


def plain(text):
    """With usual spaces: a hard one stands before a currency."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def given(name, status="planned", **more):
    return {"initiative": name, "touchpoint": PLACE, "status": status, "cost": 5000.0} | more


def judged(name, chosen, benefit=None, horizon="now", moment=MOMENT):
    half = None if benefit is None else benefit / 2
    return {"initiative": name, "moment_id": moment, "chosen": chosen, "horizon": horizon,
            "benefit": benefit, "low": half, "high": None if half is None else 3 * half,
            "cost": 5000.0, "unit": "money", "touchpoint": PLACE}  # fmt: skip


def judgement(result, verdict, initiative="new SIM", **measured):
    known = {"initiative": initiative, "kpi": "conversion", "expected": 0.05, "n": 4000,
             "unit": "share", "n_of": "customers", "result": result, "verdict": verdict,
             "method": "ANCOVA", "units": 20.0, "why": "unsaid"} | measured  # fmt: skip
    frame = pd.DataFrame([known]).reindex(columns=list(empty("benefits").columns))
    return {"benefits": conform("benefits", frame)}


KEPT = judgement("realised", "kept", observed=0.06, low=0.03, high=0.09, p_adjusted=0.001)
NOT_YET = judgement("not yet knowable", None)
SINCE = {"start": "2025-02-01"}


@pytest.mark.parametrize(("language", "words"), [
    ("en", "new SIM, running since 1 Feb 2025: costs £5k, kept its promise"),
    ("de", "new SIM, läuft seit 1. Feb. 2025: kostet 5.000 £, hat das Versprechen gehalten"),
])  # fmt: skip
def test_what_runs_is_told_with_its_verdict_and_offered_to_nobody(make, language, words):
    view = view_of(make, [given("new SIM", "running", **SINCE)], [judged("new SIM", False)],
                   language=language, **KEPT)  # fmt: skip
    assert plain(told(view).do) == words


def test_without_a_verdict_what_runs_says_so_or_nothing(make):
    runs, plan = [given("new SIM", "running", **SINCE)], [judged("new SIM", False)]
    ends = "what came of it cannot be told yet"
    assert told(view_of(make, runs, plan, **NOT_YET)).do.endswith(f"costs £5k, {ends}")
    bare = told(view_of(make, runs, plan, benefits=empty("benefits"))).do
    assert bare == "new SIM, running since 1 Feb 2025: costs £5k"


def test_a_verdict_that_does_not_stand_or_is_hidden_is_not_told(make):
    view = view_of(make, [given("new SIM", "running")], [judged("new SIM", False)], **KEPT)
    found = view["findings"]
    fallen = found.assign(stands=found["finding_id"].ne("benefit:new SIM"))
    other = replace(view, tables={**view.tables, "findings": fallen})
    assert told(view).do == "new SIM, already running: costs £5k, kept its promise"
    assert told(other).do == "new SIM, already running: costs £5k"


@pytest.mark.parametrize(("status", "words"), [
    ("running", "new SIM, already running: costs £5k"),
    ("done", "new SIM, already in place: costs £5k"),
])  # fmt: skip
def test_without_a_date_what_is_in_place_has_none(make, status, words):
    dates = [
        {
            "initiative": "new SIM",
            "owner": "IT",
            "start": pd.Timestamp("2026-09-30"),
            "status": status,
        }
    ]
    view = view_of(make, [given("new SIM", status)], [judged("new SIM", False)], dates,
                   benefits=empty("benefits"))  # fmt: skip
    assert told(view).do == words


@pytest.mark.parametrize(("horizon", "start", "words"), [
    ("now", "2027-02-01", "from 1 Feb 2027"),
    ("prepare", "2027-01-01", "to prepare now, from 1 Jan 2027"),
    ("later", "2027-05-03", "from 3 May 2027"),
    ("now", None, "no date yet"),
])  # fmt: skip
def test_what_is_planned_starts_when_the_roadmap_says(make, horizon, start, words):
    """The client's own day and the readiness are what the roadmap made its day of."""
    dates = [
        {
            "initiative": "new SIM",
            "owner": "IT",
            "start": pd.to_datetime(start),
            "status": "planned",
        }
    ]
    view = view_of(make, [given("new SIM", start="2026-10-15")],
                   [judged("new SIM", True, 80_000.0, horizon)], dates)  # fmt: skip
    got = told(view).do
    assert got == (
        f"new SIM, {words}: costs £5k, expected to bring £80k (£40k to £120k) over 12 months"
    )
    assert "to start now" not in got


def test_a_run_without_a_roadmap_says_how_ready_its_owner_is(make):
    view = view_of(make, [given("new SIM")], [judged("new SIM", True, 80_000.0)])
    assert told(view).do.startswith("new SIM, to start now: costs")


@pytest.mark.parametrize(("language", "words"), [
    ("en", "new SIM, planned from 1 Nov 2026: costs £5k, what it brings is not known"),
    ("de", "new SIM, geplant ab 1. Nov. 2026: kostet 5.000 £, was es bringt, ist nicht bekannt"),
])  # fmt: skip
def test_where_nothing_was_compared_the_client_s_initiative_is_there_all_the_same(
    make, language, words
):
    view = view_of(make, [given("new SIM", start="2026-11-01", owner="IT")], language=language)
    matter = told(view)
    assert plain(matter.do) == words
    assert matter.owner == "IT"


def test_a_cost_that_nobody_knows_is_left_out(make):
    view = view_of(make, [given("new SIM", cost=None)])
    assert told(view).do == "new SIM, planned: what it brings is not known"


def test_what_was_stopped_serves_nobody(make):
    view = view_of(make, [given("new SIM", "stopped")], [judged("new SIM", False)])
    assert serving(view, MOMENT) is None
    assert "new SIM" not in told(view).do


def test_of_several_the_plan_s_own_come_first_then_what_runs_then_what_was_left_out(make):
    runs, left = given("old SIM", "running"), given("gold SIM")
    plan = [judged("old SIM", False), judged("gold SIM", False, 90_000.0)]
    both = [judged("new SIM", True, 10.0), *plan]
    first = serving(view_of(make, [runs, left, given("new SIM")], both), MOMENT)
    assert first.row["initiative"] == "new SIM"
    assert serving(view_of(make, [runs, left], plan), MOMENT).row["initiative"] == "old SIM"
    alone = view_of(make, [left | {"owner": "IT"}], plan[1:])
    assert told(alone).do.startswith("gold SIM, not in the plan: costs £5k, expected to bring £90k")
    assert told(alone).owner != "IT"  # nobody's task: whoever owns the touchpoint has it


def test_of_those_nobody_compared_the_one_that_names_the_moment_comes_first(make):
    view = view_of(make, [given("a guide"), given("new SIM", moment="truth")])
    assert serving(view, MOMENT).row["initiative"] == "new SIM"
    elsewhere = view_of(make, [given("new SIM", touchpoint="repair")])
    assert serving(elsewhere, MOMENT) is None


def test_points_of_the_outcome_are_no_money(make):
    row = judged("new SIM", True, 4.0) | {"unit": "points"}
    assert "£4" not in told(view_of(make, [given("new SIM")], [row])).do.partition("bring")[2]


def test_the_guard_sees_an_offer_of_what_runs(make, monkeypatch):
    """Where what is in place is taken as open, the sentence is one of a new initiative."""
    monkeypatch.setattr(remedies, "IN_PLACE", ())
    view = view_of(make, [given("new SIM", "running", **SINCE)], [judged("new SIM", False)], **KEPT)
    assert "not in the plan" in told(view).do
    assert "running" not in told(view).do
