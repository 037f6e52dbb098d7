"""What the workshop has still to define."""

from __future__ import annotations

import pandas as pd

from cxlib import mapping


def test_undefined_things_and_proposed_stages(engaged, log):
    catalogue = pd.DataFrame({
        "touchpoint": ["look", "buy"], "stage": ["see", "get"], "role": ["shows", None],
        "need": ["choice", "speed"], "expectation": ["honesty", "ease"], "owner": [None, "Shop"],
    })  # fmt: skip
    frame = log(
        {f"x{i}": "look wander buy" for i in range(6)} | {f"y{i}": "wander buy" for i in range(6)}
    )
    out = mapping.run(engaged(interactions=frame, touchpoints=catalogue), {})
    got = {(r.touchpoint, r.field): r.proposal for r in out["to_define"].itertuples()}
    assert set(got) == {
        ("look", "owner"), ("buy", "role"), ("look", "variable"), ("buy", "variable"),
        ("wander", "stage"),
    }  # fmt: skip
    assert got["wander", "stage"] == "get (67% of the mapped steps before and after it)"
    mapped = out["touchpoint_map"].set_index("touchpoint")
    assert mapped.proposed_stage["wander"] == "get"
    told = out["findings"].set_index("finding_id").statement["map:to define"]
    assert told.startswith("The map leaves 5 things undefined")
