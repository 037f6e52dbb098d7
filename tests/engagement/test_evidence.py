import pandas as pd

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
           "n": 33, "evidence": "kpis[kpi=recommend]", "leads_to": "faster"}  # fmt: skip
    return pd.DataFrame([row | values])


def test_a_whole_chain_has_no_broken_link():
    assert broken_links(engagement(), {"findings": finding(), "kpis": kpis()}) == []


def test_ten_planted_breaks_are_all_named():
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
    results = {
        "kpis": kpis(),
        "moments": empty("moments"),
        "findings": pd.concat([
            finding(finding_id="bare", evidence=None, leads_to="ownerless"),
            finding(finding_id="hollow", evidence="moments[moment_id=x]", leads_to="strange"),
            finding(finding_id="astray", leads_to="gone"),
        ]),
    }  # fmt: skip
    said = "\n".join(broken_links(engagement(*planted), results))
    for name in ("ownerless", "strange", "unwatched", "aimless", "vague", "timeless", "lost",
                 "unmeasured", "bare", "hollow", "astray"):  # fmt: skip
        assert f"'{name}'" in said, name
    assert len(said.splitlines()) == 11


def test_evidence_must_point_at_rows_that_are_there():
    wrong = finding(evidence="kpis[kpi=recommend] ; kpis[kpi=gone,scope=overall] ; nowhere[a=b]")
    said = broken_links(engagement(), {"findings": wrong, "kpis": kpis()})
    assert len(said) == 2
    assert "kpis[kpi=gone,scope=overall]" in said[0]
    assert "nowhere" in said[1]


def test_before_any_result_only_the_clients_own_tables_are_judged():
    assert broken_links(engagement(), {}) == []
