"""Who reads the report decides how small a group may be, and what is counted as one."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from pydantic import ValidationError

from cxlib.engagement import from_frames
from cxlib.engagement.config import Policy
from cxlib.release.accounts import accounts
from cxlib.release.rules import limit
from cxlib.release.view import view
from cxlib.results import REGISTRY
from cxlib.run.publish import WAITS, finish_interrupted
from cxlib.run.verdict import _waits


@pytest.mark.parametrize(
    ("said", "least"),
    [
        ({}, 10),
        ({"profile": "public"}, 10),
        ({"profile": "internal"}, 5),
        ({"profile": "b2b"}, 3),
        ({"profile": "b2b", "privacy_n": 4}, 4),
        ({"profile": "internal", "privacy_n": 20}, 20),
        ({"privacy_n": 5}, 5),
    ],
)
def test_a_profile_has_its_threshold_unless_another_is_said(said, least):
    assert Policy(**said).privacy_n == limit(Policy(**said)) == least


@pytest.mark.parametrize(
    "said",
    [{"privacy_n": 4}, {"profile": "internal", "privacy_n": 4}, {"profile": "b2b", "privacy_n": 2},
     {"profile": "anybody"}],
)  # fmt: skip
def test_no_threshold_below_that_of_its_profile(said):
    with pytest.raises(ValidationError, match=r"privacy_n|profile"):
        Policy(**said)


def business(profile: str, crowded: bool = False):
    """Twelve accounts: nine on plan A with one answer each, three on plan B with one or with ten.

    Where crowded, the thirty answers of plan B come from two accounts.
    """
    small = ["b1", "b2"] * 15 if crowded else ["b1", "b2", "b3"]
    names = [f"a{k}" for k in range(9)] + small
    plans, score = ["A"] * 9 + ["B"] * len(small), [9, 4, 7] * 3 + [5] * len(small)
    answers = pd.DataFrame({"account": names, "plan": plans, "score": score})
    config = {
        "client": "Acme", "period": "none", "outcomes": {"score": {"kind": "nps"}},
        "tables": {"responses": {"source": "x.csv", "segments": ["plan"]}},
        "policy": {"profile": profile},
    }  # fmt: skip
    made = from_frames(config, {"responses": answers})
    sizes = {"all": len(names), "plan=A": 9, "plan=B": len(small)}
    scores = pd.DataFrame({"segment": sizes.keys(), "n": sizes.values()})
    scores = scores.assign(outcome="score", touchpoint="overall", metric="nps", score=1.0)
    scores = scores.reindex(columns=list(REGISTRY["scores"].columns))
    return made, scores


def seen(profile: str, crowded: bool = False) -> list[str]:
    made, scores = business(profile, crowded)
    table = view(made, {"scores": scores})["scores"]
    return table.loc[table["n"].notna(), "segment"].tolist()


def test_a_business_client_with_twelve_accounts_is_not_blanked():
    assert seen("public") == ["all"]
    assert seen("b2b") == ["all", "plan=A", "plan=B"]


def test_two_accounts_with_thirty_answers_are_two():
    made, scores = business("b2b", crowded=True)
    assert accounts(made, {"scores": scores})["scores"].tolist() == [11, 9, 2]
    assert seen("b2b", crowded=True) == ["all"]  # plan A is hidden too: all less A would tell B


def test_crosstabs_count_accounts_as_scores_do():
    made, scores = business("b2b", crowded=True)
    crossed = scores.assign(question=scores["outcome"], answer="base")
    crossed = crossed.reindex(columns=list(REGISTRY["crosstabs"].columns))
    assert accounts(made, {"crosstabs": crossed})["crosstabs"].tolist() == [11, 9, 2]
    shown = view(made, {"scores": scores, "crosstabs": crossed})["crosstabs"]
    assert shown.loc[shown["n"].notna(), "segment"].tolist() == ["all"]


def test_people_are_counted_where_the_profile_does_not_say_accounts():
    made, scores = business("internal", crowded=True)
    assert accounts(made, {"scores": scores}) == {}


def test_a_page_for_a_few_accounts_waits_and_says_so():
    made, _ = business("b2b")
    assert "not published" in _waits(made)[0]
    assert _waits(business("public")[0]) == []


def test_a_page_that_waits_is_not_published_as_the_rest_of_an_interrupted_run(tmp_path):
    run = tmp_path / "runs" / "2026-09" / "001"
    run.mkdir(parents=True)
    told = {"kind": "report", "verdict": "send with warnings", "period": "2026-09", "run": "001",
            "finished": "2026-10-01", "client": "Acme", WAITS: True}  # fmt: skip
    (run / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    (run / "report.html").write_text("page", encoding="utf-8")
    finish_interrupted(tmp_path, tmp_path / "history.sqlite", ("A", "A"))
    assert not (tmp_path / "reports").exists()
