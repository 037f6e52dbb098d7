"""Basic, performance, excitement: kinks found, straight lines left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.asymmetry import asymmetry
from cxlib.diagnosis.bends import ORDINAL_STEPS, in_steps
from cxlib.diagnosis.drivers import Way, explain
from cxlib.engagement import from_frames
from cxlib.results import conform


@pytest.fixture
def shapes(simulations):
    return simulations("shapes")


def test_straight_lines_are_performance_where_the_popular_rule_sees_bends(shapes):
    rng = np.random.default_rng(1)
    ours, popular = [], []
    for _ in range(40):
        rows = shapes.linear(rng, 500)
        ours.append(shapes.bent(shapes.kinds(rows, rng)).mean())
        popular.append(shapes.by_impact_asymmetry(rows).mean())
    assert np.mean(ours) <= 0.05
    assert np.mean(popular) > 0.4


def test_a_clipped_outcome_bends_nothing_because_of_the_second_look(shapes):
    rng = np.random.default_rng(2)
    tables = [shapes.kinds(shapes.clipped(rng, 500), rng) for _ in range(30)]
    assert np.mean([shapes.bent(t).mean() for t in tables]) <= 0.03
    assert np.mean([shapes.bent(t).any() for t in tables]) <= 0.1  # over all four, not each
    assert np.mean([shapes.by_plain_hinge(t).mean() for t in tables]) > 0.2  # the guard is needed


def test_a_planted_kink_is_found(shapes):
    rng = np.random.default_rng(3)
    found = [shapes.kinds(shapes.kinked(rng, 500), rng)["kind"].iloc[0] for _ in range(30)]
    assert found.count("basic") >= 20


def test_slopes_are_outcome_units_to_the_ends_of_the_scale(shapes):
    table = shapes.kinds(shapes.kinked(np.random.default_rng(4), 20_000), np.random.default_rng(0))
    bent, straight = table.iloc[0], table.iloc[1]
    np.testing.assert_allclose([bent.penalty, bent.reward], [-1.2, 0.2], atol=0.08)
    np.testing.assert_allclose([straight.penalty, straight.reward], [-0.8, 0.8], atol=0.08)
    assert straight.kind == "performance"
    assert bent.penalty_low < bent.penalty < bent.penalty_high


def _survey(rng: np.random.Generator, n: int, gaps: float = 0.0) -> pd.DataFrame:
    x = rng.integers(0, 11, (n, 3)).astype(float)
    y = (
        5
        + 0.5 * np.minimum(x[:, 0] - 5, 0)
        + 0.5 * np.maximum(x[:, 1] - 5, 0)
        + 0.2 * (x[:, 2] - 5)
    )
    rows = pd.DataFrame(x, columns=["net", "call", "bill"])
    rows = rows.mask(rng.random(x.shape) < gaps)
    return rows.assign(recommend=np.clip(np.rint(y + rng.normal(size=n)), 0, 10))


def _engagement(engaged, rows: pd.DataFrame, **described: object):
    names = [c for c in rows if c != "recommend"]
    base = {"variable": names, "scale_low": 0, "scale_high": 10, "kind": "overall"}
    frames = {"responses": rows, "variables": pd.DataFrame(base | described)}
    return engaged(frames, period="none")


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_both_kinds_are_told_apart_also_with_gaps(engaged, gaps):
    engagement = _engagement(engaged, _survey(np.random.default_rng(5), 1500, gaps))
    told = asymmetry(engagement, explain(engagement, Way(draws=20)))
    kinds = conform("asymmetry", told["asymmetry"]).set_index("variable").kind
    assert kinds.to_dict() == {"net": "basic", "call": "excitement", "bill": "performance"}
    assert "findings" not in told


def test_where_low_is_better_the_sides_change_places(engaged):
    rows = _survey(np.random.default_rng(5), 1500)
    turned = rows.assign(net=10 - rows.net)
    engagement = _engagement(engaged, turned, better=["low", "high", "high"])
    table = asymmetry(engagement, explain(engagement, Way(draws=20)))["asymmetry"]
    assert table.set_index("variable").kind["net"] == "basic"


def test_few_low_answers_are_undetermined_with_a_sentence(engaged, sentences):
    rows = _survey(np.random.default_rng(6), 400)
    engagement = _engagement(engaged, rows.assign(net=rows.net.clip(lower=5)))
    told = asymmetry(engagement, explain(engagement, Way(draws=20)))
    row = told["asymmetry"].set_index("variable").loc["net"]
    assert row.kind == "undetermined"
    assert pd.isna(row.penalty)
    assert told["notes"].code[0] == "too few"
    assert sentences(told)[0].startswith("net: fewer than 20 answers below or above the middle")


def test_a_line_that_turns_back_is_of_no_kind(engaged):
    rng = np.random.default_rng(7)
    rows = _survey(rng, 1500)
    valley = 3 + 0.8 * np.abs(rows.net - 5) + rng.normal(size=1500)
    engagement = _engagement(engaged, rows.assign(recommend=np.clip(np.rint(valley), 0, 10)))
    told = asymmetry(engagement, explain(engagement, Way(draws=20)))
    assert told["asymmetry"].set_index("variable").kind["net"] == "undetermined"
    assert "turns back" in set(told["notes"].code)


def test_an_outcome_with_many_values_is_cut_into_tenths():
    y = np.linspace(0, 1, 1000)
    assert len(np.unique(in_steps(y))) == 10
    assert ORDINAL_STEPS >= 11
    assert (in_steps(np.arange(11.0)) == np.arange(11.0)).all()


def test_a_bend_that_the_plans_make_is_none():
    """Inside either plan the line is straight; over both it bends where the plans meet."""
    rng = np.random.default_rng(4)
    plan = np.repeat(["A", "B"], 400)
    x = np.where(plan == "A", rng.integers(1, 3, 800), rng.integers(3, 6, 800)).astype(float)
    felt = 6.5 + 0.5 * (x - 3) - 2.5 * (plan == "A") + rng.normal(0, 1, 800)
    y = np.clip(np.rint(felt), 0, 10)
    rows = pd.DataFrame({"y": y, "x": x, "plan": plan})
    assert _kind_of(rows, []) == "basic"  # the guard off: low ratings come from the less content
    assert _kind_of(rows, ["plan"]) != "basic"


def _kind_of(rows: pd.DataFrame, segments: list[str]) -> str:
    given = {"client": "A", "period": "none", "outcomes": {"y": {"kind": "nps"}},
             "tables": {"responses": {"segments": segments}}}  # fmt: skip
    made = from_frames(given, {"responses": rows})
    return asymmetry(made, explain(made))["asymmetry"]["kind"].iloc[0]


def test_what_did_not_hold_as_a_driver_bends_nothing(engaged):
    """A fifth gives one answer to everything, low ones far more often than not."""
    from cxlib.diagnosis.asymmetry import asymmetry

    rng = np.random.default_rng(5)
    n = 1200
    x = rng.integers(0, 11, (n, 8)).astype(float)
    same = rng.random(n) < 0.2
    one = rng.choice([0.0, 1.0, 5.0, 6.0], n)
    x[same] = one[same, None]
    rows = pd.DataFrame(x, columns=[f"v{k}" for k in range(8)])
    rows["recommend"] = np.where(same, one, rng.integers(4, 7, n))
    engagement = _engagement(engaged, rows)
    found = explain(engagement, Way(draws=50))
    assert set(asymmetry(engagement, found)["asymmetry"]["kind"]) == {"undetermined"}
    trusting = replace(found, within=found.within.head(0))
    assert "basic" in set(asymmetry(engagement, trusting)["asymmetry"]["kind"])


@pytest.mark.parametrize("ratings", ["high", "low"])
def test_an_outcome_of_which_less_is_better_has_the_same_kinds_on_its_own_scale(engaged, ratings):
    rows = _survey(np.random.default_rng(5), 1500)
    way = Way(draws=20)
    plain = _engagement(engaged, rows)
    turned = rows.assign(recommend=10 - rows.recommend)
    if ratings == "low":
        turned[["net", "call", "bill"]] = 10 - rows[["net", "call", "bill"]]
    mood = {"recommend": {"kind": "mean", "scale": [0, 10], "better": "low"}}
    names = ["net", "call", "bill"]
    described = {"variable": names, "scale_low": 0, "scale_high": 10, "kind": "overall",
                 "better": ratings}  # fmt: skip
    frames = {"responses": turned, "variables": pd.DataFrame(described)}
    mirrored = engaged(frames, period="none", outcomes=mood)
    a, b = (asymmetry(e, explain(e, way))["asymmetry"].set_index("variable").loc[names]
            for e in (plain, mirrored))  # fmt: skip
    assert b.kind.tolist() == a.kind.tolist() == ["basic", "excitement", "performance"]
    np.testing.assert_allclose(b[["penalty", "reward"]], -a[["penalty", "reward"]])
    np.testing.assert_allclose(b.penalty_low, -a.penalty_high)
    assert b.penalty["net"] > 2 > 0 > b.reward["call"]
