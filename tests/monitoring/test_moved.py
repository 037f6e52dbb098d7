"""What moved with the outcome, and what should be mapped or diagnosed again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlib.findings import released
from cxlib.monitoring import run
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


def test_the_variable_that_fell_is_named_with_its_contribution(engaged, months, told):
    rows = survey(months(14), fall=2.0)
    drivers = pd.DataFrame({"outcome": "recommend", "scope": "overall", "variable": ["speed"],
                            "effect": [30.0]})  # fmt: skip
    tables = told(rows, {"drivers": drivers})
    found = tables["moved"].set_index("name")
    label = rows.time.dt.strftime("%Y-%m")
    newest, past = rows[label == months(14)[-1]], rows[label.isin(months(14)[1:-1])]
    assert found.loc["speed", "change"] == pytest.approx(newest.speed.mean() - past.speed.mean())
    assert found.loc["speed", "p_adjusted"] < 0.001
    expected = 30.0 * found.loc["speed", "change"] / past.speed.std()
    assert found.loc["speed", "contribution"] == pytest.approx(expected)
    assert pd.isna(found.loc["other", "contribution"])
    shown = released(engagement_of(engaged, rows), tables)
    found = shown["findings"].set_index("finding_id").loc["moved:recommend"]
    assert found["direction"] == "lower"
    assert found["statement"].startswith("Lower in February 2024 than in the periods before: ")
    assert "speed" in found["statement"]
    assert "speed −" in found["evidence"]


def test_welch_is_welch(engaged, months, told):
    rows = survey(months(14))
    label = rows.time.dt.strftime("%Y-%m")
    newest, past = rows[label == months(14)[-1]], rows[label.isin(months(14)[1:-1])]
    p = stats.ttest_ind(newest.other, past.other, equal_var=False).pvalue
    found = told(rows)["moved"].set_index("name")
    assert found.loc["other", "p_adjusted"] >= p - 0.01


def test_a_quiet_month_moves_nothing(engaged, months, told):
    rows = survey(months(14))
    shown = released(engagement_of(engaged, rows), told(rows))
    assert not shown["findings"]["kind"].eq("moved").any()


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
