"""Which models a survey allows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers.questions import answered_together, by_segment, questions


@pytest.fixture
def responses():
    rng = np.random.default_rng(0)
    names = ["recommend", "shop_all", "app_all", "staff", "speed", "price"]
    frame = pd.DataFrame(rng.integers(1, 6, (200, 6)).astype(float), columns=names)
    return frame.assign(touchpoint=np.nan, plan=rng.choice(["Basic", "Plus"], 200))


def _described(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["variable", "touchpoint", "kind"])


TWO_STOREYS = _described(
    ("shop_all", "shop", "overall"),
    ("app_all", "app", "overall"),
    ("staff", "shop", "attribute"),
    ("speed", "app", "attribute"),
    ("price", None, "attribute"),
)


def _told(asked: list) -> list[tuple]:
    return [(q.outcome, q.scope, q.level, q.variables) for q in asked]


def test_overalls_drive_the_outcome_and_attributes_their_overall(responses):
    asked = questions(responses, TWO_STOREYS[:4], ["recommend"])
    assert _told(asked) == [
        ("recommend", "overall", "touchpoint", ("shop_all", "app_all")),
        ("shop_all", "shop", "variable", ("staff",)),
        ("app_all", "app", "variable", ("speed",)),
    ]


def test_an_attribute_without_an_overall_stands_beside_the_overalls(responses):
    first = questions(responses, TWO_STOREYS, ["recommend"])[0]
    assert (first.level, first.variables) == ("variable", ("shop_all", "app_all", "price"))


def test_without_overalls_attributes_drive_every_outcome(responses):
    described = _described(("staff", None, "attribute"), ("speed", None, "attribute"))
    asked = questions(responses, described, ["recommend", "price"])
    assert [(q.outcome, q.variables) for q in asked] == [
        ("recommend", ("staff", "speed")),
        ("price", ("staff", "speed")),
    ]


def test_a_survey_after_each_contact_is_asked_touchpoint_by_touchpoint(responses):
    rows = responses.assign(touchpoint=np.where(np.arange(200) < 100, "shop", "app"))
    rows.loc[rows.touchpoint == "shop", "speed"] = np.nan
    rows.loc[rows.touchpoint == "app", "staff"] = np.nan
    asked = questions(rows, TWO_STOREYS[2:4], ["recommend"])
    assert _told(asked)[1:] == [
        ("recommend", "app", "variable", ("speed",)),
        ("recommend", "shop", "variable", ("staff",)),
    ]
    assert len(asked[1].rows(rows)) == 100


def test_variables_never_answered_together_are_not_put_into_one_model():
    rows = pd.DataFrame({"a": [1.0] * 50 + [np.nan] * 50, "b": [np.nan] * 40 + [2.0] * 60})
    assert answered_together(rows, ["a", "b"]) == ["b"]
    assert answered_together(rows, []) == []


def test_segments_are_asked_where_they_are_large_enough(responses):
    first = questions(responses, TWO_STOREYS[:2], ["recommend"])[0]
    rows = responses.assign(plan=["Basic"] * 170 + ["Plus"] * 30)
    asked = by_segment(first, rows, ["plan"])
    assert [(q.scope, len(q.rows(rows))) for q in asked] == [("plan=Basic", 170)]
    assert by_segment(first, rows.assign(plan="Basic"), ["plan"]) == []
