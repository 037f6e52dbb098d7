"""Clients that are unlike others, and sound: what looks like a fault and is their business."""

import numpy as np
import pandas as pd
import pytest

DAYS = pd.date_range("2025-01-01", "2025-12-31", freq="D")


def said(suspicions, frames, **config) -> list[str]:
    table = suspicions_of(suspicions, frames, **config)
    return table.loc[table["severity"] != "tell", "suspicion"].tolist()


def suspicions_of(suspicions, frames, **config):
    from cxlib.training.faults import Brought

    return suspicions(Brought({"client": "U", "timezone": "UTC", **config}, frames))


def survey(rng, n: int = 600) -> pd.DataFrame:
    """An outcome and three questions that go with it, in the order of time."""
    mood = rng.normal(0, 1, n)
    frame = {"time": pd.Timestamp("2025-01-01") + pd.to_timedelta(
        np.sort(rng.uniform(0, 364, n)).round(5), unit="D"),
        "customer": [f"C{k:04d}" for k in range(n)],
        "region": rng.choice(["north", "south"], n),
        "recommend": np.clip(np.round(7 + 1.7 * mood + rng.normal(0, 1, n)), 0, 10)}  # fmt: skip
    for item in ("speed", "price", "staff"):
        frame[item] = np.clip(np.round(4.5 + 1.1 * mood + rng.normal(0, 1, n)), 1, 7)
    return pd.DataFrame(frame)


NPS = {
    "outcomes": {"recommend": {"kind": "nps"}},
    "tables": {"responses": {"segments": ["region"]}},
}


def test_a_client_whom_nearly_all_love(suspicions, rng):
    frame = survey(rng)
    frame["recommend"] = np.clip(frame["recommend"] + 3, 0, 10)
    assert said(suspicions, {"responses": frame}, **NPS) == []


@pytest.mark.parametrize("by", [["recommend"], ["region", "recommend"], ["speed"]])
def test_a_file_sorted_with_its_rows(by, suspicions, rng):
    frame = survey(rng).sort_values(by, kind="stable")
    assert said(suspicions, {"responses": frame}, **NPS) == []


def test_an_answer_repeated_on_each_row_of_a_customer(suspicions, rng):
    """One row for each touchpoint: the overall score stands on each."""
    frame = survey(rng, 300)
    long = frame.loc[frame.index.repeat(4)].reset_index(drop=True)
    long["touchpoint"] = np.tile(["shop", "web", "call", "chat"], 300)
    long["speed"] = np.clip(long["speed"] + rng.integers(-1, 2, len(long)), 1, 7)
    assert "the answer of the row above" not in said(suspicions, {"responses": long}, **NPS)


def test_seminars_whose_people_answer_at_the_end_of_the_day(suspicions, rng):
    frame = survey(rng)
    evenings = pd.date_range("2025-01-10 16:55", periods=20, freq="18D")
    frame["time"] = np.sort(rng.choice(evenings, len(frame))) + pd.to_timedelta(
        rng.uniform(0, 240, len(frame)).round(), unit="s"
    )
    frame = frame.sort_values("time")
    assert said(suspicions, {"responses": frame}, **NPS, period="year") == []


def test_a_service_billed_on_the_first_of_the_month(suspicions, rng):
    rows = [(f"C{c:03d}", day, price)
            for c in range(200) for day in pd.date_range("2025-01-01", "2025-12-01", freq="MS")
            for price in [(9.99, 14.99)[c % 2]]]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer", "time", "value"])
    assert said(suspicions, {"purchases": frame.sort_values("time")}) == []


def test_machines_that_report_every_hour(suspicions, rng):
    rows = [(f"M{m:02d}", pd.Timestamp("2025-01-01 00:00:07") + pd.Timedelta(hours=h, seconds=m),
             ("poll", "alarm")[int(rng.random() < 0.1)])
            for m in range(12) for h in range(24 * 40)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])
    assert said(suspicions, {"interactions": frame.sort_values("time")}) == []


def test_plans_of_very_different_price(suspicions, rng):
    n = 900
    plan = rng.choice(["single", "team", "enterprise"], n)
    value = np.select([plan == "single", plan == "team"], [20.0, 90.0], 600.0)
    frame = pd.DataFrame({"customer": [f"C{k:03d}" for k in rng.integers(0, 200, n)],
                          "time": np.sort(rng.choice(DAYS, n)), "plan": plan,
                          "value": (value * rng.lognormal(0, 0.4, n)).round(2)})  # fmt: skip
    told = {"tables": {"purchases": {"segments": ["plan"]}}}
    assert said(suspicions, {"purchases": frame}, **told) == []


def test_a_share_of_a_steady_process(suspicions, rng):
    months = [str(p) for p in pd.period_range("2023-01", "2025-12", freq="M")]
    base = np.full(len(months), 400)
    frame = pd.DataFrame({"kpi": "complaints", "period": months, "kind": "share", "better": "low",
                          "numerator": rng.binomial(base, 0.05), "denominator": base})  # fmt: skip
    assert said(suspicions, {"kpis": frame}, period="month") == []


def answered(counts: list[int]) -> pd.DataFrame:
    """So many answers in each month, spread over all of it."""
    times = [pd.Timestamp(2025, month, 1, 9, k % 60) + pd.Timedelta(days=27 * k / max(n - 1, 1))
             for month, n in enumerate(counts, 1) for k in range(n)]  # fmt: skip
    score = np.arange(len(times)) * 7 % 11
    return pd.DataFrame({"time": times, "recommend": score.astype(float)})


@pytest.mark.parametrize(("counts", "severity"), [
    ([8, 9, 7, 8, 10, 6, 8, 9, 7, 8, 8, 3], "warn"),  # P(3 or fewer of 8) = 4 %
    ([60] * 11 + [25], "stop"),  # P(25 or fewer of 60) = 2 in a million
])  # fmt: skip
def test_few_rows_stop_a_report_where_chance_cannot_make_them(counts, severity, suspicions):
    table = suspicions_of(suspicions, {"responses": answered(counts)}, period="month",
                          outcomes={"recommend": {"kind": "nps"}})  # fmt: skip
    assert table.set_index("suspicion").loc["fewer rows", "severity"] == severity


@pytest.mark.parametrize("n", [39_999, 43_211])
def test_more_answers_than_are_looked_at(n, suspicions, rng):
    """Relations are judged from rows drawn evenly, whatever their number divides by."""
    frame = survey(rng, n)
    assert said(suspicions, {"responses": frame}, **NPS) == []
    south = frame["region"] == "south"
    frame.loc[south, "price"] = 8 - frame.loc[south, "price"]
    found = suspicions_of(suspicions, {"responses": frame}, **NPS)
    told = found[found["suspicion"] == "runs the other way in one group"]
    assert told["n"].sum() == south.sum()


@pytest.mark.parametrize(("first", "named"), [(-0.25, False), (-0.19, False), (0.0, True)])
def test_a_trend_that_flattens_at_its_end_is_no_code(first, named):
    """Passengers as they are: 1 and 2 are given by the same kind of people, and chance turns the
    trend a little; people who do not know stand in the middle of everybody."""
    from cxlib.engagement.suspicion.codes import off_trend
    from cxlib.engagement.suspicion.trend import Trend

    counts, means = np.array([208, 311, 559, 1112, 810]), [first, -0.27, -0.21, 0.04, 0.25]
    spreads = np.array([0.47, 0.38, 0.42, 0.45, 0.42])
    trend = Trend(np.arange(1.0, 6.0), counts, np.array(means), 0.44, spreads)
    assert off_trend(trend) is named
