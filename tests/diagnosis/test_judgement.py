"""Bad and good, as a table of rules: input to output."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.judgement import favourable, judge
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
    assert favourable(pd.Series([1.0]), Outcome(kind="ces", better="low")).tolist() == [7.0]
