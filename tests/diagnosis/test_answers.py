"""Distributions of answers, and who answered at all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.answers import answers, rated, response_rates
from cxlib.results import conform


@pytest.fixture
def rows():
    five = pd.DataFrame(
        {
            "recommend": [10.0, 10.0, 8.0, 2.0, np.nan],
            "touchpoint": ["shop", "shop", "app", "app", "app"],
            "plan": ["Basic", "Basic", "Plus", "Plus", "Plus"],
            "weight": [1.0, 1.0, 2.0, 4.0, 1.0],
            "period": "2026-01",
        }
    )
    return pd.concat([five] * 3, ignore_index=True)


def test_shares_are_counts_over_the_answered(engaged, rows):
    told = answers(engaged({"responses": rows.drop(columns="weight")}, "2026-01"))
    table = conform("answers", told["answers"])
    whole = table[table.touchpoint == "overall"].set_index("answer")
    assert whole.n.to_dict() == {2.0: 3, 8.0: 3, 10.0: 6}
    assert whole.share.to_dict() == {2.0: 0.25, 8.0: 0.25, 10.0: 0.5}
    assert table.groupby("touchpoint").share.sum().round(9).eq(1).all()


def test_weights_count(engaged, rows):
    table = answers(engaged({"responses": rows}, "2026-01"))["answers"]
    whole = table[table.touchpoint == "overall"].set_index("answer").share
    np.testing.assert_allclose([whole[2.0], whole[8.0], whole[10.0]], [0.5, 0.25, 0.25])


def test_an_outcome_with_one_value_is_named_with_its_remedy(engaged, rows, sentences):
    told = answers(engaged({"responses": rows.assign(recommend=10.0)}, "2026-01"))
    assert told["notes"].code.tolist() == ["one value", "check the column"]
    assert sentences(told)[0].startswith("Every answer to recommend is 10")


def test_response_rates_by_segment(engaged):
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "recommend": rng.integers(0, 11, 300),
            "plan": ["Basic"] * 60 + ["Plus"] * 240,
            "period": "2026-01",
        }
    )
    invited = pd.DataFrame(
        {"period": "2026-01", "segment": ["all", "plan=Basic", "plan=Plus"], "n": [1000, 500, 500]}
    )
    tables = {"responses": {"source": "x", "segments": ["plan"]}, "invited": {"source": "i"}}
    told = response_rates(
        engaged({"responses": rows, "invited": invited}, "2026-01", tables=tables)
    )
    table = conform("response_rates", told["response_rates"]).set_index("segment")
    assert table.rate.to_dict() == {"all": 0.3, "plan=Basic": 0.12, "plan=Plus": 0.48}
    assert table.p_adjusted["plan=Basic"] < 0.001
    assert "findings" not in told


def test_the_whole_is_compared_with_nobody():
    table = rated(pd.Series({"all": 100.0}), pd.Series({"all": 40.0}))
    assert table.p_adjusted.isna().all()


def test_more_answers_than_invitations_are_said(engaged, sentences):
    rows = pd.DataFrame({"recommend": [9.0] * 12 + [3.0], "period": "2026-01"})
    invited = pd.DataFrame({"period": ["2026-01"], "segment": ["all"], "n": [10]})
    told = response_rates(engaged({"responses": rows, "invited": invited}, "2026-01"))
    assert told["notes"].code.tolist() == ["more than invited"]
    assert "went out for everybody" in sentences(told)[0]


def test_without_a_table_of_the_invited_a_sentence(engaged, rows):
    told = response_rates(engaged({"responses": rows}, "2026-01"))
    assert "response_rates" not in told
    assert told["notes"].code.tolist() == ["not supplied"]


def test_a_segment_that_no_answer_holds_is_named(engaged, sentences):
    rows = pd.DataFrame({"recommend": [9.0] * 12 + [3.0], "period": "2026-01"})
    invited = pd.DataFrame({"period": ["2026-01"], "segment": ["club=Gold"], "n": [100]})
    told = response_rates(engaged({"responses": rows, "invited": invited}, "2026-01"))
    assert told["notes"].code.tolist() == ["no such segment"]
    assert sentences(told)[0].startswith("The invited table names club Gold")
