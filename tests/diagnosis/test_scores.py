"""Scores by touchpoint and segment, recomputed from the raw answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.scores import scores, scoring
from cxlib.engagement.config import Outcome
from cxlib.results import conform
from cxlib.stats import intervals


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(1)
    n = 600
    return pd.DataFrame(
        {
            "recommend": rng.integers(0, 11, n).astype(float),
            "ease": rng.integers(1, 8, n).astype(float),
            "solved": rng.choice(["Yes", "No", None], n),
            "region": rng.choice(["North", "South", "West"], n),
            "touchpoint": rng.choice(["shop", "app", None], n),
            "weight": rng.uniform(0.5, 2, n),
            "account": rng.choice([f"a{k}" for k in range(60)], n),
        }
    )


OUTCOMES = {
    "recommend": {"kind": "nps"},
    "ease": {"kind": "ces"},
    "solved": {"kind": "binary", "good": ["Yes"]},
}


@pytest.fixture(scope="module")
def told(engaged, survey):
    def build(*columns: str, **config: object) -> dict:
        tables = {"responses": {"source": "x", "segments": ["region"]}}
        frame = survey.drop(columns=[c for c in ("weight", "account") if c not in columns])
        options = {"period": "none", "outcomes": OUTCOMES, "tables": tables} | config
        return scores(engaged({"responses": frame}, **options))

    return build


def _row(told: dict, **where: str) -> pd.Series:
    table = told["scores"]
    for column, value in ({"touchpoint": "overall", "segment": "all"} | where).items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_every_metric_is_that_of_the_raw_answers(told, survey):
    result = told()
    nps = _row(result, outcome="recommend", metric="nps")
    counts = [(survey.recommend >= 9).sum(), survey.recommend.between(7, 8).sum(),
              (survey.recommend <= 6).sum()]  # fmt: skip
    np.testing.assert_allclose([nps.score, nps.low, nps.high], intervals.nps(*counts))
    top = _row(result, outcome="ease", metric="top2", touchpoint="shop")
    here = survey[survey.touchpoint == "shop"].ease
    low, high = intervals.wilson((here >= 6).sum(), len(here))
    np.testing.assert_allclose([top.score, top.low, top.high], [(here >= 6).mean(), low, high])
    solved = _row(result, outcome="solved", metric="share", segment="region=North")
    yes = survey[survey.region == "North"].solved.dropna() == "Yes"
    assert solved.n == len(yes)
    assert solved.score == pytest.approx(yes.mean())
    mean = _row(result, outcome="recommend", metric="mean")
    np.testing.assert_allclose(
        [mean.score, mean.low, mean.high], intervals.mean(survey.recommend)[1:]
    )


def test_segments_are_compared_with_everybody_else(told, survey):
    row = _row(told(), outcome="ease", metric="top2", segment="region=West")
    top, west = survey.ease >= 6, survey.region == "West"
    expected = intervals.newcombe(top[west].sum(), west.sum(), top[~west].sum(), (~west).sum())
    found = [row.difference, row.difference_low, row.difference_high]
    np.testing.assert_allclose(found, expected)


def test_weights_and_accounts_shrink_what_the_answers_are_worth(told, survey):
    plain = _row(told(), outcome="recommend", metric="nps")
    weighted = _row(told("weight"), outcome="recommend", metric="nps")
    assert weighted.effective == pytest.approx(intervals.kish(survey.weight))
    points = scoring(survey.recommend.to_numpy(), "nps", Outcome(kind="nps"))
    assert weighted.score == pytest.approx(100 * np.average(points, weights=survey.weight))
    both = _row(told("weight", "account"), outcome="recommend", metric="nps")
    assert both.effective <= weighted.effective < plain.effective == 600


def test_the_table_is_as_the_registry_declares(told):
    conform("scores", told("weight", "account")["scores"])


def test_low_is_better_turns_the_boxes():
    outcome = Outcome(kind="ces", better="low")
    assert scoring(np.array([1.0, 2.0, 3.0]), "top2", outcome).tolist() == [1.0, 1.0, 0.0]


def test_journey_and_channel_are_segments_of_their_touchpoint(engaged, survey):
    catalogue = pd.DataFrame(
        {"touchpoint": ["shop", "app"], "stage": "use", "journey": ["buy", "help"],
         "channel": ["shop", "web"]}
    )  # fmt: skip
    frames = {"responses": survey.drop(columns=["weight", "account"]), "touchpoints": catalogue}
    told = scores(engaged(frames, period="none", outcomes=OUTCOMES))
    found = set(told["scores"]["segment"])
    assert {"journey=buy", "journey=help", "channel=web", "channel=shop"} <= found


def test_thin_touchpoints_say_what_could_be_seen(engaged, sentences):
    rows = pd.DataFrame({"recommend": [10.0, 3.0, 8.0] * 10, "touchpoint": "repair"})
    told = scores(engaged({"responses": rows}, period="none"))
    row = _row(told, outcome="recommend", metric="nps", touchpoint="repair")
    here = told["notes"].set_index("code").loc["thin nps at"]
    assert (here.subject, here.audience, here.n) == ("recommend @ repair", "reader", 30)
    assert sentences(told)[1] == (
        "recommend at repair rests on 30 answers: between two such surveys only a change of "
        f"{row.detectable:.0f} NPS points or more would show. To see one of 10, "
        f"{row.more_needed:,.0f} more answers are needed."
    )


def test_the_spread_is_that_of_the_answers(told, survey):
    row = _row(told(), outcome="recommend", metric="nps")
    points = scoring(survey.recommend.to_numpy(), "nps", Outcome(kind="nps"))
    assert row.spread == pytest.approx(100 * points.std(ddof=1))
    assert row.worth_seeing == 10


def test_one_answer_has_a_score_and_no_claim(engaged, sentences):
    rows = pd.DataFrame({"recommend": [9.0] * 11, "touchpoint": ["shop"] + ["app"] * 10})
    told = scores(engaged({"responses": rows}, period="none"))
    table = told["scores"]
    row = table[table.touchpoint == "shop"].iloc[0]
    assert (row.n, row.score) == (1, 100.0)
    assert pd.isna(row.detectable)
    assert pd.isna(row.spread)
    assert (
        "recommend at shop rests on a single answer: no change can be seen on that."
        in sentences(told)
    )


def test_a_segment_with_one_value_is_named_with_its_remedy(engaged, sentences):
    rows = pd.DataFrame({"recommend": [10.0, 3.0] * 10, "plan": "Basic"})
    tables = {"responses": {"source": "x", "segments": ["plan"]}}
    told = scores(engaged({"responses": rows}, period="none", tables=tables))
    said = dict(zip(told["notes"].code, sentences(told), strict=True))
    assert "plan has a single value" in said["one value"]
    assert "supply" in said["one value"]
    assert set(told["scores"].segment) == {"all"}


def test_null_segments_stay_quiet(simulations):
    rng = np.random.default_rng(3)
    (row,) = simulations("scored").segments(rng, 20)
    assert row["ours"][0] <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 20)
    assert row["naive"][0] > 0.4


@pytest.mark.parametrize(("kind", "metric", "scale"), [
    ("nps", "nps", None), ("binary", "share", None), ("csat", "top2", (1, 5)),
])  # fmt: skip
def test_what_counts_as_good_goes_by_the_declared_direction(kind, metric, scale):
    low, high = Outcome(kind=kind, scale=scale).limits
    values = np.arange(low, high + 1)
    turned = Outcome(kind=kind, scale=scale, better="low")
    np.testing.assert_array_equal(
        scoring(low + high - values, metric, turned),
        scoring(values, metric, Outcome(kind=kind, scale=scale)),
    )
