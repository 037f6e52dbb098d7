"""The whole step: every table of the registry, with data and without."""

import pandas as pd
import pytest

from cxlib import alignment
from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.results import REGISTRY, SHARED, blank, conform, tables_of

CONFIG = {
    "client": "Testing Ltd",
    "currency": "GBP",
    "period": "month",
    "outcomes": {"recommend": {"kind": "nps"}},
    "policy": {"privacy_n": 5},
}


ABSENT = {"raci": "not supplied", "readiness": "not asked", "initiatives": "no initiatives",
          "activities": "no activities"}  # fmt: skip


def frames():
    return {
        "kpis": pd.DataFrame({"kpi": "sales", "period": [f"2026-{m:02d}" for m in range(1, 10)],
                              "value": 1.0}),
        "touchpoints": pd.DataFrame({"touchpoint": ["cart", "bill", "shop"], "stage": "use",
                                     "owner": ["Web", "Money", "Web"]}),
        "initiatives": pd.DataFrame(
            {"initiative": ["honest cart", "new bill"], "touchpoint": ["cart", "bill"],
             "owner": ["Web", "Money"], "months": 2.0, "cost": 10.0, "kpi": ["sales", None],
             "expected_change": 1.0, "expected_by": pd.Timestamp("2026-11-30"),
             "depends_on": [None, "honest cart"], "status": "planned"}
        ),
        "owners": pd.DataFrame({"owner": ["Web", "Money"], "department": ["Digital", "Finance"],
                                "capacity": 1.0}),
        "raci": pd.DataFrame(
            [("cart", "Digital", "A"), ("cart", "Digital", "R"), ("cart", "IT", "C"),
             ("bill", "Finance", "A"), ("honest cart", "Digital", "R")],
            columns=["subject", "department", "letter"],
        ),
        "readiness": pd.DataFrame({"department": ["Digital"] * 6 + ["Finance"] * 3,
                                   "awareness": 4.0, "motivation": 4.0, "capability": 3.0}),
        "activities": pd.DataFrame({"activity": ["sync", "print"], "touchpoint": ["cart", "bill"],
                                    "department": ["IT", "Finance"], "cost": [10.0, 90.0]}),
    }  # fmt: skip


def earlier():
    names = [n for step in ("mapping", "diagnosis", "strategy") for n in tables_of(step)]
    moments = {"moment_id": "cart:friction", "touchpoint": "cart", "moment": "friction",
               "grade": "both", "n": 90, "value_at_stake": 500.0, "value_low": 400.0,
               "value_high": 600.0, "rank": 1}  # fmt: skip
    chosen = {"initiative": ["honest cart", "new bill"], "moment_id": ["cart:friction", None],
              "benefit": [50.0, 20.0], "low": 1.0, "high": 99.0, "cost": 10.0, "chosen": True,
              "horizon": ["now", "prepare"], "unit": "GBP"}  # fmt: skip
    guilty = {"activity": "sync", "touchpoint": "cart", "measure": "failure", "n": 90,
              "acts_on": "breakdown", "n_of": "visits", "effect": 0.5, "p_adjusted": 0.01,
              "harmful": True}  # fmt: skip
    given = {"moments": pd.DataFrame([moments]), "portfolio": pd.DataFrame(chosen),
             "backstage": pd.DataFrame([guilty])}  # fmt: skip
    tables = blank(tuple(names))
    for name, frame in given.items():
        tables[name] = conform(name, frame.reindex(columns=list(tables[name].columns)))
    return tables


def built(gone=()):
    return from_frames(CONFIG, {k: v for k, v in frames().items() if k not in gone})


def run(gone=(), results=None):
    """The step's tables, and what may be shown and claimed of all tables."""
    engagement, before = built(gone), results or earlier()
    tables = alignment.run(engagement, before)
    assert set(tables) == {*alignment.GIVES, "notes", "refutations"}
    told = {name: conform(name, _whole(name, table))
            for name, table in tables.items()}  # fmt: skip
    return told, released(engagement, before | told)


def _whole(name, table):
    """As the store writes it: what it adds to a shared table."""
    if name not in SHARED:
        return table
    return table.assign(step="alignment")


