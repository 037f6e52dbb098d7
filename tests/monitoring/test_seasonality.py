"""Season and autocorrelation: found where they are, not where they are not."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.monitoring.charting import chart
from cxlib.monitoring.panel import panel_of
from cxlib.monitoring.seasonality import rhythm

RNG = np.random.default_rng(8)


def panel_values(rows: int, months: int, wave: float = 0.0, phi: float = 0.0) -> np.ndarray:
    noise = RNG.normal(size=(rows, months))
    for t in range(1, months):
        noise[:, t] = phi * noise[:, t - 1] + np.sqrt(1 - phi**2) * noise[:, t]
    return noise + wave * np.sin(2 * np.pi * np.arange(months) / 12)


def found(values: np.ndarray):
    everywhere = np.ones(values.shape, bool)
    return rhythm(values, everywhere, np.ones(values.shape), "month", 0.05)


def test_a_season_is_found_and_taken_off():
    values = panel_values(40, 24, wave=3.0)
    answer = found(values)
    assert answer.seasonal.mean() > 0.9
    assert (values - answer.season).std(axis=1).mean() < 0.6 * values.std(axis=1).mean()


def test_quiet_series_are_hardly_ever_called_seasonal():
    hits = [found(panel_values(20, 24)).seasonal.any() for _ in range(200)]
    assert np.mean(hits) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_below_two_years_no_season_is_sought():
    answer = found(panel_values(5, 23, wave=3.0))
    assert not answer.seasonal.any()
    assert not answer.tested.any()


def test_the_waves_are_those_of_least_squares():
    values = panel_values(1, 36, wave=3.0)
    t = np.arange(36)
    angle = 2 * np.pi * t / 12
    design = np.column_stack([np.ones(36), t, np.cos(angle), np.cos(2 * angle), np.sin(angle),
                              np.sin(2 * angle)])  # fmt: skip
    beta = np.linalg.lstsq(design, values[0], rcond=None)[0]
    assert found(values).season[0] == pytest.approx(design[:, 2:] @ beta[2:], abs=1e-8)


def test_a_winter_of_the_usual_kind_is_no_signal(series):
    rng = np.random.default_rng(2)
    wave = 10 * np.cos(2 * np.pi * np.arange(48) / 12)
    rows = series(overall=list(50 + wave + rng.normal(0, 1, 48)))
    charts = chart(panel_of(rows), ["outside", "run of 8"], "month", 0.05)
    blind = chart(panel_of(rows), ["outside", "run of 8"], "index", 0.05)
    assert (charts.fired.words[0] == "").all()
    assert np.ptp(charts.limits.centre[0]) > 15
    assert np.ptp(blind.limits.centre[0]) == 0
