"""What comes first: rows by the findings that tell of them, by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings.claim import as_json
from cxlib.findings.kinds import KINDS, strategy
from cxlib.findings.order import PLACES, about, in_order, on_row, ranked, weights
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


TIED = ["promise:cart", "recovery design:cart", "right moment:cart", "strategy:cart"]


def tied(weights=(0.5, 0.5, 0.5, 0.5), subjects=("cart",) * 4):
    """Four claims about one touchpoint, in the order of the alphabet."""
    kinds = [name.partition(":")[0] for name in TIED]
    return pd.DataFrame({"finding_id": TIED, "kind": kinds, "subject": list(subjects),
                         "weight": list(weights)})  # fmt: skip


def test_of_equals_what_is_to_be_done_comes_first_then_how_then_doubt(shown):
    """Whatever the order of the names, and only where the weights tie."""
    wanted = ["strategy:cart", "recovery design:cart", "right moment:cart", "promise:cart"]
    for given in (tied(), tied().iloc[::-1], tied().iloc[[2, 0, 3, 1]]):
        assert in_order(shown, given)["finding_id"].tolist() == wanted
    heavier = in_order(shown, tied(weights=(0.5, 0.9, 0.5, 0.5)))["finding_id"]
    assert heavier.tolist() == ["recovery design:cart", "strategy:cart", "right moment:cart",
                                "promise:cart"]  # fmt: skip


def test_of_equals_the_main_outcome_comes_first(shown):
    found = tied(subjects=("recommend:overall", "cart", "cart", "cart"))
    assert in_order(shown, found)["finding_id"].iloc[0] == "promise:cart"


def test_the_guard_sees_the_alphabet(shown, monkeypatch):
    monkeypatch.setattr("cxlib.findings.order.PLACES", {})
    assert in_order(shown, tied())["finding_id"].tolist() == TIED


def test_every_kind_has_its_place_and_every_step_its_turn(shown):
    assert [k.name for k in KINDS] == sorted(PLACES, key=PLACES.get)
    says = (strategy.TO_DO, strategy.HOW, strategy.IN_DOUBT)
    assert [kind for part in says for kind in part] == [k for k in KINDS if k.step == "strategy"]
    assert in_order(shown, tied().head(0)).empty
