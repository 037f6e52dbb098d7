"""The team's guesses against the drivers found."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.assumptions import assumption_scores, says_critical, verdicts
from cxlib.results import conform

DRIVERS = pd.DataFrame(
    [
        ("recommend", "overall", "app_all", True, None),
        ("recommend", "overall", "shop_all", False, None),
        ("recommend", "plan=Basic", "shop_all", True, None),
        ("ease", "overall", "shop_all", True, None),
        ("app_all", "app", "speed", True, "speed = pace"),
        ("app_all", "app", "pace", False, "speed = pace"),
    ],
    columns=["outcome", "scope", "variable", "critical", "group"],
)


@pytest.fixture
def told(engaged):
    def build(guesses: list[tuple]) -> dict:
        rows = pd.DataFrame({"recommend": [1.0, 9.0] * 10, "app_all": [1.0, 5.0] * 10})
        described = pd.DataFrame(
            {"variable": ["app_all"], "touchpoint": ["app"], "kind": ["overall"],
             "scale_low": 1, "scale_high": 5}
        )  # fmt: skip
        guess = pd.DataFrame(guesses, columns=["touchpoint", "variable", "guess"])
        frames = {"responses": rows, "variables": described, "assumptions": guess}
        return assumption_scores(engaged(frames, period="none"), DRIVERS)

    return build


def test_guesses_are_right_wrong_or_not_knowable(told, sentences):
    result = told(
        [
            ("app", "app_all", "critical"),
            ("shop", "shop_all", "critical"),
            ("app", "speed", "not critical"),
            ("shop", "queue", "critical"),
        ]
    )
    table = conform("assumption_scores", result["assumption_scores"]).set_index("variable")
    assert table.result.to_dict() == {
        "app_all": "right",
        "shop_all": "wrong",
        "speed": "wrong",
        "queue": "not knowable",
    }
    assert result["notes"].code.tolist() == ["not measured"]
    assert sentences(result) == [
        "One guess speaks of what was not measured (queue): ask it in the next survey to know."
    ]


def test_several_unmeasured_guesses_are_counted(told, sentences):
    result = told([("shop", "queue", "critical"), ("desk", "smile", "critical"),
                   ("gate", None, "critical")])  # fmt: skip
    assert sentences(result)[0].startswith("3 guesses speak of what was not measured (queue,")
    assert "gate" in sentences(result)[0]


def test_a_guess_about_a_touchpoint_is_about_its_overall(told):
    table = told([("app", None, "critical")])["assumption_scores"]
    assert (table.variable[0], table.result[0]) == ("app_all", "right")


def test_segments_and_other_outcomes_do_not_speak_and_duplicates_share():
    found = verdicts(DRIVERS, "recommend")
    assert found.to_dict() == {"app_all": True, "shop_all": False, "speed": True, "pace": True}


@pytest.mark.parametrize(
    ("words", "critical"),
    [("Critical", True), (" yes ", True), ("not critical", False), ("low", False)],
)
def test_the_teams_words(words, critical):
    assert says_critical(words) is critical


def test_without_guesses_a_sentence(engaged):
    engagement = engaged({"responses": pd.DataFrame({"recommend": [1.0, 9.0] * 10})}, period="none")
    assert assumption_scores(engagement, DRIVERS)["notes"].code.tolist() == ["not collected"]


def test_guesses_may_all_be_of_touchpoints_alone(told):
    table = told([("app", None, "critical"), ("shop", None, "critical")])["assumption_scores"]
    assert table.set_index("touchpoint").variable["app"] == "app_all"


def test_guesses_may_all_be_of_what_nobody_rated(told):
    table = told([("shop", None, "critical"), ("web", None, "critical")])["assumption_scores"]
    assert set(table["found"]) == {"not measured"}
