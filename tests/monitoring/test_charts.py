"""XmR, p, p', u, EWMA and CUSUM against published figures and a second way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxlib.monitoring.charts.attributes import attribute, needs_laney
from cxlib.monitoring.charts.limits import closed_up, moving_range_sigma
from cxlib.monitoring.charts.small_shifts import (
    cusum,
    cusum_signals,
    ewma,
    ewma_signals,
    ewma_width,
)
from cxlib.monitoring.charts.xmr import xmr


def row(values: list[float]) -> np.ndarray:
    return np.array([values], float)


def test_xmr_as_in_the_nist_handbook(published):
    nist = published["nist_imr"]
    chart = xmr(row(nist["x"]), np.ones((1, 10), bool))
    assert chart.centre[0, 0] == pytest.approx(nist["center"])
    assert chart.upper[0, 0] == pytest.approx(nist["ucl"], abs=1e-4)
    assert chart.lower[0, 0] == pytest.approx(nist["lcl"], abs=1e-4)


def test_xmr_as_in_montgomery_with_a_baseline_of_twenty(published):
    cost = published["montgomery_6_7_cost"]
    first = np.arange(len(cost["x"]))[None, :] < cost["phase1_n"]
    chart = xmr(row(cost["x"]), first)
    assert chart.upper[0, 0] == pytest.approx(cost["ucl"], abs=1e-6)
    assert chart.lower[0, 0] == pytest.approx(cost["lcl"], abs=1e-6)
    assert np.flatnonzero(np.abs(chart.distance[0]) > 3).tolist() == [38, 39]


def test_a_gap_is_closed_before_moving_ranges_are_taken():
    with_gap, without = row([1, 2, np.nan, 5, 4]), row([1, 2, 5, 4])
    sigmas = [moving_range_sigma(v, np.isfinite(v))[0] for v in (with_gap, without)]
    assert sigmas[0] == pytest.approx(sigmas[1])
    assert closed_up(with_gap)[0, :4].tolist() == [1, 2, 5, 4]


def test_a_constant_series_never_signals():
    chart = xmr(row([3.0] * 12), np.ones((1, 12), bool))
    assert (chart.distance == 0).all()


def test_p_chart_as_in_montgomery(published):
    table = published["montgomery_7_4_p"]
    chart = attribute(
        row(table["count"]), row(table["n"]), np.ones((1, 25), bool), "share", np.array([False])
    )
    assert chart.centre[0, 0] == pytest.approx(table["pbar"], abs=1e-5)
    for at, limits in ((0, "row1_limits"), (24, "row25_limits")):
        assert [chart.lower[0, at], chart.upper[0, at]] == pytest.approx(table[limits], abs=1e-6)


def test_laney_takes_the_false_alarms_off_the_accident_departments(published):
    nhs = published["nhs_accidents_laney"]
    seen, n = row(nhs["r"]), row(nhs["n"])
    base = np.ones(n.shape, bool)
    for laney, expected in ((False, nhs["p_chart_points_out"]), (True, nhs["laney_points_out"])):
        chart = attribute(seen, n, base, "share", np.array([laney]))
        assert int((np.abs(chart.distance) > 3).sum()) == expected
    z = (seen / n - nhs["pbar"]) / np.sqrt(nhs["pbar"] * (1 - nhs["pbar"]) / n)
    assert moving_range_sigma(z, base)[0] == pytest.approx(nhs["sigma_z"], abs=1e-3)
    assert needs_laney(seen, n, base, "share")[0]


def test_laney_is_not_chosen_for_plain_binomial_shares(published):
    table = published["montgomery_7_4_p"]
    base = np.ones((1, 25), bool)
    assert not needs_laney(row(table["count"]), row(table["n"]), base, "share")[0]


def test_u_chart_limits_are_poisson():
    counts, exposure = row([4, 6, 5, 5]), row([10, 10, 10, 10])
    chart = attribute(counts, exposure, np.ones((1, 4), bool), "rate", np.array([False]))
    assert chart.centre[0, 0] == pytest.approx(0.5)
    assert chart.upper[0, 0] == pytest.approx(0.5 + 3 * np.sqrt(0.5 / 10))
    assert chart.lower[0, 0] == 0.0


def test_ewma_as_in_the_nist_handbook(published):
    nist = published["nist_ewma"]
    smooth = ewma(row(nist["x"]), nist["lambda"], start=nist["target"])
    assert smooth[0].round(2).tolist() == pytest.approx(nist["ewma"])
    width = ewma_width(20, nist["lambda"], 3.0, exact=False)[0] * nist["s"]
    assert nist["target"] + width == pytest.approx(nist["ucl"], abs=1e-4)


def test_cusum_as_in_the_nist_handbook(published):
    nist = published["nist_cusum"]
    high, low = cusum(row(nist["x"]) - nist["target"], nist["k"])
    assert high[0] == pytest.approx(nist["S_hi"], abs=0.006)
    assert low[0] == pytest.approx(nist["S_lo"], abs=0.006)
    assert int(np.argmax(high[0] > nist["h"])) + 1 == nist["first_signal_1based"]


def test_small_shift_signals_say_the_side():
    up = row([0.0] * 5 + [1.5] * 15)
    for signals in (ewma_signals, cusum_signals):
        assert set(np.unique(signals(up))) == {0.0, 1.0}
        assert set(np.unique(signals(-up))) == {0.0, -1.0}


@pytest.mark.parametrize("between", [0.0, 0.01, 0.02])
def test_laney_s_points_fall_outside_as_often_as_three_sigmas_allow(simulations, between):
    assert 0.001 <= simulations.laney_false_alarms(4_000, between)["always"] <= 0.006


def test_a_plain_p_chart_would_cry_wolf_on_the_same_shares(simulations, monkeypatch):
    monkeypatch.setattr(simulations, "needs_laney", lambda x, *_: np.zeros(len(x), bool))
    assert simulations.laney_false_alarms(1_000, 0.02)["rate"] > 0.1


@pytest.mark.parametrize("points", [24, 50])
def test_limits_from_few_points_cost_the_next_one_false_alarms(simulations, points):
    """As a t distribution has it, with the degrees of freedom of a mean moving range."""
    told = simulations.xmr_false_alarms(40_000, points)["rate"]
    df = (points - 1) / (2 * 0.8264)  # relative variance of a mean of overlapping ranges, 1/(m - 1)
    assert told == pytest.approx(2 * stats.t.sf(3 / np.sqrt(1 + 1 / points), df), rel=0.2)
    assert told > 2 * stats.norm.sf(3)
