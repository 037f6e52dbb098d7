"""Baselines that never varied: exact limits for counts, and a plain word for values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.monitoring import run
from cxlib.monitoring.charts.attributes import attribute
from cxlib.results import Results
from cxlib.stats.resampling import stream

MONTHS = [str(month) for month in pd.period_range("2023-01", "2025-07", freq="M")]


@pytest.fixture
def told(tmp_path):
    def build(**columns: object):
        kpis = pd.DataFrame({"kpi": "it", "period": MONTHS, **columns})
        made = from_frames({"client": "A", "period": "month"}, {"kpis": kpis})
        results = Results(tmp_path / "results")
        results.write("engagement", {"quality": made.quality})
        results.write("monitoring", run(made, results))
        shown = released(made, results)
        return results["kpis"].iloc[-1], results["alerts"], shown

    return build


def by_enumeration(count: int, new: int, before: int) -> float:
    """Chance that every one of `count` events falls among the new cases, drawn one by one."""
    return float(np.prod([(new - i) / (new + before - i) for i in range(count)]))


@pytest.mark.parametrize(("numerator", "signal"), [(40, True), (3, True), (2, False), (1, False)])
def test_none_in_thirty_months_then_some(told, numerator, signal):
    """The limit is that of an exact test at three sigmas, against the 24 months of the baseline."""
    row, alerts, _ = told(numerator=[0] * 30 + [numerator], denominator=500, kind="share")
    assert (by_enumeration(numerator, 500, 12_000) < stats.norm.sf(3)) == signal
    assert row.signal == ("outside above" if signal else "") or (pd.isna(row.signal) and not signal)
    assert (row.centre, row.lower, row.upper) == (0, 0, 2 / 500)
    assert ("outside" in set(alerts.rule)) == (
        2 * 2 * by_enumeration(numerator, 500, 12_000) < 0.05
    )


def test_all_of_them_and_then_fewer_is_its_mirror(told):
    row, alerts, _ = told(numerator=[500] * 30 + [460], denominator=500, kind="share")
    assert row.signal == "outside below"
    assert (row.centre, row.upper, row.lower) == (1, 1, pytest.approx(498 / 500))
    assert len(alerts)


def test_one_event_of_very_few_cases_signals_where_thousands_had_none(told):
    """The limit is none at all: that is a limit, and no lack of one."""
    row, _alerts, _ = told(numerator=[0] * 30 + [1], denominator=[5_000] * 30 + [20], kind="share")
    assert by_enumeration(1, 20, 24 * 5_000) < stats.norm.sf(3)
    assert (row.upper, row.signal, row.baseline) == (0, "outside above", "frozen")


@pytest.mark.parametrize(("last", "direction"), [(2.0, "never varied"), (4.5, "as ever")])
def test_a_value_that_never_varied_says_so(told, last, direction):
    row, _alerts, shown = told(value=[4.5] * 30 + [last], kind="mean")
    assert row.baseline == "never varied"
    assert row[["lower", "upper"]].isna().all()
    (claim,) = shown["findings"].query("kind == 'kpi'").itertuples()
    assert claim.direction == direction
    assert "within the range it usually moves in" not in claim.statement
    notes = shown["notes"].set_index(["section", "code"]).note
    assert ("kpis", "never varied") in notes.index
    assert "31" not in notes["alerts", "never varied"]
    assert ("alerts", "too few periods") not in notes.index


def test_a_spread_that_only_the_computer_sees_is_none(told):
    row, _alerts, _shown = told(value=[0.1 + 0.2, 0.3] * 15 + [0.9], kind="mean")
    assert row.baseline == "never varied"


def test_periods_that_may_not_be_judged_are_not_called_missing(told):
    """A rate of few events is on a base too small to be judged, in all of 31 months."""
    _row, _alerts, shown = told(numerator=[0] * 30 + [9], denominator=500, kind="rate")
    told_ = shown["notes"].query("section == 'alerts'").code.tolist()
    assert told_ == ["too few judged"]


@pytest.mark.parametrize("events", [0.02, 0.1])
def test_rare_events_cry_wolf_no_oftener_than_three_sigmas(events):
    """Where a baseline happens to hold none: events a month, and one new month each."""
    rng = stream(9, "rare", events)
    n = np.full((20_000, 25), 500.0)
    x = rng.binomial(500, events / 500, n.shape).astype(float)
    x = x[x[:, :24].sum(axis=1) == 0]
    baseline = np.broadcast_to(np.arange(25) < 24, x.shape)
    far = attribute(x, n[: len(x)], baseline, "share", np.zeros(len(x), bool)).distance[:, -1] > 3
    assert far.mean() <= stats.norm.sf(3) + 2 * np.sqrt(stats.norm.sf(3) / max(len(x), 1))
