"""Alerts: prediction limits under control over all series."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlib.monitoring import alerts
from cxlib.monitoring.alerts import FAMILY, alert_table, examined, holm, power
from cxlib.monitoring.charting import chart
from cxlib.monitoring.measures import measured, shares
from cxlib.monitoring.panel import panel_of
from cxlib.monitoring.prediction import exact, precision


def looked(rows: pd.DataFrame):
    panel = panel_of(rows)
    return panel, chart(panel, ["outside"], "index", 0.05)


def test_prediction_limits_are_those_of_the_textbook(series):
    values = np.random.default_rng(1).normal(size=25)
    panel, charts = looked(series(overall=list(values)))
    base, new = values[:24], values[24]
    t = (new - base.mean()) / (base.std(ddof=1) * np.sqrt(1 + 1 / 24))
    if charts.rhythm.memory.phi[0] == 0:
        assert examined(panel, charts, "index")[0].p[0] == pytest.approx(2 * stats.t.sf(abs(t), 23))
    else:
        assert examined(panel, charts, "index")[0].p[0] > 2 * stats.t.sf(abs(t), 23)


@pytest.mark.parametrize("seed", range(8))
def test_what_raises_an_alert_lies_outside_the_range_it_is_told_with(series, seed):
    """The second surest of Holm's tests has an easier bar than the first; its range is as wide."""
    rng = np.random.default_rng(seed)
    apart = {f"moved{k}": list(np.r_[rng.normal(size=30), 3.6 + 0.4 * k]) for k in range(4)}
    quiet = {f"s{k}": list(rng.normal(size=31)) for k in range(12)}
    panel, charts = looked(series(**apart, **quiet))
    table = alert_table(panel, charts, "index")
    inside = table["seen"].between(table["low"], table["high"])
    assert not inside.any()


def test_with_one_level_for_all_some_alerts_lie_inside_their_range(series, monkeypatch):
    """Bonferroni's limits beside Holm's test contradict it."""
    monkeypatch.setattr(alerts, "shared", lambda p: np.full(p.size, np.isfinite(p).sum()))
    monkeypatch.setattr(alerts, "holm", lambda p: np.minimum(1, p * shares_of(p)))
    contradicted = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        moved = {f"moved{k}": list(np.r_[rng.normal(size=30), 3.6 + 0.4 * k]) for k in range(4)}
        panel, charts = looked(series(**moved, **{f"s{k}": list(rng.normal(size=31))
                                                  for k in range(12)}))  # fmt: skip
        table = alert_table(panel, charts, "index")
        contradicted += table["seen"].between(table["low"], table["high"]).sum()
    assert contradicted > 0


def shares_of(p: np.ndarray) -> np.ndarray:
    """Holm's steps, worked out with a loop."""
    steps = np.ones(p.size)
    tests = int(np.isfinite(p).sum())
    for rank, place in enumerate(np.argsort(np.where(np.isfinite(p), p, np.inf), kind="stable")):
        steps[place] = max(tests - rank, 1)
    return steps


def test_a_shift_is_an_alert_and_told_with_its_range(series):
    rng = np.random.default_rng(5)
    quiet = {f"s{i:02d}": list(rng.normal(size=32)) for i in range(20)}
    shifted = list(np.r_[rng.normal(size=24), rng.normal(size=8) + 4])
    panel, charts = looked(series(**quiet, shifted=shifted))
    table = alert_table(panel, charts, "index")
    assert set(table["scope"]) == {"shifted"}
    assert table["rule"].tolist() == ["run of 8"]  # what all eight say surprises more than one
    assert (table["seen"] > table["high"]).all()


def test_one_jump_is_one_alert(series):
    """A point far off takes the mean of the newest eight with it: both rules fire, one is told."""
    rng = np.random.default_rng(6)
    jumped = list(np.r_[rng.normal(size=31), 40.0])
    panel, charts = looked(series(quiet=list(rng.normal(size=32)), jumped=jumped))
    p = holm(np.concatenate([answer.p for answer in examined(panel, charts, "index")]))
    assert (p <= FAMILY).sum() == 2
    table = alert_table(panel, charts, "index")
    assert table[["scope", "rule"]].to_numpy().tolist() == [["jumped", "outside"]]


def peaked(series, *, former: float, newest: float, around: float = 0.0):
    """Thirty-seven months; the newest, and the same month of the years before, stand out."""
    values = np.random.default_rng(6).normal(size=37)
    values[[0, 12, 24]] += former
    values[[1, 11, 13, 23, 25]] += around
    values[36] = newest
    panel = panel_of(series(overall=list(values)))
    return alert_table(panel, chart(panel, ["outside"], "month", 0.05), "month")


@pytest.mark.parametrize(("former", "newest", "around", "raised"), [
    (0, 12, 0, True),  # never before
    (12, 12, 0, False),  # as each year
    (3, 12, 0, True),  # a quarter as high before
    (-12, 12, 0, True),  # the other way before
    (9, 22, 9, True),  # a level before
])  # fmt: skip
def test_a_peak_that_was_there_in_each_year_before_is_no_alert(
    series, monkeypatch, former, newest, around, raised
):
    """Though its season could not be told; a level, whose neighbours stand out too, is no peak."""
    told = peaked(series, former=former, newest=newest, around=around)
    assert ("outside" in set(told["rule"])) is raised
    monkeypatch.setattr(alerts, "PEAK", np.inf)
    assert "outside" in set(peaked(series, former=former, newest=newest, around=around)["rule"])


