"""Streams that depend on their names alone, and bootstrap counts."""

from __future__ import annotations

import numpy as np

from cxlib.stats import resampling


def test_a_stream_depends_on_seed_and_names_alone():
    first = resampling.stream(7, "drivers", "overall").integers(0, 1_000_000, 5)
    again = resampling.stream(7, "drivers", "overall").integers(0, 1_000_000, 5)
    other = resampling.stream(7, "drivers", "shop").integers(0, 1_000_000, 5)
    assert (first == again).all()
    assert (first != other).any()
    assert (first != resampling.stream(8, "drivers", "overall").integers(0, 1_000_000, 5)).any()


def test_names_are_kept_apart():
    a = resampling.stream(1, "ab", "c").integers(0, 1_000_000)
    assert a != resampling.stream(1, "a", "bc").integers(0, 1_000_000)


def test_counts_are_those_of_drawing_with_replacement():
    counts = resampling.multinomial_counts(resampling.stream(1), 50, 4000)
    assert (counts.sum(axis=1) == 50).all()
    np.testing.assert_allclose(counts.mean(), 1.0)
    np.testing.assert_allclose(counts.var(axis=0).mean(), 1 - 1 / 50, rtol=0.03)


def test_percentiles_leave_out_missing_draws():
    draws = np.column_stack([np.arange(101.0), np.full(101, np.nan)])
    draws[:, 1] = np.r_[np.arange(51.0), np.full(50, np.nan)]
    low, high = resampling.percentile(draws, 0.9)
    np.testing.assert_allclose([low[0], high[0]], [5, 95])
    np.testing.assert_allclose([low[1], high[1]], [2.5, 47.5])
