"""The coordination graph, edge by edge."""

import pandas as pd

from cxlib.alignment.coordination import coordination
from cxlib.language import Voice

RACI = pd.DataFrame(
    [("cart", "Web", "A"), ("cart", "IT", "C"), ("cart", "Shop", "I"), ("bill", "Web", "R"),
     ("bill", "IT", "A")], columns=["subject", "department", "letter"],
)  # fmt: skip
ACTIVITIES = pd.DataFrame(
    {"activity": ["sync", "print"], "touchpoint": ["cart", None], "department": ["IT", "Post"],
     "depends_on": [None, "sync"]}
)  # fmt: skip
STEPS = pd.DataFrame({"source": ["cart", "bill", "cart"], "target": ["bill", "cart", "cart"],
                      "n": [5, 3, 9]})  # fmt: skip


def test_edges():
    found = coordination(RACI, ACTIVITIES, {"cart": "Web", "bill": "IT"}, STEPS,
                         pd.Series({"cart": 100.0})).set_index(["source", "target"])  # fmt: skip
    assert sorted(found.index) == [("IT", "Post"), ("IT", "Web")]
    busy = found.loc[("IT", "Web")]
    assert (busy.weight, busy.value, busy.handovers) == (2, 100.0, 8)
    assert busy.subjects == "bill; cart"
    assert busy.value_share == 1.0
    said = found.why.map(Voice().coded)
    assert said[("IT", "Web")] == "shared subjects; sync serves cart"
    assert said[("IT", "Post")] == "print waits for sync"


def test_the_share_of_the_value_is_of_all_that_is_at_stake():
    values = pd.Series({"cart": 30.0, "shop": 70.0})
    found = coordination(RACI, ACTIVITIES[:0], {}, STEPS[:0], values)
    assert found.value_share.tolist() == [0.3]
    nothing = coordination(RACI, ACTIVITIES[:0], {}, STEPS[:0], pd.Series(dtype=float))
    assert nothing.value_share.isna().all()


def test_nothing_gives_no_edges():
    empty = coordination(RACI[:0], ACTIVITIES[:0], {}, STEPS[:0], pd.Series(dtype=float))
    assert empty.empty