def test_nothing_is_raised_below_nine_points(series):
    panel, charts = looked(series(overall=[1.0, 1.1] * 4 + [99.0]))
    assert len(alert_table(panel, charts, "index")) <= 1
    panel, charts = looked(series(overall=[1.0, 1.1] * 3 + [1.0, 99.0]))
    assert alert_table(panel, charts, "index").empty


def test_a_series_that_ended_earlier_is_not_judged(series):
    rows = series(alive=[1.0, 2.0] * 15, ended=[1.0, 2.0] * 12 + [99.0])
    panel, charts = looked(rows)
    answer = examined(panel, charts, "index")[0]
    assert np.isfinite(answer.p).tolist() == [True, False]


def test_rare_events_are_judged_by_counting(months):
    numerator = [0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 3]
    rows = pd.DataFrame({"period": months(25), "numerator": numerator, "denominator": 50.0})
    whole = measured(shares.share(rows, 0.95), kpi="complaint", scope="overall", kind="share",
                     better="low")  # fmt: skip
    panel, charts = looked(whole)
    by_t = (3 / 50 - 4 / 1200) / np.sqrt(4 / 1200 / 50)
    assert by_t > 6
    table = [[3, 47], [4, 1196]]
    window = np.arange(25)[None, :] == 24
    p = exact(panel, ~window, window)[0]
    assert p == pytest.approx(2 * stats.fisher_exact(table, "greater")[1])
    assert examined(panel, charts, "index")[0].p[0] >= p


def test_holm_by_hand():
    p = np.array([0.01, 0.02, 0.03, np.nan])
    assert holm(p)[:3].tolist() == pytest.approx([0.03, 0.04, 0.04])


def test_power_agrees_with_simulation():
    rng = np.random.default_rng(9)
    base, new = rng.normal(size=(20_000, 24)), rng.normal(size=20_000) + 3
    t = (new - base.mean(axis=1)) / (base.std(axis=1, ddof=1) * np.sqrt(1 + 1 / 24))
    caught = np.mean(2 * stats.t.sf(np.abs(t), 23) < 0.05 / 40)
    assert power(40, 24, 3.0)[0] == pytest.approx(caught, abs=0.012)


def test_quiet_engagements_stay_quiet(simulations):
    found = simulations.family_rate(80)
    assert found["rate"] <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 80)
    assert found["two_rules_alone"] > 0.15


def test_without_the_control_they_do_not(simulations, monkeypatch):
    monkeypatch.setattr(alerts, "holm", lambda p: p)
    assert simulations.family_rate(15)["rate"] > 0.5


def test_neither_season_nor_neighbours_raise_alerts(simulations):
    for rhythm in ({"phi": 0.5}, {"season": 1.5}):
        rate = simulations.family_rate(30, months=36, **rhythm)["rate"]
        assert rate <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 30)


def rates(months: list[str], numerator: np.ndarray, exposure: np.ndarray) -> pd.DataFrame:
    rows = pd.DataFrame({"period": months, "numerator": numerator, "denominator": exposure})
    return measured(shares.rate(rows, 0.95), kpi="complaints", scope="overall", kind="rate",
                    better="low")  # fmt: skip


def test_points_count_by_sampling_error_and_what_is_beyond_it(months):
    """DerSimonian and Laird's variance between periods, of a rate, by their own formula."""
    rng = np.random.default_rng(3)
    exposure = rng.uniform(50, 3_000, 24)
    count = rng.poisson(exposure * 0.1 * np.exp(0.3 * rng.normal(size=24)))
    panel = panel_of(rates(months(24), count, exposure))
    level = count.sum() / exposure.sum()
    v, y = level / exposure, count / exposure
    w = 1 / v
    q = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
    between = (q - 23) / (w.sum() - (w**2).sum() / w.sum())
    assert between > 0
    told = precision(panel, np.ones((1, 24), bool))[0]
    assert told == pytest.approx(1 / (v + between))


def test_rates_of_uneven_exposure_stay_quiet(simulations):
    found = simulations.one_kpi_rate(50, "complaints")
    assert found["rate"] <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 50)


def test_visits_of_people_vary_as_much_as_chance_lets_them():
    """A dozen visits a month that happened to be even: the baseline alone expects too much."""
    before = [12, 11, 13, 12, 12, 11, 12, 13, 12, 12, 11, 13]
    months = [*(f"2025-{m:02d}" for m in range(1, 13)), "2026-01"]
    rows = pd.DataFrame({"scope": "touchpoint=call", "value": [*before, 20.0], "period": months})
    panel = panel_of(measured(rows, kpi="volume", kind="count", better="high"), smallest=0)
    window = np.arange(13) == 12
    p = exact(panel, ~window[None, :], window[None, :])[0]
    assert p == pytest.approx(2 * stats.binom.sf(19, sum(before) + 20, 1 / 13))
    assert p > 0.01
    assert 2 * stats.t.sf((20 - np.mean(before)) / np.std(before, ddof=1), 11) < 1e-6
