"""The part of a moment that an initiative can win, by hand."""

import pandas as pd
import pytest

from cxlib.strategy import shares as part_of

MOMENTS = pd.DataFrame(
    {"moment_id": ["a:truth", "a:friction"], "touchpoint": "a", "moment": ["truth", "friction"],
     "rank": [2, 1]}
)  # fmt: skip
VARIABLES = pd.DataFrame(
    {"variable": ["speed", "price", "a_overall"], "touchpoint": "a",
     "kind": ["attribute", "attribute", "overall"], "scale_low": [1.0, 1, 0],
     "scale_high": [5.0, 7, 10], "better": ["high", "low", "high"]}
)  # fmt: skip
SCORES = pd.DataFrame(
    {"variable": ["speed", "price", "a_overall"], "segment": "all", "n": 50,
     "score": [3.0, 3.0, 6.0]}
)  # fmt: skip
DRIVERS = pd.DataFrame(
    {"outcome": "a_overall", "scope": "a", "variable": ["speed"], "effect": [0.8],
     "effect_low": [0.8 - 1.96 * 0.2], "effect_high": [0.8 + 1.96 * 0.2]}
)  # fmt: skip


def initiative(**given):
    row = {"initiative": "i", "touchpoint": "a", "variable": None, "moment": None, "uplift": 0.5}
    return pd.DataFrame([row | given])


def share(rooms=None, weights=None, **given):
    rooms = part_of.rooms(VARIABLES, SCORES) if rooms is None else rooms
    weights = {} if weights is None else weights
    return part_of.shares(initiative(**given), MOMENTS, {"a:pain"}, rooms, weights).iloc[0]


def test_room_is_what_is_left_to_the_better_end():
    assert part_of.rooms(VARIABLES, SCORES) == {"speed": 2.0, "price": 2.0, "a_overall": 4.0}


def test_weight_is_the_part_of_the_overall_room_that_the_variable_fills():
    rooms = part_of.rooms(VARIABLES, SCORES)
    found = part_of.weights(DRIVERS, VARIABLES, {"speed": 1.0}, rooms)
    # 2 points of room / 1 point a standard deviation x 0.8 points of overall / 4 points of room
    assert found["speed"] == pytest.approx((0.4, 0.1), rel=1e-3)
    assert found["price"] == (0.5, 0.0)  # not measured: the two attributes share equally
    assert found["a_overall"] == (1.0, 0.0)


@pytest.mark.parametrize(
    ("given", "moment_id", "part", "missing"),
    [
        ({"variable": "speed"}, "a:friction", 0.25, ""),
        ({"variable": "speed", "moment": "truth"}, "a:truth", 0.25, ""),
        ({"variable": "speed", "moment": "delight"}, "a:friction", 0.25, ""),
        ({"variable": "speed", "uplift": 9.0}, "a:friction", 1.0, ""),
        ({}, "a:friction", 0.5, ""),
        ({"touchpoint": "b"}, None, 0.0, part_of.NO_WORTH),
        ({"uplift": None}, "a:friction", 0.0, part_of.NO_UPLIFT),
        ({"variable": "unknown"}, "a:friction", 0.0, part_of.NO_SCORE),
    ],
)
def test_uplift_over_room(given, moment_id, part, missing):
    found = share(**given)
    assert (found.moment_id, found.part, found.missing) == (moment_id, pytest.approx(part), missing)


def test_a_variable_at_the_end_of_its_scale_leaves_nothing_to_win():
    assert share(rooms={"speed": 0.0}, variable="speed").missing == part_of.NO_ROOM


def test_delight_has_its_own_stake_where_it_was_measured():
    def at(valued, moment):
        plan = initiative(moment=moment)
        return part_of.shares(plan, MOMENTS, valued, {}, {}).place[0]

    assert at({"a:pain", "a:delight"}, "delight") == "a:delight"
    assert at({"a:pain", "a:delight"}, "truth") == "a:pain"
    assert at({"a:pain"}, "delight") == "a:pain"
    assert at({"a:delight"}, None) == "a:delight"


@pytest.mark.parametrize(
    ("months", "missing"), [(60, "too late"), (12, "too late"), (11, ""), (None, "")]
)
def test_what_is_in_place_only_beyond_the_horizon_brings_nothing_within_it(months, missing):
    plan = initiative(months=months)
    row = part_of.shares(plan, MOMENTS, {"a:pain"}, {}, {}, horizon_months=12).iloc[0]
    assert row["missing"] == missing
    assert (row["part"] > 0) == (missing == "")
