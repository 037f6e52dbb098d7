"""Past values that changed are named, with the reason where one is written."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from cxlib.engagement.config import Policy
from cxlib.language import Voice
from cxlib.language.voice import counted
from cxlib.monitoring.restated import restated, restated_notes

PERIODS = ["2026-06", "2026-07", "2026-08", "2026-09"]


def kpis(**values: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"kpi": kpi, "scope": "overall", "period": p, "value": v, "n": 100.0, "complete": True}
         for kpi, points in values.items() for p, v in zip(PERIODS, points, strict=True)]
    )  # fmt: skip


PAST = kpis(recommend=[30, 31, 32, 33], churn=[0.02, 0.03, 0.02, 0.02])


def words(notes: list[dict]) -> list[str]:
    told = [(n, json.loads(n["figures"])) for n in notes]
    return [Voice().say(f"note|kpis|{n['code']}", counted(s), **s) for n, s in told]


def changed(now, period="2026-09", past=None, **policy):
    past = PAST[PAST["period"] < period] if past is None else past
    return restated(past, now, period, "month", Policy(**{"settles": "0 months"} | policy))


def noted(now, reasons, settles="0 months"):
    policy = Policy(restated=reasons, settles=settles, tolerance=0)
    return restated_notes(PAST, now, "2026-09", "month", policy)


def test_only_the_past_counts():
    now = kpis(recommend=[30, 31, 32.5, 40], churn=[0.02, 0.03, 0.02, 0.05])
    told = changed(now).iloc[0]
    assert (told["kpi"], told["period"]) == ("recommend", "2026-08")
    assert (told["reported"], told["now"], told["how"]) == (32, 32.5, "changed")
    assert len(changed(now)) == 1
    assert changed(PAST).empty


def test_an_unfinished_value_is_no_restatement():
    now = kpis(recommend=[30, 31, 20, 40], churn=[0.02, 0.03, 0.02, 0.05])
    now.loc[now.value == 20, "complete"] = False
    assert changed(now).empty


def test_a_note_tells_what_changed_over_everybody_and_never_a_few_people():
    """Of several scopes the first by name used to be told: here one of four answers."""
    few = {"scope": "channel=kiosk", "n": 4.0, "value": 25.0}
    past, now = PAST, kpis(recommend=[30, 31, 32.5, 40], churn=[0.02, 0.03, 0.02, 0.05])
    here = past["kpi"].eq("recommend") & past["period"].eq("2026-08")
    past = pd.concat([past, past[here].assign(**few)])
    now = pd.concat([now, now[now["value"] == 32.5].assign(**few | {"value": 75.0})])
    policy = Policy(settles="0 months", tolerance=0)
    (told,) = words(restated_notes(past, now, "2026-09", "month", policy))
    assert "One past value" in told
    assert "32.5" in told
    assert "75" not in told
    only_few = pd.concat([PAST, now[now["scope"] != "overall"]])
    assert restated_notes(past, only_few, "2026-09", "month", policy) == []


def test_the_reason_is_told_where_it_is_written():
    now = kpis(recommend=[30, 31, 32.5, 40], churn=[0.02, 0.03, 0.02, 0.05])
    written = noted(now, {"2026-08": "late answers came in"})
    assert [n["code"] for n in written] == ["past changed for a reason"]
    assert words(written) == [
        "One past value of recommend is another than reported (August 2026; then 32, now 32.5), "
        "because: late answers came in"
    ]
    silent = noted(now, {})
    assert [n["code"] for n in silent] == ["past changed"]
    assert words(silent)[0].endswith("no reason is recorded.")


def test_when_all_of_it_changed_the_definition_did():
    now = kpis(recommend=[130, 131, 132, 133], churn=[0.02, 0.03, 0.02, 0.02])
    told = noted(now, {})
    assert [n["code"] for n in told] == ["definition changed"]
    assert "its definition seems to have changed" in words(told)[0]


def test_a_kpi_that_is_gone_is_named():
    told = noted(kpis(recommend=[30, 31, 32, 33]), {})
    assert [n["code"] for n in told] == ["no longer measured"]
    assert words(told) == ["churn was reported before and is no longer measured."]


def test_a_change_of_the_last_period_reported_came_by_late_answers():
    now = kpis(recommend=[30, 31, 35, 40], churn=[0.02, 0.03, 0.02, 0.05])
    told = changed(now, settles="1 month")
    assert told["how"].tolist() == ["late answers"]
    older = kpis(recommend=[30, 35, 32, 40], churn=[0.02, 0.03, 0.02, 0.05])
    assert changed(older, settles="1 month")["how"].tolist() == ["changed"]
    assert changed(older, settles="60 days")["how"].tolist() == ["late answers"]


@pytest.mark.parametrize(("n_of", "n", "nps", "how"), [
    ("answers", 104, 39.5, "late answers"),  # four of 104 move an NPS by 7.7 points at most
    ("answers", 104, 39.8, "changed"),
    ("answers", 100, 33, "changed"),  # the same hundred say something else
    ("answers", 97, 33, "changed"),
    ("visits", 100, 33, "changed"),
    ("customers", 100, 33, "late answers"),  # a departure told late changes no base
    ("things", None, 33, "late answers"),
])  # fmt: skip
def test_late_answers_are_more_answers_and_move_what_so_many_can(n_of, n, nps, how):
    now = kpis(recommend=[30, 31, nps, 40], churn=[0.02, 0.03, 0.02, 0.05])
    now = now.assign(unit="nps", n_of=n_of).astype({"n": "Float64"})
    now.loc[now["period"] == "2026-08", "n"] = n
    assert changed(now, settles="1 month")["how"].tolist() == [how]


def test_tolerance_is_points_of_a_share_and_per_cent_of_a_measure():
    unit = {"recommend": "level", "churn": "share"}
    now = kpis(recommend=[30, 31.1, 32, 40], churn=[0.02, 0.034, 0.02, 0.05])
    told = changed(now.assign(unit=now["kpi"].map(unit)), tolerance=0.5)
    assert told["how"].tolist() == ["within tolerance"] * 2, "0.4 points; 0.3 per cent"
    wider = kpis(recommend=[30, 31.3, 32, 40], churn=[0.02, 0.036, 0.02, 0.05])
    told = changed(wider.assign(unit=wider["kpi"].map(unit)), tolerance=0.5)
    assert told["how"].tolist() == ["changed"] * 2, "0.6 points; 1 per cent"


def test_late_answers_have_words_of_their_own():
    now = kpis(recommend=[30, 31, 35, 40], churn=[0.02, 0.03, 0.02, 0.05])
    written = restated_notes(PAST[PAST["period"] < "2026-09"], now, "2026-09", "month", Policy())
    assert words(written) == [
        "One past value of recommend has changed since it was reported, as answers came in late "
        "(August 2026; then 32, now 35)."
    ]


def erased(rows: int, past: pd.DataFrame = PAST) -> pd.DataFrame:
    return past[past["period"] < "2026-09"].assign(erased=rows)


def without(gone: int, **values: list[float]) -> pd.DataFrame:
    unit = {"recommend": "nps", "churn": "share"}
    now = kpis(**values)
    return now.assign(n=100.0 - gone, unit=now["kpi"].map(unit))


@pytest.mark.parametrize(("taken_out", "gone", "nps", "how"), [
    (2, 2, 34, "erased on request"),  # two answers of 98 move an NPS by 4 points at most
    (2, 2, 37, "changed"),  # that is more than they can
    (1, 2, 34, "changed"),  # one was taken out, two are gone
    (2, -1, 34, "changed"),  # more answers than before
    (2, 0, 34, "changed"),  # nobody of them had answered then
    (0, 2, 34, "changed"),
])  # fmt: skip
def test_an_erasure_explains_what_it_can_have_made(taken_out, gone, nps, how):
    now = without(gone, recommend=[30, 31, nps, 40])
    told = changed(now, past=erased(taken_out), tolerance=0)
    assert told["how"].tolist() == [how]


def test_a_share_moves_by_one_over_what_is_left_for_each_that_went():
    told = changed(without(1, churn=[0.02, 0.03, 0.0301, 0.05]), past=erased(1), tolerance=0)
    assert told["how"].tolist() == ["erased on request"]
    told = changed(without(1, churn=[0.02, 0.03, 0.0302, 0.05]), past=erased(1), tolerance=0)
    assert told["how"].tolist() == ["changed"]


def test_what_the_erased_had_said_is_not_told():
    now = without(1, recommend=[30, 30.5, 31.5, 40], churn=[0.02, 0.03, 0.02, 0.05])
    written = restated_notes(erased(1), now, "2026-09", "month", Policy(tolerance=0))
    assert words(written) == [
        "2 past values of recommend are computed anew without people whose data were erased on "
        "request (July 2026 and August 2026)."
    ]


def test_of_those_invited_nobody_is_fewer():
    now = kpis(response_rate=[0.30, 0.31, 0.31, 0.4]).assign(unit="share")
    past = erased(1, kpis(response_rate=[0.30, 0.31, 0.32, 0.4]))
    assert changed(now, past=past, tolerance=0)["how"].tolist() == ["erased on request"]
    more = now.assign(value=now["value"].replace(0.31, 0.29))
    assert set(changed(more, past=past, tolerance=0)["how"]) == {"changed"}
