"""Days, hours and hollow comments: what only looks like a fault stays quiet."""

import numpy as np
import pandas as pd
import pytest

from cxlib.training.faults import Brought

CONFIG = {"client": "D", "timezone": "Europe/Berlin", "period": "month",
          "outcomes": {"recommend": {"kind": "nps"}},
          "tables": {"responses": {"comment": ["why"]}, "interactions": {}}}  # fmt: skip
ENDS, CLOCK, HOLLOW = (
    "ends of months without a row",
    "the clock stands otherwise from one month on",
    "comments that say nothing",
)


def log(rng, n=6000, daytime=True):
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 270, n), unit="D")
    hour = rng.normal(14, 3, n) % 24 if daytime else rng.uniform(0, 24, n)
    return pd.DataFrame({
        "customer": [f"c{k}" for k in rng.integers(0, 900, n)],
        "time": (days + pd.to_timedelta(hour, unit="h")).floor("s"),
        "touchpoint": rng.choice(["home", "cart", "pay"], n),
    }).sort_values("time", ignore_index=True)  # fmt: skip


def answers(rng, n=900, why=None):
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 270, n), unit="D")
    return pd.DataFrame({
        "customer": [f"c{k}" for k in range(n)], "time": np.sort(days.to_numpy()),
        "recommend": rng.integers(0, 11, n), "speed": rng.integers(1, 6, n),
        "why": why if why is not None else [f"what I say of call {k}" for k in range(n)],
    })  # fmt: skip


@pytest.fixture
def named(suspicions):
    def of(**frames):
        tables = {name: CONFIG["tables"][name] for name in frames}
        kept = {k: v for k, v in CONFIG.items() if k != "outcomes" or "responses" in frames}
        return suspicions(Brought({**kept, "tables": tables}, frames)).set_index("suspicion")

    return of


@pytest.mark.parametrize("shift", [-9, -5, 6, 11])
def test_a_clock_that_was_moved_is_named_with_its_hours(rng, named, shift):
    events = log(rng)
    late = events["time"] >= "2026-05-01"
    events["time"] = events["time"].mask(late, events["time"] + pd.Timedelta(hours=shift))
    told = named(interactions=events.sort_values("time"))
    way = "later" if shift > 0 else "earlier"
    assert f"{abs(shift)} hours {way}" in told.loc[CLOCK, "words"]
    assert "from 2026-05 on" in told.loc[CLOCK, "words"]


@pytest.mark.parametrize("change", ["none", "night", "wider", "flat"])
def test_other_habits_are_no_other_clock(rng, named, change):
    events = log(rng, daytime=change != "flat")
    late = (events["time"] >= "2026-05-01").to_numpy()
    some = late & (rng.random(len(events)) < 0.4)
    if change == "night":  # a night line opens: more hours, none moved
        events.loc[some, "time"] = events.loc[some, "time"].dt.normalize() + pd.Timedelta(hours=2)
    elif change == "wider":
        more = pd.to_timedelta(rng.normal(0, 3, some.sum()), unit="h").floor("s")
        events.loc[some, "time"] = events.loc[some, "time"] + more
    assert CLOCK not in named(interactions=events.sort_values("time")).index


@pytest.mark.parametrize(("last", "said"), [(28, True), (30, True), (31, False), (20, False)])
def test_months_that_end_early(rng, named, last, said):
    """Nobody writes on the 31st by chance in 900 answers of nine months; until the 20th alone is a
    survey of the first weeks."""
    given = answers(rng, n=2400)
    given = given[given["time"].dt.day <= last]
    assert (ENDS in named(responses=given).index) == said


@pytest.mark.parametrize(
    ("words", "share", "said"),
    [
        (["n/a", "-", "None"], 0.5, True), (["keine", "nichts", "k.A."], 0.3, True),
        (["...", "x", "??"], 0.2, True), (["n/a"], 0.05, False), (["good", "ok"], 0.5, False),
        (["no problem at all", "nothing worked"], 0.5, False),
    ],
)  # fmt: skip
def test_comments_for_nothing(rng, named, words, share, said):
    why = np.array([f"what I say of call {k}" for k in range(900)], dtype=object)
    some = rng.random(900) < share
    why[some] = rng.choice(words, some.sum())
    told = named(responses=answers(rng, why=why))
    assert (HOLLOW in told.index) == said
    if said:
        row = told.loc[HOLLOW]
        assert (row["n"], row["severity"]) == (some.sum(), "tell")
        assert (row["before"], row["after"]) == ("900", str(900 - some.sum()))
        assert "na: {why: [" in row["remedy"]
