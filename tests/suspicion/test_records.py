"""Rows twice, odd groups and channels, lost days: what only looks like them stays quiet."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.suspicion import amounts, channels, recorded, repeated, spans, twins, within
from cxlib.training.faults import Brought

SEGMENTS = {"responses": {"segments": ["land"]}, "customers": {"segments": ["land"]}}
CONFIG = {"client": "R", "timezone": "UTC", "period": "month", "currency": "EUR",
          "outcomes": {"recommend": {"kind": "nps"}},
          "tables": SEGMENTS}  # fmt: skip
N = 1500


def times(rng, n=N, start="2025-01-01", days=600):
    moment = pd.Timestamp(start) + pd.to_timedelta(np.sort(rng.uniform(0, days, n)), unit="D")
    return moment.floor("s")


@pytest.fixture
def named(suspicions):
    def of(config=None, **frames):
        tables = {k: v for k, v in CONFIG["tables"].items() if k in frames}
        outcomes = {"outcomes": CONFIG["outcomes"]} if "responses" in frames else {}
        plain = {k: v for k, v in CONFIG.items() if k != "outcomes"}
        found = suspicions(
            Brought({**plain, **outcomes, "tables": tables, **(config or {})}, frames)
        )
        return set(found["suspicion"])

    return of


@pytest.fixture
def bought(rng):
    people = [f"B{i:03d}" for i in rng.integers(0, 300, N)]
    return pd.DataFrame({"customer": people, "time": times(rng),
                         "value": rng.gamma(3, 15, N).round(2)})  # fmt: skip


@pytest.fixture
def people(rng):
    start = pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 1500, 600), unit="D")
    end = pd.Series(start + pd.to_timedelta(rng.integers(40, 2500, 600), unit="D"))
    return pd.DataFrame({"customer": [f"B{i:03d}" for i in range(600)], "start": start,
                         "end": end.where(end < "2026-09-01"), "land": rng.choice(["a", "b"], 600),
                         "value": rng.gamma(3, 15, 600).round(2)})  # fmt: skip


@pytest.fixture
def said(rng):
    mood = rng.normal(0, 1, N)
    frame = {"customer": [f"B{i:03d}" for i in rng.integers(0, 600, N)], "time": times(rng),
             "land": rng.choice(["a", "b", "c"], N),
             "recommend": np.clip(np.round(7 + 1.7 * mood + rng.normal(0, 1, N)), 0, 10),
            }  # fmt: skip
    for item in ("speed", "price", "staff"):
        frame[item] = np.clip(np.round(4.2 + 1.1 * mood + rng.normal(0, 1, N)), 1, 7)
    return pd.DataFrame(frame)


@pytest.fixture
def log(rng):
    n = 6000
    at = times(rng, n).normalize() + pd.to_timedelta(
        rng.normal(14, 3, n).clip(7, 22) * 3600 // 1, unit="s")  # fmt: skip
    return pd.DataFrame({"customer": [f"B{i:03d}" for i in rng.integers(0, 600, n)], "time": at,
                         "touchpoint": rng.choice(["web", "call", "shop"], n),
                         "channel": rng.choice(["app", "desk"], n),
                         "completed": rng.random(n) < 0.6})  # fmt: skip


class TestSound:
    def test_as_they_come(self, named, bought, people, said, log):
        assert named(purchases=bought) == named(customers=people) == set()
        assert named(responses=said) == named(interactions=log) == set()

    def test_an_own_fee_every_month(self, named, rng):
        fee, months = (
            rng.gamma(3, 15, 300).round(2),
            pd.date_range("2026-06-03", periods=4, freq="30D"),
        )
        frame = pd.DataFrame({"customer": np.repeat([f"B{i}" for i in range(300)], 4),
                              "time": np.tile(months + pd.Timedelta("9h"), 300),
                              "value": np.repeat(fee, 4)})  # fmt: skip
        assert twins.LATER not in named(purchases=frame)

    def test_companies_that_sign_for_all_their_people(self, named, people):
        firm = np.arange(600) // 30
        frame = people.assign(start=people["start"].to_numpy()[firm], end=pd.NaT,
                              value=people["value"].to_numpy()[firm], land="a")  # fmt: skip
        assert twins.OTHER_ID not in named(customers=frame)

    def test_letters_to_everybody_at_one_second(self, named, log):
        sent = pd.DataFrame({"customer": [f"B{i:03d}" for i in range(600)] * 3, "channel": "app",
                             "time": np.repeat(pd.to_datetime(["2025-03-01 09:00:07",
                                "2025-06-01 09:00:09", "2025-09-01 09:00:11"]), 600),
                             "touchpoint": "letter", "completed": True})  # fmt: skip
        both = pd.concat([log, sent], ignore_index=True)
        assert twins.OTHER_ID not in named(interactions=both)

    def test_a_land_that_loves_it_and_one_that_does_not(self, named, said, rng):
        level = said["land"].map({"a": 9.5, "b": 4.5, "c": 7.0})
        felt = level + 1.2 * (said["speed"] - 4.2) + rng.normal(0, 1.5, N)
        frame = said.assign(recommend=np.clip(np.round(felt), 0, 10))
        assert named(responses=frame).isdisjoint({within.FILLED, within.CUT})

    def test_a_desk_with_its_hours_and_a_web_of_the_night(self, named, log, rng):
        night = log["channel"].eq("app")
        at = log["time"].dt.normalize() + pd.to_timedelta(
            np.where(night, rng.normal(21, 3.5, len(log)) % 24, rng.uniform(9, 17, len(log)))
            * 3600 // 1, unit="s")  # fmt: skip
        assert channels.CLOCKS not in named(interactions=log.assign(time=at))

    def test_a_channel_that_fades_over_the_years(self, named, log):
        late = (log["time"] - log["time"].min()) / (log["time"].max() - log["time"].min())
        kept = ~(log["channel"].eq("desk") & (np.arange(len(log)) % 100 < 70 * late))
        assert channels.THINNED not in named(interactions=log[kept])

    def test_an_office_closed_at_weekends_and_over_the_holidays(self, named, bought):
        day = bought["time"].dt
        shut = (day.day_of_week >= 5) | ((day.month == 12) & (day.day >= 27))
        assert named(purchases=bought[~shut]).isdisjoint({recorded.GAP, recorded.WEEKDAYS})

    def test_answers_in_waves(self, named, said):
        wave = said["time"].dt.day_of_year % 90 < 10
        assert recorded.GAP not in named(responses=said[wave])

    def test_asked_on_leaving(self, named, people, said, rng):
        gone = people.dropna(subset=["end"]).sample(N, replace=True, random_state=1)
        late = gone["end"] + pd.to_timedelta(rng.integers(0, 60, N), unit="D")
        frame = said.assign(customer=gone["customer"].to_numpy(),
                            time=late.to_numpy() + pd.Timedelta("15h"))  # fmt: skip
        assert spans.OUTSIDE not in named(
            customers=people, responses=frame[frame["time"] < "2026-10-30"]
        )

    def test_a_dear_land_and_a_cheap_one(self, named, people, rng):
        dear = people["land"].eq("a")
        value = np.where(dear, rng.gamma(2, 60, 600), rng.gamma(9, 4, 600)).round(2)
        assert amounts.CURRENCY not in named(customers=people.assign(value=value))

    def test_young_customers_of_whom_nobody_has_left(self, named, people):
        start = pd.Timestamp("2026-01-01") + (people["start"] - people["start"].min()) / 6
        assert spans.NOBODY not in named(
            customers=people.assign(start=start.dt.floor("D"), end=pd.NaT)
        )


def series(value, kpi="k"):
    months = [str(p) for p in pd.period_range(end="2026-10", periods=len(value), freq="M")]
    return pd.DataFrame({"kpi": kpi, "period": months, "value": np.asarray(value, dtype=float),
                         "kind": "mean", "better": "high"})  # fmt: skip


COURSES = {repeated.AGAIN, repeated.BLOCKS, repeated.LINE, repeated.RISING, repeated.COUNTED}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", ["stars", "growth", "counts", "customers", "season", "plateaus"])
def test_courses_of_sound_kpis(kind, seed, named):
    rng, t = np.random.default_rng(seed), np.arange(36)
    value = {
        "stars": rng.normal(4.2, 0.15, 36).round(1),
        "growth": np.round(40 * 1.06**t),
        "counts": rng.poisson(3, 36),
        "customers": 9000 + np.cumsum(rng.poisson(60, 36)),
        "season": np.round(500 + 80 * np.sin(t * np.pi / 6) + rng.normal(0, 12, 36)),
        "plateaus": np.repeat([3.0, 4, 3, 5], [7, 12, 4, 13]),
    }[kind]
    assert named(kpis=series(value)).isdisjoint(COURSES)


def shares(rng, p, base, n=30):
    many = np.maximum(rng.poisson(base, n), 1).astype(float)
    rows = series(np.full(n, np.nan)).assign(kind="share")
    return rows.assign(numerator=rng.binomial(many.astype(int), p), denominator=many)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("p", "base"), [(0.7, 4), (0.02, 60), (0.97, 40), (0.3, 2), (0.5, 900)])
def test_shares_of_few_cases_are_no_codes(p, base, seed, named):
    told = named(kpis=shares(np.random.default_rng(seed), p, base))
    assert told <= {"never varies"}


@pytest.mark.parametrize("seed", range(8))
def test_a_score_about_0_and_a_skewed_time_are_of_one_unit(seed, named):
    rng = np.random.default_rng(seed)
    both = [
        series(rng.normal(-2, 5, 30).round(1), "nps"),
        series(rng.lognormal(2, 1.1, 30).round(1)),
    ]
    assert "another unit from one period on" not in named(kpis=pd.concat(both))


def test_a_month_without_one_case_of_many_is_a_code(named, rng):
    frame = shares(rng, 0.7, 400)
    frame.loc[[11, 20], "numerator"] = 0
    assert "a code among the values" in named(kpis=frame)


def test_without_their_thresholds_the_rules_say_nothing(named, bought, said, monkeypatch):
    """Each of these is named because of its rule, and of nothing else."""
    again = pd.concat([bought, bought.assign(time=bought["time"] + pd.Timedelta(days=1))])
    other = pd.concat([bought, bought.assign(customer="K" + bought["customer"])])
    filled = said.assign(price=said["price"].mask((said["land"] == "a") & (said.index % 2 == 0), 4))
    assert twins.LATER in named(purchases=again)
    assert twins.OTHER_ID in named(purchases=other)
    assert within.FILLED in named(responses=filled)
    monkeypatch.setattr(twins, "SHARE", 2.0)
    monkeypatch.setattr(within, "MORE", 2.0)
    assert twins.LATER not in named(purchases=again)
    assert twins.OTHER_ID not in named(purchases=other)
    assert within.FILLED not in named(responses=filled)
