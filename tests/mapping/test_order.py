"""The map's order against the walk's."""

from __future__ import annotations

import pandas as pd

from cxlib import mapping


def test_a_map_in_the_wrong_order_is_contradicted(engaged, log):
    catalogue = pd.DataFrame({"touchpoint": ["a", "b", "c", "d"], "stage": ["s", "s", "t", "t"]})
    trips = {f"x{i}": "a c b" for i in range(30)} | {f"y{i}": "a b c" for i in range(10)}
    out = mapping.run(engaged(interactions=log(trips), touchpoints=catalogue), {})
    table = out["map_order"].set_index(["earlier", "later"])
    assert table.n.to_dict() == {("a", "b"): 40, ("b", "c"): 40}
    assert table.in_order.tolist() == [1, 0.25]
    assert table.agrees.tolist() == [True, False]
    told = out["findings"].set_index("finding_id").statement["order:b before c"]
    assert told == (
        "The map has b before c; of 40 journey instances that meet both, 75% come to c first "
        "(60% to 86%)."
    )
