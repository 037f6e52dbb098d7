"""The evidence chain of a plan: whole as the steps write it, and ten planted breaks each named."""

import pandas as pd
import pytest

from cxlib import strategy
from cxlib.findings import released
from cxlib.findings.evidence import broken_links
from cxlib.results import conform


def plan(**change):
    row = {"initiative": "honest cart", "touchpoint": "checkout", "variable": None, "uplift": 0.5,
           "cost": 9_000.0, "owner": "Web", "kpi": "recommend", "expected_change": 3.0,
           "expected_by": pd.Timestamp("2027-06-30"), "status": "planned"}  # fmt: skip
    return pd.DataFrame([row | change])


@pytest.fixture
def chain(built, results):
    """An engagement with one initiative, and every result there would be."""

    def make(**change):
        engagement = built(initiatives=plan(**change))
        made = strategy.run(engagement, results)
        tables = results | {name: conform(name, made[name]) for name in strategy.GIVES}
        tables = dict(released(engagement, tables).tables)
        watched = pd.DataFrame({"kpi": ["recommend"], "scope": "overall", "period": "2026-09"})
        tables["kpis"] = conform("kpis", watched.reindex(columns=list(_columns("kpis"))))
        return engagement, tables

    return make


def _columns(name):
    from cxlib.results import REGISTRY

    return REGISTRY[name].columns


def test_the_chain_is_whole_as_the_steps_write_it(chain):
    engagement, tables = chain()
    assert len(tables["findings"]) > 2
    assert broken_links(engagement, tables) == []


BREAKS = [
    ({"owner": None}, "'honest cart' has no owner"),
    ({"owner": "Nobody"}, "has the owner 'Nobody', who is unknown"),
    ({"kpi": None}, "names no KPI that would show its benefit"),
    ({"kpi": "smiles"}, "has the KPI 'smiles', which nobody watches"),
    ({"expected_change": None}, "promises no change of its KPI"),
    ({"expected_by": pd.NaT}, "names no date for its benefit"),
    ({"touchpoint": "moon"}, "is at 'moon', which is not on the map"),
    ({"variable": "moonlight"}, "moves the variable 'moonlight', which nobody measures"),
]


@pytest.mark.parametrize(("change", "words"), BREAKS)
def test_a_break_in_the_plan_is_named(chain, change, words):
    assert any(words in line for line in broken_links(*chain(**change)))


def test_a_claim_that_rests_on_nothing_is_named(chain):
    engagement, tables = chain()
    first, rows = tables["findings"].finding_id[0], tables["finding_rows"]
    tables["finding_rows"] = rows[rows.finding_id != first]
    assert broken_links(engagement, tables) == [
        f"The finding '{first}' claims something without evidence."
    ]


def test_a_claim_that_rests_on_a_row_that_is_not_there_is_named(chain):
    engagement, tables = chain()
    rows = tables["finding_rows"]
    elsewhere = rows.key.mask(rows.table == "portfolio", '{"initiative": "moon"}')
    tables["finding_rows"] = rows.assign(key=elsewhere)
    found = broken_links(engagement, tables)
    assert found
    assert all("rests on portfolio[initiative=moon]: not there" in line for line in found)


def test_a_claim_that_leads_nowhere_is_named(chain):
    engagement, tables = chain()
    claims = tables["findings"]
    first = claims.index == claims.index[0]
    tables["findings"] = claims.assign(leads_to=claims.leads_to.mask(first, "initiative:moon"))
    found = broken_links(engagement, tables)
    assert len(found) == 1
    assert "leads to 'initiative:moon': not there" in found[0]
