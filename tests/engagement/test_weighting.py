"""Survey weights are proposed where name, sign and mean agree, and nowhere else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.contracts.weighting import is_weight

W = pd.Series(np.random.default_rng(5).uniform(0.2, 1.8, 500))


@pytest.mark.parametrize("name", [
    "weight", "Weight", "w_wgt", "WT", "Case weight", "Gewichtung", "gewicht", "poids",
    "Pondération", "weight_2026", "rimweight", "final_weight",
])  # fmt: skip
def test_weights_are_found_by_their_names(name):
    assert is_weight(name, W)
    assert is_weight(name, W.astype("str"))


@pytest.mark.parametrize(("name", "cells"), [
    ("weighty matters", W), ("growth", W), ("Delivery", W), ("overweight", W),
    ("weight", 3 * W), ("weight", W - 0.3), ("weight", pd.Series([1.0] * 50)),
    ("weight", W.mask(W < 0.3)), ("weight", pd.Series([], dtype=float)),
    ("weight", pd.Series(["heavy", "light"])), ("weight", W.replace(W.iloc[0], np.inf)),
])  # fmt: skip
def test_what_only_looks_like_one_is_none(name, cells):
    assert not is_weight(name, cells)
