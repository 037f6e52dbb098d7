"""The whole step: every table of the registry, with data and without."""

from dataclasses import replace

import pandas as pd
import pytest

from cxlib import strategy
from cxlib.findings import released
from cxlib.findings.evidence import broken_links
from cxlib.results import REGISTRY, conform
from cxlib.results.kinds import CODED


def check(tables):
    assert set(tables) == {*strategy.GIVES, "notes", "refutations"}
    assert "findings" not in tables  # a step writes no sentence
    for name in strategy.GIVES:
        conform(name, tables[name])


def told(engagement, results):
    made = strategy.run(engagement, results)
    tables = results | {name: conform(name, made[name]) for name in strategy.GIVES}
    notes = made["notes"].assign(step="strategy")
    return released(engagement, tables | {"notes": conform("notes", notes)})


def test_every_table_is_given(engagement, results):
    tables = strategy.run(engagement, results)
    check(tables)
    assert all(len(tables[name]) for name in ("strategies", "portfolio", "triggers"))


@pytest.mark.parametrize("gone", [
    ["initiatives"], ["owners"], ["readiness"], ["activities"], ["touchpoints"],
    ["initiatives", "owners", "readiness", "activities", "touchpoints", "variables"],
])  # fmt: skip
def test_missing_tables_are_notes_and_not_failures(built, results, gone):
    check(strategy.run(built(**dict.fromkeys(gone)), results))


def test_empty_results_of_earlier_steps_are_no_failure(built, results):
    check(strategy.run(built(), {name: table.iloc[:0] for name, table in results.items()}))


def test_of_events_alone_nothing_is_asked_and_it_is_said(built, results):
    """Nothing rated, nothing tested: "maintain" would be an all-clear of what nobody looked at."""
    seen = results["touchpoint_map"]
    nothing = {name: table.iloc[:0] for name, table in results.items()} | {"touchpoint_map": seen}
    places = pd.DataFrame({"touchpoint": seen["touchpoint"], "stage": "use", "forced": False})
    made = strategy.run(built(variables=None, activities=None, touchpoints=places), nothing)
    assert made["strategies"].empty
    said = made["notes"].set_index("section")["code"]
    assert "not examined" in list(said.loc[["strategies"]])


def test_needs_name_real_tables(engagement):
    from cxlib.engagement.contracts.tables import CONTRACTS

    assert set(strategy.NEEDS) <= {*REGISTRY, *CONTRACTS}


def test_every_code_of_the_step_is_worded(engagement, results):
    shown = told(engagement, results)
    assert shown["notes"].note.str.len().gt(10).all()
    for name in strategy.GIVES:
        for column, kind in REGISTRY[name].columns.items():
            if kind is CODED:
                said = shown[name][column].dropna()
                assert not said.str.contains(r"[{}]|–", regex=True).any(), (name, column)


def test_findings_point_at_rows_that_are_there(engagement, results):
    shown = told(engagement, results)
    assert set(shown["findings"].finding_id) == set(shown["finding_rows"].finding_id)
    broken = broken_links(engagement, shown.tables | {"kpis": watched()})
    assert [line for line in broken if line.startswith("The finding")] == []


def watched():
    kpis = pd.DataFrame({"kpi": ["recommend"], "scope": "overall", "period": "2026-09"})
    return conform("kpis", kpis.reindex(columns=list(REGISTRY["kpis"].columns)))


@pytest.mark.parametrize(("status", "proposed"), [("stopped", True), ("planned", False)])
def test_what_was_stopped_serves_no_moment(built, results, engagement, status, proposed):
    """Where every initiative of a moment was stopped, the kit has something to propose again."""
    initiatives = engagement.table("initiatives")
    moment = results["moments"].touchpoint.iloc[0]
    assert moment in set(initiatives.touchpoint)
    mine = initiatives.touchpoint.eq(moment)
    changed = initiatives.assign(status=initiatives.status.mask(mine, status))
    tables = strategy.run(built(initiatives=changed), results)
    assert (moment in set(tables["proposals"].touchpoint)) is proposed


def test_a_language_without_key_words_is_said(built, results):
    engagement = built()
    config = engagement.config.model_copy(update={"language": "fi"})
    finnish = replace(engagement, config=config)
    assert "no key words" in set(strategy.run(finnish, results)["notes"].code)
    assert "no key words" not in set(strategy.run(engagement, results)["notes"].code)
