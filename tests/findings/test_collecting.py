"""The tables of findings: what stands in them, and that nothing leaks into them."""

import json

import pandas as pd
import pytest

from cxlib import STEPS
from cxlib.engagement import from_frames
from cxlib.findings import FINDINGS, released
from cxlib.findings.collecting import collected, id_of
from cxlib.findings.evidence import broken_links
from cxlib.findings.ids import renamed
from cxlib.findings.kinds import BY_NAME, KINDS
from cxlib.results import REGISTRY, conform
from cxlib.results.coded import coded

CONFIG = {"client": "Testing Ltd", "currency": "GBP", "period": "month",
          "outcomes": {"recommend": {"kind": "nps"}}, "policy": {"privacy_n": 10}}  # fmt: skip
FRAMES = {
    "touchpoints": pd.DataFrame({"touchpoint": ["cart", "bill", "shop"], "stage": "use",
                                 "owner": ["Web", "Money", "Web"]}),
    "owners": pd.DataFrame({"owner": ["Web", "Money"], "department": ["Digital", "Finance"]}),
    "initiatives": pd.DataFrame({"initiative": ["honest cart"], "touchpoint": ["cart"],
                                 "owner": ["Web"], "kpi": ["sales"]}),
    "kpis": pd.DataFrame({"kpi": "sales", "period": ["2026-08", "2026-09"], "value": 1.0}),
}  # fmt: skip
RAW = {
    "touchpoint_map": {"touchpoint": ["cart", "bill", "shop", "forum"], "stage": "use",
                       "customers": [200, 1000, 500, 50], "interactions": [400, 2000, 500, 60],
                       "in_catalogue": [True, True, True, False], "in_data": True},
    "journeys": {"journey": ["buy", "pay", "ask"], "n": [300, 900, 9], "open": [20, 0, 1],
                 "completed": [140, 855, 4], "completion": [0.5, 0.95, 0.5],
                 "low": [0.44, 0.93, 0.2], "high": [0.56, 0.97, 0.8], "rank": [1, 2, 3]},
    "moments": {"moment_id": ["cart:friction", "bill:truth"], "touchpoint": ["cart", "bill"],
                "moment": ["friction", "truth"], "n": 400, "value_at_stake": [300.0, 100.0],
                "rank": [1, 2]},
    "breakdowns": {"touchpoint": ["cart", "shop"], "n": [300, 8], "dropoff": [0.3, 0.5],
                   "dropoff_expected": 0.1, "return_rate": 0.1, "return_expected": 0.1,
                   "comeback_rate": 0.0, "comeback_expected": 0.0, "effect": [-0.1, -0.2],
                   "low": [-0.15, -0.3], "high": [-0.05, -0.1], "p_adjusted": 0.001,
                   "breaks": True, "kind": "drop-off"},
    "coordination": {"source": ["Digital"], "target": ["Finance"], "weight": 2, "value": 300.0,
                     "value_share": 0.75, "handovers": 5, "subjects": "cart; bill",
                     "why": coded("coordination|same subject")},
    "refutations": {"finding_id": ["breakdown:cart"] * 3 + ["map:never mapped"],
                    "refuter": ["reversed", "placebo", "overlap", "placebo"],
                    "result": ["survived", "survived", "failed", "failed"],
                    "figures": "{}", "step": "mapping"},
}  # fmt: skip


def tables(**given):
    return {
        name: conform(name, pd.DataFrame(rows).reindex(columns=list(REGISTRY[name].columns)))
        for name, rows in (RAW | given).items()
    }


def made(config=CONFIG, **given):
    return released(from_frames(config, FRAMES), tables(**given))


@pytest.fixture(scope="module")
def shown():
    return made()


@pytest.fixture(scope="module")
def found(shown):
    return shown["findings"].set_index("finding_id")


def test_the_small_engagement_makes_claims_of_several_kinds(found):
    assert {"journey", "breakdown", "map", "coordination"} <= set(found["kind"])


def test_the_tables_are_those_of_the_registry(shown):
    for name in FINDINGS:
        assert [*REGISTRY[name].columns, "base_note"] == list(shown[name].columns)
        assert not shown[name].duplicated(list(REGISTRY[name].key)).any()


def test_an_id_is_kind_and_subject_without_a_period(shown, found):
    assert all(f"{row.kind}:{row.subject}" == row.Index for row in found.itertuples())
    assert not found.index.str.contains(shown.engagement.period, regex=False).any()
    assert found["period"].eq(shown.engagement.period).all()
    later = FRAMES | {"kpis": pd.DataFrame({"kpi": "sales", "period": ["2026-09", "2026-10"],
                                            "value": 1.0})}  # fmt: skip
    again = released(from_frames(CONFIG, later), tables())
    assert again.engagement.period != shown.engagement.period
    assert set(again["findings"]["finding_id"]) == set(found.index)


