"""What is known of a touchpoint, by hand."""

import pandas as pd
import pytest

from cxlib.results import conform
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
