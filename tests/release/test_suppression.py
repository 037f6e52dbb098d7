"""Small groups: hidden, not to be worked back, marked when low."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.config import Policy
from cxlib.release.rules import limit
from cxlib.release.suppression import HIDDEN, LOW, Earlier, released, shown
from cxlib.results import empty

POLICY = Policy(privacy_n=10, reliability_n=30)


def scores(bases: dict[str, int], touchpoint: str = "overall") -> pd.DataFrame:
    frame = pd.DataFrame(
        {"outcome": "recommend", "touchpoint": touchpoint, "segment": list(bases), "metric": "nps",
         "n": list(bases.values()), "score": 10.0, "low": 0.0, "high": 20.0}
    )  # fmt: skip
    return frame.reindex(columns=empty("scores").columns)


def touched(*bases: int) -> pd.DataFrame:
    names = [f"t{k}" for k in range(len(bases))]
    frame = pd.DataFrame({"touchpoint": names, "n": list(bases), "dropoff": 0.5})
    return frame.reindex(columns=empty("breakdowns").columns)


def notes(frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame["segment"], frame["base_note"], strict=True))


def test_below_privacy_hidden_below_reliability_marked():
    got = shown("breakdowns", touched(9, 10, 29, 30), POLICY)
    assert got["base_note"].tolist() == [HIDDEN, LOW, LOW, ""]
    assert got["n"].isna().tolist() == [True, False, False, False]


def test_never_below_five_whatever_the_policy_says():
    assert limit(Policy.model_construct(privacy_n=2)) == 5


def test_of_nobody_there_is_nothing_to_hide():
    got = shown("breakdowns", touched(0), POLICY)
    assert got["base_note"].tolist() == [LOW]


def test_a_neighbour_is_hidden_where_the_total_would_tell():
    got = notes(shown("scores", scores({"all": 100, "r=A": 50, "r=B": 42, "r=C": 8}), POLICY))
    assert got == {"all": "", "r=A": "", "r=B": HIDDEN, "r=C": HIDDEN}


def test_two_small_ones_whose_sum_is_small_need_a_third():
    got = notes(shown("scores", scores({"all": 99, "r=A": 50, "r=B": 41, "r=C": 5, "r=D": 3}),
                      POLICY))  # fmt: skip
    assert [k for k, v in got.items() if v == HIDDEN] == ["r=B", "r=C", "r=D"]


def test_two_small_ones_whose_sum_is_large_protect_one_another():
    got = notes(shown("scores", scores({"all": 66, "r=A": 50, "r=C": 9, "r=D": 7}), POLICY))
    assert [k for k, v in got.items() if v == HIDDEN] == ["r=C", "r=D"]


def test_another_way_of_splitting_is_left_alone():
    got = notes(
        shown("scores", scores({"all": 100, "r=A": 92, "r=B": 8, "p=X": 60, "p=Y": 40}), POLICY)
    )
    assert [k for k, v in got.items() if v == HIDDEN] == ["r=A", "r=B"]


def test_where_the_total_is_hidden_nothing_more_need_be():
    got = notes(shown("scores", scores({"all": 9, "r=A": 4, "r=B": 5}), POLICY))
    assert set(got.values()) == {HIDDEN}


@pytest.mark.parametrize("seed", range(12))
def test_nothing_hidden_can_be_worked_back(seed):
    """Brute force: every total minus its shown parts is nobody, or two groups of ten or more."""
    rng = np.random.default_rng(seed)
    touchpoints, segments = ["t1", "t2", "t3", "t4"], ["r=A", "r=B", "r=C"]
    cells = pd.DataFrame(rng.integers(1, 40, (4, 3)), touchpoints, segments)
    parts = [scores({"all": cells.loc[t].sum(), **cells.loc[t]}, t) for t in touchpoints]
    frame = pd.concat([scores({"all": cells.to_numpy().sum(), **cells.sum()}), *parts])
    frame = frame.reset_index(drop=True)
    got = shown("scores", frame, POLICY).assign(true=frame["n"])
    for keys, split, total in (("touchpoint", "segment", "all"), ("segment", "touchpoint",
                                                                  "overall")):  # fmt: skip
        for _, family in got.groupby(keys):
            is_total = family[split] == total
            if family.loc[is_total, "n"].isna().any():
                continue
            hidden = family.loc[~is_total & family["n"].isna(), "true"]
            assert len(hidden) == 0 or (len(hidden) >= 2 and hidden.sum() >= 10)


def test_the_guard_switched_off_lets_a_cell_be_worked_back():
    frame = scores({"all": 100, "r=A": 50, "r=B": 42, "r=C": 8})
    got = notes(released({"scores": frame}, POLICY, relations=())["scores"])
    assert got["r=B"] == ""  # 100 - 50 - 42 = 8 people, laid open


def test_a_path_that_few_walk_is_not_even_named():
    frame = pd.DataFrame({"path": ["a → b", "a"], "n": [9, 40], "share": [9 / 49, 40 / 49],
                          "completion": [0.1, 0.9]})  # fmt: skip
    got = shown("variants", frame, POLICY)
    assert got["path"].isna().tolist() == [True, False]
    assert got["base_note"].tolist() == [HIDDEN, ""]


def test_an_answer_given_by_few_is_shown_where_many_answered():
    answers = pd.DataFrame({"outcome": "o", "touchpoint": "overall", "answer": [1.0, 2.0],
                            "n": [3, 60], "share": [0.05, 0.95]})  # fmt: skip
    answers = answers.reindex(columns=empty("answers").columns)
    assert shown("answers", answers, POLICY)["n"].tolist() == [3, 60]


def test_a_missing_base_is_left_as_it_is():
    frame = touched(1).assign(n=pd.array([pd.NA], "Int64"))
    assert shown("breakdowns", frame, POLICY)["dropoff"].tolist() == [0.5]


def test_words_of_a_hidden_row_go_too():
    frame = pd.DataFrame({"theme": ["t"], "n": [4], "example": ["the only man in Dunmarsh"]})
    got = shown("themes", frame, POLICY)
    assert got["example"].isna().all()
    assert got["theme"].tolist() == ["t"]


@pytest.mark.parametrize(("grown", "hidden"), [(0, False), (4, True), (9, True), (10, False)])
def test_last_months_report_gives_nothing_away(grown, hidden):
    now, last = ({"breakdowns": touched(n)} for n in (100 + grown, 100))
    got = released(now, POLICY, earlier=Earlier(last, growing=True))["breakdowns"]
    assert got["n"].isna().tolist() == [hidden]
    assert (got["base_note"] == HIDDEN).tolist() == [hidden]


def test_where_a_stage_stands_is_known_of_a_hidden_one_too():
    frame = pd.DataFrame({"stage": ["a", "b"], "position": [1, 2], "entered": [400, 4],
                          "completed": [300, 2]})  # fmt: skip
    got = shown("funnel", frame, POLICY)
    assert got["position"].tolist() == [1, 2]
    assert got["completed"].isna().tolist() == [False, True]


def test_what_the_client_says_of_a_touchpoint_is_nobodys_secret():
    frame = pd.DataFrame({"touchpoint": ["a"], "position": [1], "customer": ["needs: speed"],
                          "n": [4], "median_wait_seconds": [60.0]})  # fmt: skip
    got = shown("blueprint", frame, POLICY).iloc[0]
    assert (got["position"], got["customer"]) == (1, "needs: speed")
    assert pd.isna(got["median_wait_seconds"])


def test_a_loop_of_which_few_are_over_is_not_told_by_how_they_ended():
    frame = pd.DataFrame({"loop": ["a → b → a"], "n": [40], "share": [0.2], "completion": [0.5],
                          "low": [0.2], "high": [0.8], "n_over": [8], "n_without": [60],
                          "completion_without": [0.7]})  # fmt: skip
    got = shown("loops", frame, POLICY).iloc[0]
    assert got[["completion", "low", "high", "n_over"]].isna().all()
    assert got[["n", "n_without", "completion_without"]].tolist() == [40, 60, 0.7]