def test_ids_are_unique_over_all_kinds(shown):
    ids = [id_of(kind, claim) for kind, claim in collected(shown)]
    assert len(ids) == len(set(ids))


def test_every_finding_is_said_with_its_evidence(found):
    assert found["statement"].str.endswith(".").all()
    assert found["evidence"].str.len().gt(0).all()
    assert not found[["statement", "evidence"]].apply(lambda c: c.str.contains("[{}]")).any().any()
    assert "cart" in found.statement["breakdown:cart"]
    assert found.statement["coordination:Digital:Finance"] == (
        "Digital and Finance must move together: 75% of the value at stake lies where both work."
    )


def test_who_is_concerned_stands_beside_it_and_in_its_own_table(shown, found):
    assert found.departments["breakdown:cart"] == "Digital"
    assert found.departments["coordination:Digital:Finance"] == "Digital, Finance"
    assert pd.isna(found.departments["journey:buy"])
    told = (
        shown["concerns"]
        .groupby("finding_id")["department"]
        .agg(lambda d: ", ".join(dict.fromkeys(d)))
    )
    assert found["departments"].dropna().sort_index().to_dict() == {
        k: ", ".join(sorted(v.split(", "))) for k, v in told.to_dict().items()
    }


def test_what_was_tried_to_refute_it_is_named_or_that_nothing_was(shown, found):
    assert found.tested["journey:buy"] == "none tried"
    survived = [shown.voice.term(f"refuter {name}") for name in ("placebo", "reversed")]
    assert found.tested["breakdown:cart"] == shown.voice.listed(survived)
    assert pd.isna(found.tested["map:never mapped"]) or found.tested["map:never mapped"] == ""


def test_every_key_is_that_of_one_row(shown, found):
    rows = shown["finding_rows"]
    assert set(rows["finding_id"]) == set(found.index)
    for row in rows.itertuples():
        where, table = json.loads(row.key), shown[row.table]
        assert set(where) == set(REGISTRY[row.table].key)
        for column, value in where.items():
            table = table[table[column].isna() if value is None else table[column] == value]
        assert len(table) == 1, row


def test_the_first_row_is_of_the_kinds_own_table(shown):
    for kind, claim in collected(shown):
        tables = {kind.table, "to_define"}  # the gaps of the map are told of from two tables
        assert claim.rows[0][0] in tables


def test_no_link_is_broken(shown):
    made = {name: shown[name] for name in ("moments", *FINDINGS, *RAW)}
    named = [line for line in broken_links(shown.engagement, made) if "The finding" in line]
    assert named == []


def test_it_leads_to_the_moment_of_its_touchpoint(found):
    assert found.leads_to["breakdown:cart"] == "cart:friction"
    assert pd.isna(found.leads_to["journey:buy"])


def test_a_group_too_small_to_be_shown_makes_no_finding(shown, found):
    assert {"journey:ask", "breakdown:shop"}.isdisjoint(found.index)
    for name in FINDINGS:
        assert not shown[name].astype("string").apply(lambda c: c.str.contains("ask")).any().any()
    public = made(CONFIG | {"policy": {"privacy_n": 301}})["findings"]["finding_id"]
    assert "breakdown:cart" not in set(public)
    assert "journey:pay" in set(public)


def test_the_weightiest_comes_first(shown):
    weight = shown["findings"]["weight"]
    assert weight.is_monotonic_decreasing
    assert weight.nunique() > 2


def test_the_order_is_that_of_the_data_and_not_of_the_alphabet(found):
    turned = made(journeys=RAW["journeys"] | {"completion": [0.99, 0.1, 0.5], "low": 0.0,
                                              "high": 1.0})  # fmt: skip
    first = turned["findings"].query("kind == 'journey'")["finding_id"].tolist()
    assert first == ["journey:pay", "journey:buy"]
    assert [i for i in found.index if i.startswith("journey:")] == ["journey:buy", "journey:pay"]


def test_without_results_there_are_no_findings():
    view = released(from_frames(CONFIG, FRAMES), {})
    assert all(view[name].empty for name in FINDINGS)


def test_every_kind_is_known_by_its_name_and_its_table():
    assert len(BY_NAME) == len(KINDS)
    for kind in KINDS:
        assert kind.step in STEPS
        assert kind.table in REGISTRY
        assert kind.directions
        assert kind.test


def test_comments_on_an_earlier_kits_findings_find_their_own():
    assert renamed("raci:upgrade checkout:cause elsewhere") == "cause elsewhere:upgrade checkout"
    assert renamed("raci:pages:several accountable") == "raci:pages:several accountable"
