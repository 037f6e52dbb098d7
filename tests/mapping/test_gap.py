"""The suggested silence, on gaps whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.mapping.gap import BINS_PER_OCTAVE, suggest
from cxlib.stats.resampling import stream


def binned(seconds: np.ndarray) -> pd.DataFrame:
    bins = np.floor(np.log2(seconds) * BINS_PER_OCTAVE).astype(int)
    n = np.bincount(bins)
    return pd.DataFrame({"bin": np.arange(len(n)), "n": n})


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_two_humps_are_parted_between_them(share):
    rng = stream(1, "gaps", share)
    within = rng.lognormal(np.log(600), 1.0, int(20000 * share))
    between = rng.lognormal(np.log(20 * 86400), 0.7, int(20000 * (1 - share)))
    found = suggest(binned(np.concatenate([within, between])))
    assert (within > found).mean() < 0.01
    assert (between < found).mean() < 0.01


def test_one_hump_suggests_nothing():
    assert np.isnan(suggest(binned(stream(1, "one").lognormal(np.log(86400), 1.2, 20000))))
    assert np.isnan(suggest(binned(stream(1, "poisson").exponential(86400, 20000) + 1)))


def test_a_handful_of_gaps_suggests_nothing():
    assert np.isnan(suggest(binned(np.array([60.0, 61, 86400, 90000]))))
