"""The evidence chain: whole, and each planted break named."""

import json

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings.evidence import broken_links
from cxlib.results import empty

ANSWERS = pd.DataFrame(
    {"recommend": list(range(11)) * 3, "speed": [1, 2, 3, 4, 5, 4, 3, 2, 1, 5, 3] * 3}
)
SOUND = {"initiative": "faster", "touchpoint": "app", "variable": "speed", "owner": "Ops",
         "kpi": "recommend", "expected_change": 2.0, "expected_by": "2027-01-01"}  # fmt: skip


def engagement(*initiatives, **frames):
    tables = {
        "responses": ANSWERS,
        "touchpoints": pd.DataFrame({"touchpoint": ["app"], "stage": ["use"]}),
        "owners": pd.DataFrame({"owner": ["ops"]}),
        "initiatives": pd.DataFrame(list(initiatives) or [SOUND]),
    }
    config = {"client": "A", "period": "none", "outcomes": {"recommend": {"kind": "nps"}}}
    return from_frames(config, tables | frames)


def kpis():
    row = {"period": "2026-01", "kpi": "recommend", "scope": "overall", "n": 30}
    return pd.DataFrame([row]).reindex(columns=empty("kpis").columns)


def finding(**values):
    row = {"finding_id": "driver:speed", "step": "diagnosis", "statement": "s", "grade": "survey",
           "n": 33, "leads_to": "faster"}  # fmt: skip
    return pd.DataFrame([row | values])


def rests(finding_id="driver:speed", table="kpis", **key):
    """A row of `finding_rows`."""
    told = json.dumps(key or {"kpi": "recommend", "scope": "overall", "period": "2026-01"})
    return pd.DataFrame([{"finding_id": finding_id, "table": table, "key": told}])


def results(findings, *rows, **tables):
    return {"findings": findings, "kpis": kpis(), "finding_rows": pd.concat(rows),
            "moments": empty("moments")} | tables  # fmt: skip


def test_a_whole_chain_has_no_broken_link():
    assert broken_links(engagement(), results(finding(), rests())) == []


def test_eleven_planted_breaks_are_all_named():
    planted = [
        SOUND | {"initiative": "ownerless", "owner": None},
        SOUND | {"initiative": "strange", "owner": "Nobody"},
        SOUND | {"initiative": "unwatched", "kpi": "smiles"},
        SOUND | {"initiative": "aimless", "kpi": None},
        SOUND | {"initiative": "vague", "expected_change": None},
        SOUND | {"initiative": "timeless", "expected_by": None},
        SOUND | {"initiative": "lost", "touchpoint": "desk"},
        SOUND | {"initiative": "unmeasured", "variable": "warmth"},
    ]
    found = pd.concat([
        finding(finding_id="bare", leads_to="ownerless"),
        finding(finding_id="hollow", leads_to="strange"),
        finding(finding_id="astray", leads_to="gone"),
    ])  # fmt: skip
    rows = [rests("hollow", "moments", moment_id="x"), rests("astray")]
    said = "\n".join(broken_links(engagement(*planted), results(found, *rows)))
    for name in ("ownerless", "strange", "unwatched", "aimless", "vague", "timeless", "lost",
                 "unmeasured", "bare", "hollow", "astray"):  # fmt: skip
        assert f"'{name}'" in said, name
    assert len(said.splitlines()) == 11


def test_a_finding_must_rest_on_rows_that_are_there():
    rows = [
        rests(),
        rests(table="kpis", kpi="gone", scope="overall"),
        rests(table="nowhere", a="b"),
    ]
    said = broken_links(engagement(), results(finding(), *rows))
    assert said == [
        "The finding 'driver:speed' rests on kpis[kpi=gone, scope=overall]: not there.",
        "The finding 'driver:speed' rests on nowhere[a=b]: not there.",
    ]


KEYS = [
    ({"kpi": "recommend", "n": 30}, True),  # numbers by their value
    ({"kpi": "recommend", "n": 30.0}, True),
    ({"kpi": "recommend", "n": 31}, False),
    ({"kpi": "recommend", "target": None}, True),  # a key may be missing itself
    ({"kpi": "recommend", "n": None}, False),
    ({"kpi": "recommend", "smell": "x"}, False),  # no such column
    ({}, True),
]


@pytest.mark.parametrize(("key", "there"), KEYS)
def test_a_key_points_at_its_row(key, there):
    row = rests().assign(key=json.dumps(key))
    assert (broken_links(engagement(), results(finding(), row)) == []) is there


def test_what_is_not_computed_yet_is_not_judged():
    row = rests(table="drivers", variable="speed")
    assert broken_links(engagement(), results(finding(), row)) == []


def test_a_finding_may_lead_to_several_links():
    told = finding(leads_to="faster ; recommend ; initiative:faster")
    assert broken_links(engagement(), results(told, rests())) == []
    astray = finding(leads_to="faster ; slower")
    assert broken_links(engagement(), results(astray, rests())) == [
        "The finding 'driver:speed' leads to 'slower': not there."
    ]


def test_before_any_result_only_the_clients_own_tables_are_judged():
    assert broken_links(engagement(), {}) == []
