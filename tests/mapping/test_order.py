"""The map's order against the walk's."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from scipy import stats

from cxlib import mapping
from cxlib.findings import released


def test_a_map_in_the_wrong_order_is_contradicted(engaged, log, claimed):
    catalogue = pd.DataFrame({"touchpoint": ["a", "b", "c", "d"], "stage": ["s", "s", "t", "t"],
                              "order": range(4)})  # fmt: skip
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
    assert told.evidence.startswith("75% (60% to 86%) of 40 journeys that meet both; adjusted p =")
    # half of 2^-40 x the sum of the tails, times two pairs over the rank of this one
    assert table.p_adjusted.tolist()[1] == pytest.approx(2 * stats.binom.cdf(10, 40, 0.5))


def test_the_rows_of_a_map_that_declares_no_order_are_no_walk(engaged, log):
    listed = pd.DataFrame({"touchpoint": ["a", "b", "c"], "stage": "s"})
    out = mapping.run(engaged(interactions=log({f"x{i}": "c b a" for i in range(40)}),
                              touchpoints=listed), {})  # fmt: skip
    assert len(out.get("map_order", ())) == 0


def test_one_pair_of_many_that_only_one_test_alone_would_tell_is_not_told(engaged, log):
    """Fifteen of twenty against the map is beyond 5 % for one pair, and not among six."""
    names = list("abcdefg")
    catalogue = pd.DataFrame({"touchpoint": names, "stage": "s", "order": range(7)})
    pairs = list(pairwise(names))
    trips = {
        f"{first}{k}": f"{second} {first}" if k < (15 if first == "a" else 10)
        else f"{first} {second}"
        for first, second in pairs for k in range(20)
    }  # fmt: skip
    made = engaged(interactions=log(trips), touchpoints=catalogue)
    out = mapping.run(made, {})
    table = out["map_order"].set_index("earlier")
    assert table.high["a"] < 0.5  # alone its interval lies below one half
    assert table.agrees.isna().all()
    assert not (released(made, out)["findings"]["kind"] == "order").any()
