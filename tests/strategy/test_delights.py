"""The inventory holds what pleases without hurting, with its cost."""

import numpy as np
import pandas as pd

from cxlib.results.coded import coded, money, share, together
from cxlib.strategy.delights import delights


def test_only_excitement_with_cost_and_reach():
    facts = pd.DataFrame({"touchpoint": ["call", "shop"], "reach": [0.3, np.nan],
                          "cost": [500.0, np.nan]})  # fmt: skip
    asymmetry = pd.DataFrame(
        {"variable": ["a", "b", "c"], "kind": ["excitement", "excitement", "basic"],
         "reward": [0.5, 0.2, 0.9], "reward_low": 0.1, "reward_high": 0.9, "n": 40}
    )  # fmt: skip
    variables = pd.DataFrame({"variable": ["a", "b", "c"], "touchpoint": ["call", "shop", "shop"]})
    found = delights(facts, asymmetry, variables).set_index("variable")
    assert list(found.index) == ["a", "b"]
    costs, reaches = (
        coded("delight|costs", cost=money(500)),
        coded("delight|reaches", reach=share(0.3)),
    )
    assert found.words["a"] == together([coded("delight|rewarded"), costs, reaches])
    assert found.words["b"] == together([coded("delight|rewarded"), coded("delight|cost unknown")])
