"""Clocks and tags of a log, weights, and letters that were lost: by people or by a machine."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.suspicion import ticks
from cxlib.training.faults import Brought

CONFIG = {"client": "T", "timezone": "UTC", "period": "month"}
OUTCOME = {"outcomes": {"score": {"kind": "mean", "scale": [1, 7]}}}
STEPS = ["enter", "look", "choose", "pay"]


@pytest.fixture
def log(rng) -> pd.DataFrame:
    rows = []
    for c in range(300):
        day = pd.Timestamp("2026-07-01") + pd.Timedelta(days=int(rng.integers(0, 110)))
        at = day + pd.Timedelta(hours=float(rng.uniform(8, 20)))
        for step in STEPS:
            at += pd.Timedelta(seconds=float(rng.exponential(80) + 4))
            rows.append((f"V{c:03d}", at.floor("ms"), step))
    return pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])


@pytest.fixture
def named(suspicions):
    def of(config=None, **frames):
        found = suspicions(Brought(CONFIG | (config or {}), frames))
        found = found[found["severity"] != "tell"]
        return set(found["suspicion"])

    return of


def seconds(n) -> pd.Timedelta:
    return pd.Timedelta(seconds=n)


def also(log, more) -> pd.DataFrame:
    return pd.concat([log, more], ignore_index=True)


class TestSound:
    def test_as_it_came(self, named, log):
        assert named(interactions=log) == set()

    def test_a_message_that_is_sent_at_noon(self, named, log):
        days = log["time"].dt.normalize() + pd.Timedelta(hours=12)
        noon = log.assign(time=days, touchpoint="message").drop_duplicates()
        assert named(interactions=also(log, noon)) == set()

    def test_people_who_come_back_to_a_page(self, named, log, rng):
        back = log[log["touchpoint"] == "look"]
        later = back["time"] + pd.to_timedelta(rng.uniform(2, 59, len(back)).round(2), unit="s")
        assert named(interactions=also(log, back.assign(time=later))) == set()

    def test_a_meter_that_reports_every_twenty_seconds(self, named):
        at = pd.date_range("2026-07-01 00:00:07", periods=400, freq="20s")
        rows = [pd.DataFrame({"customer": f"M{m}", "time": at + seconds(m), "touchpoint": "report"})
                for m in range(6)]  # fmt: skip
        assert ticks.ECHO not in named(interactions=pd.concat(rows))

    def test_a_bakery_that_closes_at_noon(self, named, log):
        early = log["time"].dt.normalize() + pd.Timedelta(hours=5)
        within = (log["time"] - log["time"].dt.normalize()) / 2.5
        assert named(interactions=log.assign(time=early + within.dt.floor("ms"))) == set()


class TestFaults:
    @pytest.mark.parametrize("gap", [1.5, 3, 10])
    @pytest.mark.parametrize("share", [0.4, 1])
    def test_again_after_one_and_the_same_time(self, gap, share, named, log, rng):
        again = log[(log["touchpoint"] == "choose") & (rng.random(len(log)) < share)]
        twice = also(log, again.assign(time=again["time"] + seconds(gap)))
        assert ticks.ECHO in named(interactions=twice)

    def test_one_event_under_two_names(self, named, log):
        again = log[log["touchpoint"] == "pay"]
        twin = again.assign(time=again["time"] + seconds(0.05), touchpoint="order placed")
        assert named(interactions=also(log, twin)) == {ticks.TWIN}

    @pytest.mark.parametrize("second", [86_399, 43_200, 1])
    def test_one_time_of_day(self, second, named, log, rng):
        day = log["time"].dt.normalize() + seconds(second)
        piled = log.assign(time=log["time"].mask(rng.random(len(log)) < 0.3, day))
        assert ticks.ONE_TIME in named(interactions=piled)
        bought = piled.assign(value=rng.gamma(3, 9, len(log)).round(2)).drop(columns="touchpoint")
        assert ticks.ONE_TIME in named(purchases=bought)

    def test_no_afternoon(self, named, log):
        late = log["time"].dt.hour >= 12
        lost = log.assign(time=log["time"].mask(late, log["time"] - pd.Timedelta(hours=12)))
        assert ticks.HALF_DAY in named(interactions=lost)

    def test_without_the_rules_they_pass(self, named, log, monkeypatch):
        again = log[log["touchpoint"] == "choose"]
        twice = also(log, again.assign(time=again["time"] + seconds(3)))
        monkeypatch.setattr(ticks, "steps_of_some", lambda _: pd.DataFrame())
        assert named(interactions=twice) == set()


class TestSurvey:
    def answers(self, rng, **cells) -> pd.DataFrame:
        at = pd.date_range("2026-03-01 09:00:11", periods=240, freq="1371min")
        return pd.DataFrame({"time": at, "score": rng.integers(1, 8, 240), **cells})

    def test_weights(self, named, rng):
        kind, rows = "weights that are a number of something", np.arange(1, 241)
        assert kind in named(OUTCOME, responses=self.answers(rng, weight=rows))
        for sound in (rng.choice([0.8, 1.1, 1.4], 240), rng.choice([1, 2, 3], 240)):
            assert kind not in named(OUTCOME, responses=self.answers(rng, weight=sound))

    @pytest.mark.parametrize("lost", ["?", "\ufffd"])
    def test_a_letter_that_was_lost(self, lost, named, rng):
        of = {"tables": {"responses": {"segments": ["town"]}}} | OUTCOME
        town = rng.choice(["Tromsø", f"Troms{lost}y", "Tromsøy", "Who? Us"], 240)
        assert "names that may be one" in named(of, responses=self.answers(rng, town=town))
        town = rng.choice(["Tromsø", "Alta", "Who? Us"], 240)
        assert "names that may be one" not in named(of, responses=self.answers(rng, town=town))
