"""Mix against within: the split is exact, and each is called by its name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.config import Outcome
from cxlib.monitoring.mix import mix_table

NPS = {"recommend": Outcome(kind="nps")}


def answers(shares: list[float], promoters: dict[str, float], n: int = 2000) -> pd.DataFrame:
    """One period per share of "a"; each plan's share of 10s, the rest 5s, without any chance."""
    parts = []
    for i, share in enumerate(shares):
        for plan, part in (("a", share), ("b", 1 - share)):
            size = round(n * part)
            up = round(size * promoters[plan])
            scores = [10.0] * up + [5.0] * (size - up)
            parts.append(pd.DataFrame({"period": f"{i:04d}", "plan": plan, "recommend": scores}))
    return pd.concat(parts, ignore_index=True)


def table(rows: pd.DataFrame) -> pd.DataFrame:
    return mix_table(rows, NPS, ["plan"], 0.95, 0.05)


def test_a_pure_change_of_mix_is_called_mix():
    split = table(answers([0.5, 0.5, 0.2], {"a": 0.8, "b": 0.3})).set_index("period")
    assert split.loc["0001", "verdict"] == "neither"
    assert split.loc["0002", "verdict"] == "mix"
    # NPS of a is 60, of b -40: 30 points of share, 100 points apart
    assert split.loc["0002", "mix_change"] == pytest.approx(-30, abs=0.1)
    assert split.loc["0002", "within_change"] == pytest.approx(0, abs=0.1)


def test_a_change_within_is_called_within():
    rows = pd.concat([answers([0.5], {"a": 0.8, "b": 0.3}),
                      answers([0.5], {"a": 0.6, "b": 0.1}).assign(period="0001")])  # fmt: skip
    split = table(rows)
    assert split["verdict"].tolist() == ["within"]
    assert split["within_change"].iloc[0] == pytest.approx(-40, abs=0.1)


def test_the_parts_add_up_to_the_change(answers_of_two_periods):
    rows = answers_of_two_periods
    split = table(rows).iloc[0]
    points = 100.0 * (rows.recommend >= 9) - 100.0 * (rows.recommend <= 6)
    by_period = points.groupby(rows.period).mean()
    assert split.total_change == pytest.approx(by_period.iloc[1] - by_period.iloc[0])
    assert split.mix_change + split.within_change == pytest.approx(split.total_change)


@pytest.fixture
def answers_of_two_periods() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    n = 700
    return pd.DataFrame({"period": rng.choice(["0000", "0001"], n), "recommend":
                         rng.integers(0, 11, n).astype(float),
                         "plan": rng.choice(list("abc"), n)})  # fmt: skip


def test_a_segment_that_comes_new_is_all_mix():
    rows = answers([1.0, 0.5], {"a": 0.8, "b": 0.3})
    split = table(rows).iloc[0]
    assert split.within_change == pytest.approx(0, abs=0.1)
    assert split.verdict == "mix"


def test_quiet_periods_are_seldom_called_anything():
    rng = np.random.default_rng(7)
    called = []
    for _ in range(60):
        rows = pd.DataFrame({"period": np.repeat([f"{t:04d}" for t in range(12)], 150),
                             "plan": rng.choice(list("abc"), 1800),
                             "recommend": rng.integers(0, 11, 1800).astype(float)})  # fmt: skip
        called.append((table(rows)["verdict"] != "neither").any())
    assert np.mean(called) < 0.1 + 3 * np.sqrt(0.1 * 0.9 / 60)
