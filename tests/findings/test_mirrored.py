"""A client turned round to the letter is told the same: low is good, and was declared so."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.engagement.config import Outcome
from cxlib.engagement.model import Engagement
from cxlib.findings import released
from cxlib.results import Results
from cxlib.session import step_module

N = 1200
STEPS = ("mapping", "diagnosis", "strategy", "alignment", "monitoring")
ENDS = {"recommend": (0, 10), "network": (1, 5), "support": (1, 5), "wait": (1, 5), "tone": (1, 5)}
PRAISE = ("lovely friendly staff who helped at once", "friendly staff, lovely and quick to help")
BLAME = ("awful broken line, dropped every evening", "the line is broken and awful every evening")
ON_ITS_SCALE = {"driver", "theme", "asymmetry", "segment", "waves", "mix", "backstage", "recovery"}
LEVELS = {"score", "kpi", "alert", "revisit"}  # 10 - x, and what is told of one
INSIDE = "inside segments"
RAW = {"segment", "waves", "kpi"}  # kinds whose direction is told on the outcome's own scale


def _answers(rng: np.random.Generator) -> pd.DataFrame:
    """A basic, an excitement, two levers of it, and comments that go with the outcome."""
    failed = rng.random(N) < 0.3
    network, wait, tone = (rng.integers(1, 6, N).astype(float) for _ in range(3))
    mixed = np.where(rng.random(N) < 0.8, wait, tone) - failed * (rng.random(N) < 0.7)
    support = np.clip(mixed, 1, 5).round()
    plan = rng.choice(["basic", "plus"], N)
    y = 5 + 1.5 * np.minimum(network - 3, 0) + 1.3 * np.maximum(support - 3, 0) + (plan == "plus")
    recommend = np.clip(np.rint(y + rng.normal(0, 0.8, N)), 0, 10)
    month = np.arange(N) * 24 // N
    told = np.where(recommend + rng.normal(0, 1.5, N) > 5, 0, 1)
    say = [(PRAISE, BLAME)[k][j] for k, j in zip(told, rng.integers(0, 2, N), strict=True)]
    number = pd.Series(rng.integers(100, 1000, N)).astype(str)
    return pd.DataFrame(
        {
            "customer": [f"C{i:04d}" for i in range(N)], "failed": failed, "plan": plan,
            "time": pd.Timestamp("2024-01-02") + pd.to_timedelta(month * 30.4 + 3, unit="D"),
            "touchpoint": np.where(np.arange(N) % 2, "line", "help"), "recommend": recommend,
            "network": network, "support": support, "wait": wait, "tone": tone,
            "why": pd.Series(say) + " " + number,
        }
    )  # fmt: skip


def _frames(rows: pd.DataFrame, better: str) -> dict[str, pd.DataFrame]:
    """The answers, and what stands around them: none of it is turned."""
    asked = ["network", "support", "wait", "tone"]
    variables = pd.DataFrame(
        {"variable": asked, "touchpoint": ["line", "help", "help", "help"], "better": better,
         "label": ["Network", "Support", "Waiting time", "Friendly answer"],
         "kind": ["overall", "overall", "attribute", "attribute"],
         "scale_low": 1.0, "scale_high": 5.0}
    )  # fmt: skip
    runs = _runs(rows)
    initiatives = pd.DataFrame(
        {"initiative": ["more agents", "better line"], "touchpoint": ["help", "line"],
         "variable": ["wait", "network"], "uplift": [0.5, 0.5], "cost": [100.0, 100.0]}
    )  # fmt: skip
    return {
        "responses": rows.drop(columns="failed"), "variables": variables, "operations": runs,
        "initiatives": initiatives,
        "touchpoints": pd.DataFrame({"touchpoint": ["line", "help"], "stage": ["use", "use"]}),
        "activities": pd.DataFrame({"activity": ["routing"], "touchpoint": ["help"]}),
    }  # fmt: skip


def _runs(rows: pd.DataFrame) -> pd.DataFrame:
    """The work behind "help": just before those answers; long before the others, some made good."""
    odd = np.arange(N) % 2 == 1
    before = pd.to_timedelta(np.where(odd, 24 * 40, 6), unit="h")
    first = pd.DataFrame(
        {"customer": rows["customer"], "time": rows["time"] - before, "ok": ~rows["failed"]}
    )
    mended = rows[odd & rows["failed"] & (np.arange(N) % 4 == 1)]
    later = mended[["customer"]].assign(time=mended["time"] - pd.Timedelta(days=35), ok=True)
    return pd.concat([first, later]).assign(activity="routing", duration=1.0)


def _client(mirrored: bool, gaps: float = 0.0) -> Engagement:
    rows, better = _answers(np.random.default_rng(4)), "low" if mirrored else "high"
    blank = np.random.default_rng(5).random((N, 4)) < gaps
    asked = ["network", "support", "wait", "tone"]
    rows[asked] = rows[asked].mask(blank)
    if mirrored:
        rows = rows.assign(**{name: sum(ends) - rows[name] for name, ends in ENDS.items()})
    mood = {"kind": "mean", "scale": [0, 10], "better": better}
    config = {
        "client": "A", "period": "month", "outcomes": {"recommend": mood},
        "tables": {"responses": {"segments": ["plan"], "comment": ["why"]}},
        "policy": {"drivers": {"bootstrap": "fast"}, "budget": 150, "seed": 3},
    }  # fmt: skip
    return from_frames(config, _frames(rows, better))


def _told(
    folder, mirrored: bool, steps: tuple[str, ...] = STEPS, gaps: float = 0.0
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The findings of all steps by id, and the tables behind them."""
    engagement, results = _client(mirrored, gaps), Results(folder)
    for step in steps:
        results.write(step, step_module(step).run(engagement, results))
    view = released(engagement, results)
    return view["findings"].set_index("finding_id").sort_index(), dict(results)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return [_told(tmp_path_factory.mktemp("told"), mirrored) for mirrored in (False, True)]


