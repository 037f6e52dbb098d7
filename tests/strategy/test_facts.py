"""What is known of a touchpoint, by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlib.engagement import from_frames
from cxlib.results import conform, empty
from cxlib.strategy.facts import facts


@pytest.fixture(scope="module")
def known(module_engagement, module_results):
    return facts(module_engagement, module_results).set_index("touchpoint")


def test_one_row_per_touchpoint_of_the_map(known):
    assert sorted(known.index) == ["activation", "advert", "call back", "checkout", "support"]


def test_performance_is_the_overall_rating_on_its_scale(known):
    row = known.loc["activation"]
    assert (row.performance, row.low, row.high) == pytest.approx((0.5, 0.45, 0.55))
    assert row.n == 200
    assert pd.isna(known.performance["advert"])


def test_moments_breaks_cost_and_reach(known):
    assert known.moments["checkout"] == ("friction",)
    assert known.moments["advert"] == ()
    assert known.breaks.to_dict() == {t: t == "checkout" for t in known.index}
    assert known.cost["advert"] == 90_000
    assert known.reach["checkout"] == pytest.approx(0.6)


def test_standing_needs_an_interval_and_a_distance(module_engagement, module_results):
    ratings = pd.DataFrame({
        "variable": ["start_overall"], "touchpoint": "activation", "segment": "all", "n": 200,
        "score": 3.0, "low": 2.9, "high": 3.1,
    })  # fmt: skip
    scores = conform("variable_scores", ratings.reindex(
        columns=list(module_results["variable_scores"].columns)))  # fmt: skip
    alone = facts(module_engagement, module_results | {"variable_scores": scores})
    assert alone.set_index("touchpoint").standing["activation"] == "middle"


def test_importance_is_added_up_for_the_main_outcome_alone(module_engagement, module_results):
    drivers = module_results["drivers"]
    main = drivers.assign(outcome="recommend", scope="overall", variable="start_overall")
    other = main.assign(outcome="ease", importance=0.9)
    both = pd.concat([drivers, main, other], ignore_index=True)
    found = facts(module_engagement, module_results | {"drivers": both}).set_index("touchpoint")
    assert found.importance["activation"] == pytest.approx(0.5)
    assert found.critical.to_dict() == {t: t == "activation" for t in found.index}


def test_the_interval_of_few_answers_stays_on_the_scale(module_engagement, module_results):
    ratings = pd.DataFrame({
        "variable": ["start_overall"], "touchpoint": "activation", "segment": "all", "n": 2,
        "score": 5.0, "low": -20.0, "high": 30.0,
    })  # fmt: skip
    scores = conform("variable_scores", ratings.reindex(
        columns=list(module_results["variable_scores"].columns)))  # fmt: skip
    few = facts(module_engagement, module_results | {"variable_scores": scores})
    row = few.set_index("touchpoint").loc["activation"]
    assert (row.low, row.high) == (0, 1)


RATED = [f"t{k}" for k in range(10)]
ANSWERS, NOISE = 60, 1.2  # so few that chance alone moves a mean by more than is material


@pytest.fixture(scope="module")
def standing():
    """How ten touchpoints with these true ratings, 1 to 5, are found to stand, and each alone."""
    catalogue = pd.DataFrame({"variable": RATED, "touchpoint": RATED, "kind": "overall",
                              "scale_low": 1.0, "scale_high": 5.0})  # fmt: skip
    people = pd.DataFrame({"customer": [f"c{k}" for k in range(20)], "start": "2026-01-01"})
    engagement = from_frames({"client": "A", "period": "none"},
                             {"variables": catalogue, "customers": people})  # fmt: skip
    names = ("touchpoint_map", "variable_scores", "drivers", "asymmetry", "moments", "breakdowns",
             "leaving")  # fmt: skip
    none = {name: empty(name) for name in names}
    seen = none["touchpoint_map"].reindex(range(10)).assign(touchpoint=RATED, stage="use")

    def found(rng, truth):
        means = truth + rng.normal(0, NOISE / math.sqrt(ANSWERS), 10)
        half = stats.t.ppf(0.975, ANSWERS - 1) * NOISE / math.sqrt(ANSWERS)
        table = pd.DataFrame({
            "variable": RATED, "touchpoint": RATED, "segment": "all", "n": ANSWERS, "score": means,
            "low": means - half, "high": means + half,
        })  # fmt: skip
        given = none | {
            "touchpoint_map": seen,
            "variable_scores": conform("variable_scores", table),
        }
        told = facts(engagement, given).set_index("touchpoint")
        return told.standing, means + half < means.mean()

    return found


def test_touchpoints_that_are_rated_alike_do_not_stand_apart(standing):
    runs = [standing(np.random.default_rng(k), np.full(10, 3.0)) for k in range(40)]
    assert sum(alone.any() for _, alone in runs) > 40 * 0.1  # what their intervals say
    apart = sum((told != "middle").any() for told, _ in runs)
    assert apart <= 40 * 0.05 + 2 * math.sqrt(40 * 0.05 * 0.95)


def test_one_that_is_rated_low_stands_low_and_turned_round_high(standing):
    truth = np.r_[2.0, np.full(9, 3.0)]
    told, _ = standing(np.random.default_rng(1), truth)
    assert told[told == "low"].index.tolist() == ["t0"]
    turned, _ = standing(np.random.default_rng(1), 6 - truth)
    assert turned["t0"] == "high"
    assert (turned != "low").all()