@pytest.fixture(scope="module")
def both():
    return run()


@pytest.fixture(scope="module")
def tables(both):
    return both[0]


@pytest.fixture(scope="module")
def shown(both):
    return both[1]


def test_every_table_holds_something(tables):
    assert all(len(tables[name]) for name in alignment.GIVES)


def test_raci_faults(tables):
    found = set(zip(tables["raci_findings"].subject, tables["raci_findings"].rule, strict=True))
    assert found == {
        ("cart", "cause elsewhere"), ("bill", "none responsible"), ("shop", "orphan"),
        ("honest cart", "none accountable"), ("new bill", "orphan"),
    }  # fmt: skip


def test_the_cause_is_made_responsible(tables, shown):
    cause = tables["raci_findings"].set_index("rule").loc["cause elsewhere"]
    assert (cause.departments, cause.activity, cause.remedy_by) == ("Digital", "sync", "IT")
    worded = shown["raci_findings"].set_index("rule").loc["cause elsewhere"]
    assert worded.remedy == "make IT responsible here too, with a shared target"


def test_the_plan_starts_after_the_period_and_keeps_the_order(tables):
    road = tables["roadmap"].set_index("initiative")
    assert road.start["honest cart"] == pd.Timestamp("2026-10-01")
    assert road.start["new bill"] >= road.end["honest cart"]


def test_small_groups_are_not_judged(tables):
    gates = tables["gates"].set_index("department")
    assert gates.horizon.to_dict() == {"Digital": "prepare", "Finance": "now"}
    assert gates.n.to_dict() == {"Digital": 6, "Finance": 3}


def test_who_is_not_judged_is_told(shown):
    notes = shown["notes"].set_index("code")
    assert notes.audience["too few"] == "reader"
    assert notes.note["too few"] == (
        "Fewer than 5 people answered in Finance: their readiness is neither shown nor judged."
    )


def test_what_falls_short_is_tested(tables):
    asked = tables["readiness"].set_index(["department", "measure"])
    assert asked.needed.eq(3.5).all()
    assert asked.short.fillna(False)[asked.score < 3.5].all()  # they all say the same
    assert not asked.short.fillna(False)[asked.score >= 3.5].any()
    assert not asked.divided.fillna(False).any()


def test_value_goes_to_the_guilty_activity(tables):
    chain = tables["value_chain"].set_index("activity")
    assert chain.value_share.dropna().to_dict() == {"sync": 1.0}  # print's was not measured


def test_findings_of_initiatives_lead_to_their_kpi(shown):
    found = shown["findings"].set_index("finding_id")
    assert found.leads_to["plan:honest cart"] == "sales"
    assert found.evidence["plan:new bill"].endswith("No KPI watches it.")
    assert found.direction["plan:new bill"] == "late"
    assert found.statement["plan:new bill"] == (
        "Money will have “new bill” in place only by 2 Mar 2027, after its benefit is expected."
    )


@pytest.mark.parametrize("gone", [
    ["raci"], ["readiness"], ["owners"], ["activities"], ["initiatives"], ["touchpoints"],
    ["raci", "readiness", "owners", "activities", "initiatives", "touchpoints"],
])  # fmt: skip
def test_missing_tables_are_notes_and_not_failures(gone):
    _, shown = run(gone)
    said = set(shown["notes"].loc[shown["notes"].step == "alignment", "code"])
    assert {ABSENT[name] for name in gone if name in ABSENT} <= said


def test_empty_results_are_no_failure():
    run(results={name: table.iloc[:0] for name, table in earlier().items()})


def test_needs_name_real_tables():
    from cxlib.engagement.contracts.tables import CONTRACTS

    assert set(alignment.NEEDS) <= {*REGISTRY, *CONTRACTS}


def test_a_readiness_survey_without_an_answer_was_not_asked():
    given = frames()
    given["readiness"] = given["readiness"][["department"]]
    found = alignment.run(from_frames(CONFIG, given), earlier())
    assert found["readiness"].empty
    assert "not asked" in found["notes"]["code"].tolist()