def test_a_mirrored_client_gets_the_same_findings(both):
    (plain, _), (turned, _) = both
    assert set(plain["kind"]) >= {"driver", "asymmetry", "moment", "theme", "voice", "backstage",
                                  "initiative", "recovery", "segment"}  # fmt: skip
    assert list(turned.index) == list(plain.index)
    same = ~plain["kind"].isin(RAW)
    for column in ("direction", "stands"):
        assert turned.loc[same, column].tolist() == plain.loc[same, column].tolist(), column
    assert turned["weight"].to_numpy(float) == pytest.approx(plain["weight"].to_numpy(float))
    apart = plain["kind"].eq("segment")
    ways = {"mean above": "mean below", "mean below": "mean above"}
    assert (
        turned.loc[apart, "direction"].tolist() == plain.loc[apart, "direction"].map(ways).tolist()
    )


def test_what_is_told_on_the_outcomes_scale_changes_its_sign_and_nothing_else_does(both):
    (plain, _), (turned, _) = both
    for kind in plain["kind"].unique():
        here = plain["kind"].eq(kind)
        if kind in LEVELS:
            continue
        sign = -1 if kind in ON_ITS_SCALE else 1
        a, b = (t.loc[here, "value"].to_numpy(float) for t in (plain, turned))
        assert b == pytest.approx(sign * a, nan_ok=True), kind
        if sign < 0:
            low, high = plain.loc[here, "low"], turned.loc[here, "high"]
            assert high.to_numpy(float) == pytest.approx(-low.to_numpy(float), nan_ok=True), kind


def test_the_claims_are_the_same_but_for_what_is_told_on_the_own_scale(both):
    (plain, _), (turned, _) = both
    for kind in ("driver", "asymmetry", "moment", "theme", "voice", "backstage", "strategy",
                 "proposal", "recovery design", "initiative", "priority"):  # fmt: skip
        here = plain["kind"].eq(kind)
        assert turned.loc[here, "statement"].tolist() == plain.loc[here, "statement"].tolist()


def test_the_tables_of_the_plan_do_not_know_which_way_round_it_was_asked(both):
    (_, plain), (_, turned) = both
    for name in ("portfolio", "delights", "recovery_designs", "moments", "proposals"):
        pd.testing.assert_frame_equal(turned[name], plain[name], check_exact=False, rtol=1e-6)


def _inside(results: dict[str, pd.DataFrame]) -> np.ndarray:
    """What is left of each driver inside the groups, with its interval and p."""
    tried = results["refutations"]
    told = [json.loads(figures) for figures in tried.loc[tried["refuter"] == INSIDE, "figures"]]
    return np.array([[*one["effect"]["signed"], one["p"]["p"]] for one in told])


def test_what_is_drawn_turns_with_the_answers(tmp_path):
    """Where answers are missing, errors are drawn: of mirrored answers the same ones, mirrored."""
    (_, plain), (_, turned) = (_told(tmp_path / str(way), way, STEPS[:2], gaps=0.2)
                               for way in (False, True))  # fmt: skip
    assert plain["drivers"]["method"].str.contains("pairwise").all()
    columns = ["importance", "low", "high", "p_adjusted", "rank_low", "rank_high"]
    pd.testing.assert_frame_equal(turned["drivers"][columns], plain["drivers"][columns], rtol=1e-6)
    inside = _inside(plain)
    assert len(inside) >= 3
    assert _inside(turned)[:, [0, 3]] == pytest.approx(inside[:, [0, 3]] * [-1, 1], rel=1e-6)
    assert _inside(turned)[:, [2, 1]] == pytest.approx(-inside[:, [1, 2]], rel=1e-6)


def test_without_the_declared_direction_the_mirrored_client_is_told_otherwise(
    both, tmp_path, monkeypatch
):
    """The guard: where the outcome's direction is not asked, moments and claims go astray."""
    (plain, _), _ = both
    monkeypatch.setattr(Outcome, "sense", property(lambda _outcome: 1.0))
    unguarded, _ = _told(tmp_path, True, STEPS[:2])
    told = [set(zip(t.index, t["direction"], strict=True)) for t in (plain, unguarded)]
    lost = {kind.split(":")[0] for kind, _ in told[0] - told[1]}
    assert {"asymmetry", "moment", "driver", "theme"} <= lost
