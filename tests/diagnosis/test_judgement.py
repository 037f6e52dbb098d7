"""Bad and good, as a table of rules: input to output."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.judgement import judge, own_scale
from cxlib.engagement.config import Outcome

RULES = [
    (Outcome(kind="nps"), [0, 6, 7, 8, 9, 10], "bbnngg"),
    (Outcome(kind="csat"), [1, 2, 3, 4, 5], "bbngg"),
    (Outcome(kind="ces"), [1, 2, 3, 4, 5, 6, 7], "bbbnggg"),
    (Outcome(kind="ces", better="low"), [1, 2, 3, 4, 5, 6, 7], "gggnbbb"),
    (Outcome(kind="binary", good=["Yes"]), [0, 1], "bg"),
    (Outcome(kind="mean"), [10, 20, 25, 30, 40], "bbngg"),
]


@pytest.mark.parametrize(("outcome", "answers", "verdicts"), RULES)
def test_verdicts(outcome: Outcome, answers: list[float], verdicts: str) -> None:
    found = judge(pd.DataFrame({"q": [float(a) for a in answers]}), {"q": outcome})
    said = ["b" if bad else "g" if good else "n" for bad, good in found[["bad", "good"]].to_numpy()]
    assert "".join(said) == verdicts


def test_the_first_outcome_that_is_answered_judges() -> None:
    frame = pd.DataFrame({"recommend": [None, 3.0], "ease": [7.0, 7.0]})
    outcomes = {"recommend": Outcome(kind="nps"), "ease": Outcome(kind="ces")}
    found = judge(frame, outcomes)
    assert found["outcome"].tolist() == ["ease", "recommend"]
    assert found["good"].tolist() == [True, False]


def test_an_answer_without_any_outcome_is_left_out() -> None:
    assert judge(pd.DataFrame({"recommend": [None]}), {"recommend": Outcome(kind="nps")}).empty


def test_low_scales_are_turned_round() -> None:
    assert Outcome(kind="ces", better="low").favourable(pd.Series([1.0])).tolist() == [7.0]


def test_what_is_told_on_the_own_scale_swaps_the_ends_of_its_interval():
    found = pd.DataFrame(
        {"about": ["mood", "wait", None], "score": [8.0, 8.0, 8.0], "low": 7.0, "high": 8.5,
         "gain": [1.0, 1.0, None], "gain_low": 0.5, "gain_high": 2.0}
    )  # fmt: skip
    asked = {"mood": Outcome(kind="nps"), "wait": Outcome(kind="csat", scale=(0, 10), better="low")}
    levels, apart = [("score", "low", "high")], [("gain", "gain_low", "gain_high")]
    told = own_scale(found, found["about"], asked, levels, apart)
    pd.testing.assert_frame_equal(told.loc[[0, 2]], found.loc[[0, 2]])
    assert told.loc[1].tolist() == ["wait", 2.0, 1.5, 3.0, -1.0, -2.0, -0.5]
