"""The valleys between two kinds of silence, on gaps whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.mapping.gap import longest_usual, valleys
from cxlib.stats.resampling import stream

ONE_HUMP = {
    "exponential, 3 min": lambda rng, n: rng.exponential(180, n) + 12,
    "exponential, 1 min": lambda rng, n: rng.exponential(60, n) + 3,
    "exponential, 10 min": lambda rng, n: rng.exponential(600, n),
    "gamma": lambda rng, n: rng.gamma(2, 600, n),
    "uniform": lambda rng, n: rng.uniform(1, 3600, n),
    "log-normal": lambda rng, n: rng.lognormal(np.log(86400), 1.2, n),
    "each customer at a pace of his own": lambda rng, n: rng.exponential(rng.gamma(1, 600, n)),
}


def binned(seconds: np.ndarray, unit: float = 1) -> pd.DataFrame:
    bins, n = np.unique(np.floor(np.log2(seconds[seconds >= unit] / unit)), return_counts=True)
    return pd.DataFrame({"bin": bins.astype(int), "n": n})


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_two_humps_are_parted_between_them(share):
    rng = stream(1, "gaps", share)
    within = rng.lognormal(np.log(600), 1.0, int(20000 * share))
    between = rng.lognormal(np.log(20 * 86400), 0.7, int(20000 * (1 - share)))
    (found,) = valleys(binned(np.concatenate([within, between])))
    assert (within > found).mean() < 0.01
    assert (between < found).mean() < 0.01


@pytest.mark.parametrize("unit", [1, 60])
@pytest.mark.parametrize("kind", ONE_HUMP)
def test_one_hump_has_no_valley_however_skewed_or_rounded(kind, unit):
    """Forty logs each; times by the second, or by the minute."""
    cut = 0
    for i in range(40):
        gaps = ONE_HUMP[kind](stream(2, kind, i), 2_000)
        cut += any(True for _ in valleys(binned(np.floor(gaps / unit) * unit, unit), unit))
    assert cut <= 2


def test_a_shoulder_and_a_flat_top_are_no_valley():
    assert (
        list(valleys(pd.DataFrame({"bin": range(8), "n": [9, 90, 900, 880, 890, 870, 90, 9]})))
        == []
    )
    assert list(valleys(pd.DataFrame({"bin": range(5), "n": [900, 90, 900, 90, 900]}))) != []


def test_a_handful_of_gaps_proves_nothing():
    assert list(valleys(binned(np.array([60.0, 61, 86400, 90000])))) == []
    assert np.isnan(longest_usual(binned(np.array([60.0, 61, 86400, 90000]))))
