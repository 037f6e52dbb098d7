"""What comes first: rows by the findings that tell of them, by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings.claim import as_json
from cxlib.findings.order import about, on_row, ranked, weights
from cxlib.release.view import view
from cxlib.results import REGISTRY, conform

CONFIG = {"client": "Test", "period": "none", "outcomes": {"recommend": {"kind": "nps"}}}
JOURNEYS = pd.DataFrame({"journey": ["join", "pay", "leave", "move"]})
FOUND = {  # finding: kind, weight, table and row that it rests on
    "journey:join": ("journey", 0.2, "journeys", {"journey": "join"}),
    "journey:pay": ("journey", 0.9, "journeys", {"journey": "pay"}),
    "journey:pay again": ("journey", 0.5, "journeys", {"journey": "pay"}),
    "breakdown:cart": ("breakdown", 0.7, "breakdowns", {"touchpoint": "cart"}),
    "moment:cart:friction": ("moment", 5.0, "journeys", {"journey": "join"}),
}


@pytest.fixture(scope="module")
def shown():
    frames = {"responses": pd.DataFrame({"recommend": [9, 10, 3] * 4})}
    made = view(from_frames(CONFIG, frames), {})
    findings = pd.DataFrame({
        "finding_id": list(FOUND), "kind": [f[0] for f in FOUND.values()], "stands": True,
        "weight": [f[1] for f in FOUND.values()],
    })  # fmt: skip
    rows = pd.DataFrame({
        "finding_id": list(FOUND), "table": [f[2] for f in FOUND.values()],
        "key": [as_json(f[3]) for f in FOUND.values()],
    })  # fmt: skip
    told = {"findings": findings, "finding_rows": rows}
    held = {n: conform(n, f.reindex(columns=list(REGISTRY[n].columns))) for n, f in told.items()}
    return replace(made, tables={**made.tables, **held})


def test_a_row_weighs_what_the_weightiest_finding_that_tells_of_it_does(shown):
    got = weights(shown, "journeys", JOURNEYS)
    # not the 5.0 of the moment: it rests on the row beside its own, and tells of another table
    assert got.tolist()[:2] == [0.2, 0.9]
    assert got.isna().tolist() == [False, False, True, True]


def test_rows_come_by_weight_and_those_without_a_finding_keep_their_order(shown):
    assert ranked(shown, "journeys", JOURNEYS)["journey"].tolist() == [
        "pay", "join", "leave", "move"
    ]  # fmt: skip
    turned = JOURNEYS.iloc[::-1]
    assert ranked(shown, "journeys", turned)["journey"].tolist() == ["pay", "join", "move", "leave"]


def test_nothing_to_rank_is_no_trouble(shown):
    assert ranked(shown, "journeys", JOURNEYS.head(0)).empty
    bare = replace(shown, tables={**shown.tables, "findings": shown["findings"].head(0)})
    assert ranked(bare, "journeys", JOURNEYS)["journey"].tolist() == JOURNEYS["journey"].tolist()


def test_findings_about_tables_are_those_whose_kind_tells_of_them(shown):
    assert about(shown, ("journeys",))["finding_id"].tolist() == [
        "journey:pay", "journey:pay again", "journey:join"
    ]  # fmt: skip
    both = about(shown, ("breakdowns", "journeys"))["weight"]
    assert both.is_monotonic_decreasing
    assert len(both) == 4
    assert about(shown, ("quality",)).empty


def test_what_rests_on_a_row_is_found_by_its_key(shown):
    join = next(JOURNEYS.itertuples())
    assert on_row(shown, "journeys", join) == {"journey:join", "moment:cart:friction"}
    assert on_row(shown, "journeys", JOURNEYS.iloc[2]) == set()
