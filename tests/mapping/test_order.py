"""The map's order against the walk's."""

from __future__ import annotations

import pandas as pd

from cxlib import mapping


def test_a_map_in_the_wrong_order_is_contradicted(engaged, log, claimed):
    catalogue = pd.DataFrame({"touchpoint": ["a", "b", "c", "d"], "stage": ["s", "s", "t", "t"]})
    trips = {f"x{i}": "a c b" for i in range(30)} | {f"y{i}": "a b c" for i in range(10)}
    made = engaged(interactions=log(trips), touchpoints=catalogue)
    out = mapping.run(made, {})
    table = out["map_order"].set_index(["earlier", "later"])
    assert table.n.to_dict() == {("a", "b"): 40, ("b", "c"): 40}
    assert table.in_order.tolist() == [1, 0.25]
    assert table.agrees.tolist() == [True, False]
    told = claimed(made, out).loc["order:b before c"]
    assert told.statement == (
        "Customers meet c before b, not after it as on the map, in 75% of the journeys that meet "
        "both."
    )
    assert told.evidence == "75% (60% to 86%) of 40 journeys that meet both."
