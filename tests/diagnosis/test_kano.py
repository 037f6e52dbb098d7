"""Kano's evaluation table as published, and categories with their probability."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.kano import ANSWERS, EVALUATION, Pairs, categories, evaluated, kano
from cxlib.results import conform


def test_the_table_is_the_published_one(published):
    block = published["kano"]
    assert list(EVALUATION) == block["rows_functional_cols_dysfunctional"]
    assert [a.replace(" ", "_") for a in ANSWERS] == block["answers"]
    grid = [[categories(np.array([f]), np.array([d]))[0] for d in range(1, 6)] for f in range(1, 6)]
    assert ["".join(row) for row in grid] == block["rows_functional_cols_dysfunctional"]


def test_coefficients_are_bergers():
    pairs = Pairs(
        np.array([1] * 30 + [1] * 20 + [2] * 40 + [2] * 10),  # A, O, M, I
        np.array([3] * 30 + [5] * 20 + [5] * 40 + [3] * 10),
    )
    found = evaluated(pairs, np.random.default_rng(0))
    assert found["better"] == pytest.approx(50 / 100)
    assert found["worse"] == pytest.approx(-60 / 100)
    assert found["worse_low"] < found["worse"] < found["worse_high"]
    assert found["leaning"] == "must-be"


def test_a_close_race_is_a_tie_and_a_clear_one_is_not():
    rng = np.random.default_rng(0)
    even = evaluated(Pairs(np.array([1, 2] * 40), np.array([3, 5] * 40)), rng)
    clear = evaluated(Pairs(np.array([1] * 70 + [2] * 10), np.array([3] * 70 + [5] * 10)), rng)
    assert even["category"] == "tie"
    assert (clear["category"], clear["probability"]) == ("attractive", 1.0)


def test_pairs_are_read_from_the_variables_and_kept_out_of_the_scores(engaged):
    from cxlib.diagnosis.variable_scores import variable_scores

    rng = np.random.default_rng(2)
    rows = pd.DataFrame({"recommend": rng.integers(0, 11, 80), "with_wifi": 1, "without_wifi": 5})
    described = pd.DataFrame(
        {
            "variable": ["with_wifi", "without_wifi"],
            "kind": ["functional", "dysfunctional"],
            "group": "wifi on board",
            "scale_low": 1,
            "scale_high": 5,
        }
    )
    engagement = engaged({"responses": rows, "variables": described}, period="none")
    told = kano(engagement)
    row = conform("kano", told["kano"]).iloc[0]
    assert (row.feature, row.category, row.n) == ("wifi on board", "one-dimensional", 80)
    assert "variable_scores" not in variable_scores(engagement)


def test_without_pairs_nothing_is_said(engaged):
    rows = pd.DataFrame({"recommend": [1.0, 9.0] * 10})
    assert kano(engaged({"responses": rows}, period="none")) == {}


def test_a_tie_is_said(engaged, sentences):
    rows = pd.DataFrame({"recommend": [9.0, 3.0] * 40, "with_wifi": [1, 2] * 40,
                         "without_wifi": [3, 3, 5, 5] * 20})  # fmt: skip
    described = pd.DataFrame(
        {"variable": ["with_wifi", "without_wifi"], "kind": ["functional", "dysfunctional"],
         "group": "wifi on board", "scale_low": 1, "scale_high": 5}
    )  # fmt: skip
    told = kano(engaged({"responses": rows, "variables": described}, period="none"))
    assert told["kano"].category.tolist() == ["tie"]
    assert sentences(told) == [
        "Two views are too close to tell which is the commoner: wifi on board."
    ]


def test_one_who_answers_ten_times_is_one():
    """Five respondents with ten like answers each are no fifty: three against two is a tie."""
    with_it = np.repeat([1, 1, 1, 2, 2], 10)
    without_it = np.repeat([3, 3, 3, 5, 5], 10)
    alone = evaluated(Pairs(with_it, without_it), np.random.default_rng(1))
    who = np.repeat(np.arange(5), 10)
    together = evaluated(Pairs(with_it, without_it, who), np.random.default_rng(1))
    assert alone["category"] == "attractive"
    assert together["category"] == "tie"
    width = [found["better_high"] - found["better_low"] for found in (alone, together)]
    assert width[1] > 2.5 * width[0]


def test_of_two_views_as_common_one_leads_beyond_chance_as_often_as_the_level_says():
    rng = np.random.default_rng(6)
    p = []
    for _ in range(400):
        pleased = rng.random(200) < 0.5
        pairs = Pairs(np.where(pleased, 1, 2), np.where(pleased, 4, 5))
        p.append(evaluated(pairs, rng)["p"])
    passed = (np.array(p) < 0.05).mean()
    assert passed <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400)
    assert passed > 0.01, "a test that never finds anything"
