"""The service blueprint and the waits before each touchpoint."""

from __future__ import annotations

import pandas as pd

from cxlib import mapping
from cxlib.findings import released
from cxlib.results.coded import code_of

CATALOGUE = pd.DataFrame({
    "touchpoint": ["ask", "wait in line", "served"], "stage": ["use"] * 3,
    "channel": ["shop"] * 3, "need": [None, None, "have it done"], "expectation": ["x", None, None],
    "surroundings": [None, "the queue outside", None],
})  # fmt: skip
ACTIVITIES = pd.DataFrame({
    "activity": ["roster", "repair", "polish"], "kind": ["support", "primary", "primary"],
    "touchpoint": ["served"] * 3, "department": ["HR", "Workshop", None],
})  # fmt: skip


def test_rows_of_the_blueprint(engaged, log):
    frame = log({f"x{i}": "ask wait_in_line served served" for i in range(6)})
    made = engaged(interactions=frame, touchpoints=CATALOGUE, activities=ACTIVITIES)
    out = mapping.run(made, {})
    table = out["blueprint"].set_index("touchpoint")
    assert table.position.tolist() == [1, 2, 3]
    assert table.back_stage["served"] == "repair (Workshop); polish"
    assert table.support["served"] == "roster (HR)"
    assert code_of(table.customer["served"]) == "blueprint|need"
    shown = released(made, out)["blueprint"].set_index("touchpoint")
    assert shown.customer[["ask", "served"]].tolist() == ["expects: x", "needs: have it done"]
    assert shown.front_stage["served"] == "shop"
    assert table.surroundings["wait in line"] == "the queue outside"
    assert pd.isna(table.median_wait_seconds["ask"])
    assert table.median_wait_seconds["served"] == 3600
    assert table.n.tolist() == [0, 6, 6]
