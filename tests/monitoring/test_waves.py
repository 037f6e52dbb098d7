"""What changed since the waves before, and what should be mapped or diagnosed again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.monitoring import run
from cxlib.monitoring.waves import waves
from cxlib.results import REGISTRY, conform
from cxlib.results.coded import code_of

NPS = {"recommend": {"kind": "nps"}}


def survey(months: list[str], fall: float = 0.0, turn: bool = False) -> pd.DataFrame:
    """150 answers a month; `speed` falls in the last one, or ceases to matter in the last year."""
    rng = np.random.default_rng(5)
    parts = []
    for i, month in enumerate(months):
        newest = fall if i == len(months) - 1 else 0.0
        speed = np.clip(np.rint(rng.normal(5.5 - newest, 1.8, 150)), 1, 10)
        hold = 0.0 if turn and i >= len(months) - 12 else 1.0
        score = 6 + hold * (speed - 5.5) + rng.normal(0, 1.5, 150)
        parts.append(pd.DataFrame({
            "time": pd.Timestamp(f"{month}-01") + pd.to_timedelta(rng.integers(0, 28, 150), "D"),
            "recommend": np.clip(np.rint(score), 0, 10), "speed": speed,
            "other": rng.integers(1, 11, 150), "region": rng.choice(["N", "S"], 150),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def engagement_of(engaged, rows: pd.DataFrame):
    variables = pd.DataFrame({"variable": ["speed", "other"], "kind": "attribute",
                              "touchpoint": ["app", None], "scale_low": 1.0,
                              "scale_high": 10.0})  # fmt: skip
    return engaged({"responses": rows, "variables": variables}, period=rows.time.max()
                   .strftime("%Y-%m"), outcomes=NPS,
                   tables={"responses": {"segments": ["region"]}})  # fmt: skip


@pytest.fixture
def told(engaged, written):
    return lambda rows, results=None: written(run(engagement_of(engaged, rows), results or {}))


def earlier(tables) -> pd.DataFrame:
    """The comparison with all waves before."""
    table = tables["waves"]
    return table[table["against"] == "waves before"].set_index("name")


def test_the_variable_that_fell_is_named_with_its_contribution(engaged, months, told):
    rows = survey(months(14), fall=2.0)
    drivers = pd.DataFrame({"outcome": "recommend", "scope": "overall", "variable": ["speed"],
                            "effect": [30.0]})  # fmt: skip
    tables = told(rows, {"drivers": drivers})
    found = earlier(tables)
    label = rows.time.dt.strftime("%Y-%m")
    newest, past = rows[label == months(14)[-1]], rows[label.isin(months(14)[1:-1])]
    assert found.loc["speed", "change"] == pytest.approx(newest.speed.mean() - past.speed.mean())
    assert found.loc["speed", "p_adjusted"] < 0.001
    expected = 30.0 * found.loc["speed", "change"] / past.speed.std()
    assert found.loc["speed", "contribution"] == pytest.approx(expected)
    assert pd.isna(found.loc["other", "contribution"])
    shown = released(engagement_of(engaged, rows), tables)
    found = shown["findings"].set_index("finding_id").loc["waves:recommend:parts"]
    assert found["direction"] == "parts lower"
    assert found["statement"].startswith("Lower in February 2024 than in January 2024: ")
    assert "speed" in found["statement"]
    assert "speed −" in found["evidence"]


def test_welch_is_welch(engaged, months, told):
    rows = survey(months(14))
    label = rows.time.dt.strftime("%Y-%m")
    newest, past = rows[label == months(14)[-1]], rows[label.isin(months(14)[1:-1])]
    p = stats.ttest_ind(newest.other, past.other, equal_var=False).pvalue
    found = earlier(told(rows))
    assert found.loc["other", "p_adjusted"] >= p - 0.01


def test_a_quiet_month_moves_nothing(engaged, months, told):
    rows = survey(months(14))
    shown = released(engagement_of(engaged, rows), told(rows))
    assert not shown["findings"]["kind"].eq("waves").any()


def test_a_driver_that_lost_its_hold_is_to_be_diagnosed_again(engaged, months, told):
    rows = survey(months(26), turn=True)
    tables = told(rows)
    again = tables["revisit"]
    assert again["subject"].tolist() == ["speed"]
    assert again["step"].tolist() == ["diagnose"]
    assert again["change"].iloc[0] < -0.4
    assert again["reason"].tolist() == ["weaker driver"]
    assert code_of(again["why"].iloc[0]) == "revisit|driver"
    assert (again["now"] - again["before"]).iloc[0] == pytest.approx(again["change"].iloc[0])
    shown = released(engagement_of(engaged, rows), tables)
    words = shown["revisit"]["why"].iloc[0]
    assert words.startswith("its correlation with recommend went from ")
    said = shown["findings"].set_index("finding_id").loc["revisit:diagnose:speed", "statement"]
    assert said == ("“speed” goes with recommend less closely than a year before; its diagnosis "
                    "should be made again.")  # fmt: skip
    assert told(survey(months(26)))["revisit"].empty


def test_the_map_is_compared_with_what_customers_use(engaged, months, written):
    rows = []
    for i, month in enumerate(months(12)):
        for day in range(1, 28):
            who = f"c{day}"
            when = pd.Timestamp(f"{month}-{day:02d}")
            rows += [(who, when, "forum"), (who, when, "call")]
            rows += [(who, when, "fax")] if i < 8 else []
    events = pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])
    catalogue = pd.DataFrame({"touchpoint": ["call", "fax"], "stage": "use"})
    engagement = engaged({"interactions": events, "touchpoints": catalogue})
    tables = run(engagement, {})
    again = tables["revisit"].set_index("subject")
    assert again["reason"].to_dict() == {"forum": "unmapped", "fax": "abandoned"}
    words = released(engagement, written(tables))["revisit"].set_index("subject")["why"]
    assert words["forum"] == "customers use it and it is not on the map"
    assert words["fax"] == "no customer came in the last 3 periods"
    assert "call" not in again.index


# ------------------------------------------------------------------- waves against each other


def quarters(scores, weight=None, customers=None, segments=()) -> pd.DataFrame:
    """One wave of answers a quarter, all on one day."""
    days = pd.to_datetime(["2026-02-10", "2026-05-10", "2026-08-10", "2026-11-10"])
    parts = [
        pd.DataFrame({"time": day, "recommend": np.asarray(wave, float)})
        for day, wave in zip(days, scores, strict=False)
    ]
    rows = pd.concat(parts, ignore_index=True)
    more = {"weight": weight, "customer": customers} | dict(segments)
    return rows.assign(**{name: v for name, v in more.items() if v is not None})


def compared(rows, **segments) -> pd.DataFrame:
    config = {"client": "Test", "period": "quarter", "outcomes": NPS,
              "tables": {"responses": segments}}  # fmt: skip
    newest = rows["time"].max().to_period("Q")
    told = from_frames(config, {"responses": rows}, period=f"{newest.year}-Q{newest.quarter}")
    table = waves(told, {}, ())["waves"]
    return conform("waves", table[list(REGISTRY["waves"].columns)])


def told_as_nps(scores: pd.Series) -> pd.Series:
    return 100.0 * ((scores >= 9).astype(int) - (scores <= 6).astype(int))


@pytest.fixture
def scores():
    rng = np.random.default_rng(8)
    return [rng.choice([3, 8, 10], 400, p=p) for p in
            ([.3, .4, .3], [.28, .4, .32], [.15, .4, .45])]  # fmt: skip


def test_the_overall_change_is_welch_against_the_wave_before_and_all_before(scores):
    table = compared(quarters(scores))
    y = [told_as_nps(pd.Series(s)) for s in scores]
    for against, past, periods in (("wave before", y[1], 1),
                                   ("waves before", pd.concat(y[:2]), 2)):  # fmt: skip
        row = table[table["against"] == against].iloc[0]
        test = stats.ttest_ind(y[2], past, equal_var=False)
        assert (row["kind"], row["periods"]) == ("overall", periods)
        assert row["change"] == pytest.approx(y[2].mean() - past.mean())
        ends = test.confidence_interval(0.95)
        assert (row["low"], row["high"]) == pytest.approx((ends.low, ends.high))
        assert row["p_adjusted"] <= 2 * test.pvalue * (1 + 1e-6)
    assert table["before"].dropna().unique().tolist() == ["2026-Q2"]


def test_two_waves_are_one_comparison(scores):
    assert compared(quarters(scores[1:]))["against"].unique().tolist() == ["wave before"]


def test_a_panel_is_compared_with_itself():
    rng = np.random.default_rng(3)
    first = rng.choice([3, 8, 10], 300)
    second = np.where(rng.random(300) < 0.1, 10, first)
    who = [f"c{k}" for k in range(300)] * 2
    table = compared(quarters([first, second], customers=who))
    y = [told_as_nps(pd.Series(s)) for s in (first, second)]
    ends = stats.ttest_rel(y[1], y[0]).confidence_interval(0.95)
    assert tuple(table.loc[0, ["low", "high"]]) == pytest.approx((ends.low, ends.high))
    apart = compared(quarters([first, second]))
    assert np.ptp(apart.loc[0, ["low", "high"]]) > 1.5 * np.ptp(table.loc[0, ["low", "high"]])


def test_weights_count(scores):
    rng = np.random.default_rng(4)
    w = rng.uniform(0.2, 3, 800)
    rows = quarters(scores[:2], weight=w)
    row = compared(rows).iloc[0]
    y, now = told_as_nps(rows["recommend"]), np.arange(800) >= 400
    wls = sm.WLS(y, sm.add_constant(now.astype(float)), weights=w).fit(cov_type="HC1")
    assert row["change"] == pytest.approx(wls.params.iloc[1])
    assert (row["high"] - row["low"]) / 2 == pytest.approx(1.96 * wls.bse.iloc[1], rel=0.01)


def test_parts_are_adjusted_among_themselves(scores):
    rng = np.random.default_rng(6)
    parts = {f"s{k}": rng.choice(["A", "B"], 1200) for k in range(6)}
    table = compared(quarters(scores, segments=parts), segments=list(parts))
    whole, rest = table[table["kind"] == "overall"], table[table["kind"] != "overall"]
    assert len(whole) == 2
    assert len(rest) == 24
    raw = [
        stats.ttest_ind(*(told_as_nps(pd.Series(s)[parts[k][i * 400:(i + 1) * 400] == level])
                          for i, s in ((2, scores[2]), (1, scores[1]))), equal_var=False).pvalue
        for k in parts for level in "AB"
    ]  # fmt: skip
    last = rest[rest["against"] == "wave before"].sort_values("name")["p_adjusted"]
    assert (last.to_numpy(float) >= np.array(raw) - 1e-12).all()


def test_equal_waves_are_told_apart_in_one_of_twenty_at_most(monkeypatch):
    """The small twin of `benchmarks/waves.py`, half of whom answer in both."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    from simulations.wave_pairs import null_pair

    rng = np.random.default_rng(12)
    flagged, runs = 0, 400
    for _ in range(runs):
        flagged += null_pair(rng, 120, panel=0.5, weighted=True) <= 0.05
    assert flagged / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)


def test_parts_too_small_to_be_shown_are_not_tested(scores):
    few = np.where(np.arange(1200) % 200 == 0, "few", "many")
    table = compared(quarters(scores, segments={"size": few}), segments=["size"])
    told = table.set_index(["against", "name"])["p_adjusted"]
    assert pd.isna(told[("wave before", "size=few")])
    assert told[("wave before", "size=many")] < 0.001
