"""The evidence chain of a plan: whole as the steps write it, and ten planted breaks each named."""

import pandas as pd
import pytest

from cxlib import strategy
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
        tables = results | strategy.run(engagement, results)
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


CLAIMS = [
    ({"evidence": None}, "claims something without evidence"),
    ({"evidence": "moments[moment_id=moon:truth]"}, "rests on moments[moment_id=moon:truth]"),
    ({"leads_to": "initiative:moon"}, "leads to 'initiative:moon': not there"),
]


@pytest.mark.parametrize(("change", "words"), CLAIMS)
def test_a_claim_that_rests_on_nothing_is_named(chain, change, words):
    engagement, tables = chain()
    claim = tables["findings"].iloc[[0]].assign(finding_id="claim:x", **change)
    tables["findings"] = pd.concat([tables["findings"], claim], ignore_index=True)
    found = broken_links(engagement, tables)
    assert len(found) == 1
    assert "claim:x" in found[0]
    assert words in found[0]
