"""What the workshop has still to define."""

from __future__ import annotations

import pandas as pd

from cxlib import mapping
from cxlib.findings import released
from cxlib.results.coded import code_of


def test_undefined_things_and_proposed_stages(engaged, log, claimed):
    catalogue = pd.DataFrame({
        "touchpoint": ["look", "buy"], "stage": ["see", "get"], "role": ["shows", None],
        "need": ["choice", "speed"], "expectation": ["honesty", "ease"], "owner": [None, "Shop"],
    })  # fmt: skip
    frame = log(
        {f"x{i}": "look wander buy" for i in range(6)} | {f"y{i}": "wander buy" for i in range(6)}
    )
    made = engaged(interactions=frame, touchpoints=catalogue)
    out = mapping.run(made, {})
    got = {(r.touchpoint, r.field): r.proposal for r in out["to_define"].itertuples()}
    assert set(got) == {
        ("look", "owner"), ("buy", "role"), ("look", "variable"), ("buy", "variable"),
        ("wander", "stage"),
    }  # fmt: skip
    assert code_of(got["wander", "stage"]) == "to_define|stage"
    shown = released(made, out)["to_define"].set_index("field").proposal
    assert shown["stage"] == "get (67% of the mapped steps before and after it)"
    mapped = out["touchpoint_map"].set_index("touchpoint")
    assert mapped.proposed_stage["wander"] == "get"
    told = claimed(made, out).loc["map:to define"]
    assert told.statement == "The map leaves 5 things undefined, first of all at buy."
    assert told.evidence.startswith(
        "Still to be settled: 1 × role, 1 × owner, 2 × variable and 1 × stage."
    )
