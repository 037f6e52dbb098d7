"""A touchpoint given to some and not to others, after the same forerunner."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth.reached import instances, reached

DAY = pd.Timedelta(days=1)
T0 = pd.Timestamp("2026-01-01")


def _visits(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer", "journey_id", "touchpoint", "day"])
    time = T0 + DAY * frame["day"]
    return frame.assign(time=time, last=time, completed=1.0)


def test_instances_by_hand() -> None:
    seen = _visits(
        ("a", "1", "call", 0), ("a", "1", "follow-up", 2),
        ("b", "2", "call", 0),
        ("c", "3", "shop", 0),  # nothing that leads to a follow-up
        ("d", "4", "call", 5), ("d", "4", "follow-up", 9),
    )  # fmt: skip
    rows = instances(seen, "follow-up").set_index("customer")
    assert rows["bad"].to_dict() == {"a": False, "b": True}  # d's came later than most do
    assert set(rows["before"]) == {"call"}
    assert rows.loc["b", "time"] > T0 + 2 * DAY


def test_a_touchpoint_nobody_gets_after_another_has_no_contrast() -> None:
    assert instances(_visits(("a", "1", "call", 0)), "follow-up").empty
    always = _visits(("a", "1", "call", 0), ("a", "1", "follow-up", 2))
    assert instances(always, "follow-up").empty


def _client(engaged, ratio: float, n: int = 1500):
    rng = np.random.default_rng(4)
    ids = np.array([str(i) for i in range(n)])
    start = T0 - DAY * rng.integers(0, 300, n)
    call = T0 + DAY * rng.integers(0, 200, n)
    given = rng.random(n) < 0.3
    life = rng.exponential(np.where(given, 500 * ratio, 500)).astype(int)
    end = pd.Series(call + DAY * (6 + life))
    events = pd.concat(
        [
            pd.DataFrame({"customer": ids, "journey_id": ids, "time": call, "touchpoint": "call"}),
            pd.DataFrame({"customer": ids, "journey_id": ids, "touchpoint": "follow-up",
                          "time": call + DAY * rng.integers(1, 4, n)})[given],
        ]
    )  # fmt: skip
    events = events.assign(completed=True)
    last = pd.DataFrame({"customer": ["z"], "time": [T0 + 364 * DAY], "touchpoint": ["call"],
                         "journey_id": ["z"], "completed": [True]})  # fmt: skip
    customers = pd.DataFrame({"customer": ids, "start": start, "end": end})
    customers["end"] = customers["end"].where(customers["end"] <= T0 + 364 * DAY).dt.normalize()
    frames = {"interactions": pd.concat([events, last]), "customers": customers}
    return engaged(frames)


def test_the_effect_of_being_given_it(engaged) -> None:
    found = reached(_client(engaged, ratio=2.0), "follow-up")
    assert found.effect.low < 2.0 < found.effect.high
    assert found.effect.low > 1.2
    assert found.forerunners == ["call"]
    assert found.met.bad / found.met.known == pytest.approx(0.7, abs=0.05)


def test_a_touchpoint_that_does_nothing_shows_nothing(engaged) -> None:
    found = reached(_client(engaged, ratio=1.0), "follow-up")
    assert found.effect.low < 1 < found.effect.high
