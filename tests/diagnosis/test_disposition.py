"""What an earlier answer tells of the customer, and what is made of two analyses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.disposition import known_before, least, reliability, true_scores
from cxlib.diagnosis.recovery_groups import NEVER, NOT, RECOVERED


def test_reliability_is_the_share_of_spread_that_lasts() -> None:
    rng = np.random.default_rng(1)
    mood = rng.normal(0, 2, 20_000)
    rows = pd.DataFrame({"group": NEVER, "score": mood + rng.normal(0, 1.5, mood.size),
                         "earlier": mood + rng.normal(0, 1.5, mood.size)})  # fmt: skip
    assert reliability(rows) == pytest.approx(4 / (4 + 1.5**2), abs=0.025)
    assert reliability(rows.head(5)) == 1.0


def test_true_scores_are_those_expected_of_each_group() -> None:
    rng = np.random.default_rng(2)
    group = rng.choice([RECOVERED, NOT], 40_000)
    mood = rng.normal(0, 2, group.size) + (group == RECOVERED)
    rows = pd.DataFrame({"group": group, "earlier": mood + rng.normal(0, 1.5, mood.size)})
    told = true_scores(rows, 4 / (4 + 1.5**2))
    near = (rows["earlier"] - 3).abs() < 0.2
    for name in (RECOVERED, NOT):
        here = near & (rows["group"] == name)
        assert told[here].mean() == pytest.approx(mood[here].mean(), abs=0.1)


def test_the_less_favourable_counts_and_two_that_disagree_are_none() -> None:
    one, other = {"gain": 1.0, "gain_p": 0.01}, {"gain": 0.4, "gain_p": 0.2}
    assert least([one, other], "gain", "gain_p") == other
    assert least([one, other | {"gain": -0.4}], "gain", "gain_p")["gain_p"] == 1.0


def test_answers_from_before_are_needed_of_both_who_failed() -> None:
    rows = pd.DataFrame({"group": [RECOVERED] * 40 + [NOT] * 40, "earlier": 5.0})
    assert known_before(rows)
    rows.loc[rows["group"].eq(NOT), "earlier"] = np.nan
    assert not known_before(rows)
