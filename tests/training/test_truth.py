import json

from cxlib.training.truth import truth_of


def test_truth_is_plain_data(sector):
    truth = truth_of(sector, 1000, 1)
    assert json.loads(json.dumps(truth)) == truth


def test_strengths_name_what_the_simulation_uses(sector):
    strengths = truth_of(sector, 1000, 1)["strengths"]
    assert strengths["na_codes"] == {"app_speed": 0, "repair_time": -99}
    assert strengths["duplicates"] == {"signal_bars": "network_coverage"}
    assert set(strengths["experiences"]) == set(sector.experiences)


def test_with_no_effects_there_are_no_strengths(sector):
    truth = truth_of(sector, 1000, 1, effects=0.0)
    assert truth["strengths"] == {}
    answers = {item["planted"] for item in truth["items"]}
    assert answers == {"not critical", "holds", "innocent", "quiet", "not realised", "no"}
