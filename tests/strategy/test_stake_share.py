"""What an initiative wins as a share of all at stake: bounded, and none of nothing."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.strategy.portfolio import _share_of_all


@pytest.mark.parametrize(
    ("benefit", "stake", "share"),
    [
        ([20.0, -5.0], [30.0, 20.0], [0.4, -0.1]),
        ([20.0], [100.0, -60.0], [0.2]),  # what would be lost is no part of what can be won
        ([80.0], [50.0], [1.0]),
        ([-80.0], [50.0], [-1.0]),
        ([500.0], [0.0], [np.nan]),
        ([-500.0, 3.0], [1e-9], [np.nan, np.nan]),  # a share of next to nothing says nothing
        ([0.0], [0.0], [np.nan]),
        ([], [4.0], []),
    ],
)
def test_it_is_a_share(benefit, stake, share):
    np.testing.assert_allclose(_share_of_all(np.array(benefit), np.array(stake)), share)
