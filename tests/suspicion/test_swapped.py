"""Two questions that changed places in one group; what else differs between groups stays quiet."""

import numpy as np
import pandas as pd
import pytest

from cxlib.training.faults import Brought

SWAPPED = "two questions change places in one group"
ITEMS = ("app", "app_speed", "app_look", "call", "call_wait", "call_staff")
CONFIG = {"client": "S", "timezone": "UTC", "period": "month",
          "outcomes": {"recommend": {"kind": "nps"}},
          "tables": {"responses": {"segments": ["plan"]}}}  # fmt: skip


def answers(rng, n=1500, halo=0.0):
    """Two matters of three questions each; the outcome goes with both."""
    general = rng.normal(0, halo, n)
    app, call = rng.normal(0, 1, (2, n)) + general
    rows = {name: np.clip(np.round(4 + 1.2 * (app if name.startswith("app") else call)
                                   + rng.normal(0, 0.9, n)), 1, 7) for name in ITEMS}  # fmt: skip
    score = np.clip(np.round(6 + 1.1 * app + 0.5 * call + rng.normal(0, 1, n)), 0, 10)
    return pd.DataFrame({
        "customer": [f"c{k}" for k in range(n)], "plan": rng.choice(["A", "B", "C"], n),
        "time": pd.Timestamp("2026-01-01") + pd.to_timedelta(np.sort(rng.uniform(0, 270, n)), "D"),
        "recommend": score, **rows,
    })  # fmt: skip


@pytest.fixture
def named(suspicions):
    def of(rows):
        told = suspicions(
            Brought(CONFIG, {"responses": rows.assign(time=rows["time"].dt.floor("s"))})
        )
        return told[told["suspicion"] == SWAPPED]

    return of


@pytest.mark.parametrize("pair", [("app", "call"), ("app_speed", "call_wait")])
@pytest.mark.parametrize("halo", [0.0, 0.7])
def test_questions_exchanged_in_one_plan_are_named(rng, named, pair, halo):
    rows = answers(rng, halo=halo)
    there = rows["plan"] == "B"
    rows.loc[there, list(pair)] = rows.loc[there, list(pair[::-1])].to_numpy()
    (told,) = named(rows).to_dict("records")
    assert told["column"] == pair[0]
    assert all(name in told["words"] for name in pair)
    assert "in one level of plan" in told["words"]


def test_from_one_month_on(rng, named):
    rows = answers(rng, n=2400)
    late = rows["time"] >= "2026-06-01"
    rows.loc[late, ["app", "call"]] = rows.loc[late, ["call", "app"]].to_numpy()
    assert len(named(rows)) >= 1


@pytest.mark.parametrize(
    "change", ["none", "stronger", "noise", "level", "reversed", "alike", "few"]
)
def test_what_else_differs_between_groups_is_not(rng, named, change):
    rows = answers(rng)
    there = rows["plan"] == "B"
    n = int(there.sum())
    if change == "stronger":  # one matter is all that counts in that plan
        rows.loc[there, "call"] = rows.loc[there, "recommend"].clip(1, 7)
    elif change == "noise":
        rows.loc[there, "app"] = rng.integers(1, 8, n)
    elif change == "level":
        rows.loc[there, "app"] = (rows.loc[there, "app"] - 2).clip(1, 7)
    elif change == "reversed":
        rows.loc[there, "app"] = 8 - rows.loc[there, "app"]
    elif change == "alike":  # two wordings of one question: no one can tell which is which
        rows["app_look"] = rows["app_speed"]
        rows.loc[there, ["app_speed", "app_look"]] = rows.loc[
            there, ["app_look", "app_speed"]
        ].to_numpy()
    elif change == "few":
        rows.loc[there & (np.arange(len(rows)) > 220), "plan"] = "A"
        few = rows["plan"] == "B"
        rows.loc[few, ["app", "call"]] = rows.loc[few, ["call", "app"]].to_numpy()
    assert named(rows).empty
