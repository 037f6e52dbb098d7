"""The verdict's rules, one by one, as input and output."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlib.drafting import Guess
from cxlib.engagement import from_frames
from cxlib.language import catalogue
from cxlib.results import blank, conform
from cxlib.results.coded import count, note, notes
from cxlib.run.flow import Ran
from cxlib.run.verdict import DO_NOT_SEND, SEND, WARN, Verdict, judge

CONFIG = {"client": "Acme", "period": "month", "outcomes": {"score": {"kind": "nps"}}}
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")


def survey(sizes=(40, 40, 40, 40, 40), seed=1):
    """Answers by month, spread over its days."""
    rng = np.random.default_rng(seed)
    days = [
        pd.Timestamp(month) + pd.Timedelta(days=i * 30 // max(n, 1))
        for month, n in zip(MONTHS, sizes, strict=True)
        for i in range(n)
    ]
    return pd.DataFrame({"time": days, "score": rng.integers(0, 11, len(days))})


def engagement(frame=None, **config):
    return from_frames(CONFIG | config, {"responses": survey() if frame is None else frame})


def results(n=200, kpis=()):
    row = ["score", "overall", "all", "nps", n, 10.0, 1.0, 19.0]
    columns = ["outcome", "touchpoint", "segment", "metric", "n", "score", "low", "high"]
    tables = blank(("scores", "journeys", "kpis", "notes"))
    tables["scores"] = conform("scores", with_all("scores", [dict(zip(columns, row, strict=True))]))
    if kpis:
        tables["kpis"] = conform("kpis", with_all("kpis", list(kpis)))
    return tables


def with_all(name, rows):
    whole = blank((name,))[name]
    return pd.DataFrame(rows).reindex(columns=whole.columns)


def quiet(engaged):
    """The same engagement, every table supplied as far as the verdict can see."""
    return replace(engaged, quality=engaged.quality[engaged.quality["check"] != "missing table"])


def test_a_sound_run_is_sent():
    assert judge(quiet(engagement()), results()).word == SEND


def test_missing_tables_are_a_warning():
    verdict = judge(engagement(), results())
    assert verdict.word == WARN
    assert "Not supplied: " in verdict.reasons[0]
    assert "purchases" in verdict.reasons[0]


def test_a_low_base_is_a_warning():
    verdict = judge(quiet(engagement()), results(n=25))
    assert verdict.reasons == ("Low base: 'score' rests on 25 answers.",)


def test_nothing_above_the_privacy_threshold_is_not_sent():
    verdict = judge(quiet(engagement()), results(n=9))
    assert verdict.word == DO_NOT_SEND
    assert verdict.reasons == ("No outcome or KPI rests on 10 or more answers.",)


@pytest.mark.parametrize(("last", "word"), [(20, SEND), (19, DO_NOT_SEND)])
def test_fewer_than_half_the_usual_rows(last, word):
    verdict = judge(quiet(engagement(survey((40, 40, 40, 40, last)))), results())
    assert verdict.word == word
    if word == DO_NOT_SEND:
        said = "fewer rows: 19 rows in 2026-05, fewer than half the usual 40"
        assert said in verdict.reasons[0]


def test_the_last_period_sent_again_under_a_new_date():
    frame = survey((40, 40, 40, 40, 0))
    april = frame[frame["time"] >= "2026-04-01"]
    april = april.assign(time=april["time"] + pd.Timedelta(days=30))
    engaged = quiet(engagement(pd.concat([frame, april], ignore_index=True)))
    verdict = judge(engaged, results())
    assert verdict.word == DO_NOT_SEND
    assert "the data of 2026-05 is identical to that of 2026-04" in verdict.reasons[0]


@pytest.mark.parametrize(("lost", "word"), [(40, SEND), (41, DO_NOT_SEND)])
def test_more_than_a_fifth_of_the_rows_excluded(lost, word):
    engaged = quiet(engagement())
    columns = engaged.quality.columns
    rows = [("responses", "", "rows in", 200), ("responses", "", "excluded: no time", lost)]
    told = pd.DataFrame(rows, columns=["table", "column", "check", "n"]).reindex(columns=columns)
    assert judge(replace(engaged, quality=told), results()).word == word


def kpi(period, value):
    return {"period": period, "kpi": "score", "scope": "overall", "n": 40, "value": value}


PAST = pd.DataFrame([kpi("2026-03", 10.0), kpi("2026-04", 12.0)])


def restating(value, month="2026-03", excused=None, period=None, past=PAST, now=45, **policy):
    """The verdict where one past value is another now."""
    came = [kpi("2026-03", 10.0), kpi("2026-04", 12.0), kpi("2026-05", 9.0)]
    came = [k | {"value": value, "n": now} if k["period"] == month else k for k in came]
    frame = quiet(from_frames(CONFIG | {"policy": policy}, {"responses": survey()}, period=period))
    engaged = replace(frame, past_kpis=past, excused=excused or {})
    return judge(engaged, results(kpis=[k | {"unit": "nps", "n_of": "answers"} for k in came]))


def test_a_past_that_changed_is_stopped_with_the_line_to_paste():
    verdict = restating(8.0)
    assert verdict.word == DO_NOT_SEND
    assert verdict.reasons == (
        "score, 2026-03: reported as 10.0, now 8.0 (n 40, now 45). Remedy: if that is right, say "
        'why in engagement.yml: policy: {restated: {"2026-03": the reason}}.',
    )
    assert restating(8.0, restated={"2026-03": "a call centre was missing"}).word == SEND


def test_late_answers_to_the_newest_period_reported_are_told():
    verdict = restating(-6.0, month="2026-04")
    assert verdict.word == SEND
    assert verdict.reasons == (
        "Past value: score, 2026-04: reported as 12.0, now −6.0 (5 late answers).",
    )
    assert restating(-6.0, month="2026-04", settles="0 months").word == DO_NOT_SEND
    assert restating(8.0, settles="2 months").word == SEND


def test_the_newest_period_rewritten_is_stopped():
    """Five answers of 45 move an NPS by 22 points at most; and none came at all."""
    for value, now, told in ((-60.0, 45, "n 40, now 45"), (-6.0, 40, "the same 40 answers")):
        verdict = restating(value, month="2026-04", now=now)
        assert verdict.word == DO_NOT_SEND
        assert verdict.reasons == (
            f"score, 2026-04: reported as 12.0, now {value:.1f} ({told}). ".replace("-6", "−6")
            + 'Remedy: if that is right, say why in engagement.yml: policy: {restated: {"2026-04": '
            "the reason}}.",
        )
    assert restating(12.4, month="2026-04", now=40).word == SEND  # within the tolerance


def test_a_change_within_the_tolerance_is_told():
    assert restating(10.5).word == SEND
    assert restating(10.6).word == DO_NOT_SEND
    assert restating(10.6, tolerance=1).word == SEND
    assert restating(10.0).reasons == ()


def test_a_reason_is_good_for_one_change():
    given = {"restated": {"2026-03": "a call centre was missing"}}
    used = {"2026-03": frozenset({"a call centre was missing"})}
    verdict = restating(8.0, excused=used, **given)
    assert verdict.word == DO_NOT_SEND
    assert "the reason given there was for an earlier change" in verdict.reasons[0]
    again = {"restated": {"2026-03": "and a second one"}}
    assert restating(8.0, excused=used, **again).word == SEND


def test_the_same_rule_holds_for_a_period_that_is_run_again():
    past = pd.concat([PAST, pd.DataFrame([kpi("2026-05", 9.0)])])
    assert restating(8.0, period="2026-03", past=past).word == DO_NOT_SEND
    alone = PAST[PAST["period"] == "2026-03"]
    assert restating(8.0, period="2026-03", past=alone).word == SEND


def test_a_shared_history_without_an_id_is_warned_of():
    team = {"history": "env:TEAM"}
    assert "has no id" in judge(quiet(engagement(**team)), results()).reasons[0]
    assert judge(quiet(engagement(**team, id="acme-1")), results()).word == SEND


def test_provisional_limits_are_a_warning():
    young = results() | {"notes": notes(note("kpis", "provisional", n=count(3)))}
    verdict = judge(quiet(engagement()), young)
    assert verdict.reasons == ("Some control limits are provisional; see step 5.",)
    other = results() | {"notes": notes(note("scores", "provisional"))}
    assert judge(quiet(engagement()), other).word == SEND


def test_guesses_and_broken_links_are_warnings():
    guess = Guess("period", "engagement.yml, line 7", "period: month", "kind of period")
    verdict = judge(
        quiet(engagement()), results(), unconfirmed=[guess], broken=["A moment dangles."]
    )
    assert verdict.word == WARN
    told = "Unconfirmed guess: engagement.yml, line 7: kind of period (period: month)"
    assert verdict.reasons == (told, "A moment dangles.")


def test_a_guess_that_everything_rests_on_stops_the_report():
    guess = Guess("outcomes.recommend", "engagement.yml, line 9", "", "column Q1", first=True)
    verdict = judge(quiet(engagement()), results(), unconfirmed=[guess])
    assert verdict.word == DO_NOT_SEND
    assert verdict.reasons == (
        "Nobody confirmed outcomes.recommend: column Q1. Remedy: cx confirm FOLDER "
        "outcomes.recommend, or outcomes.recommend=VALUE.",
    )


def test_texts_that_a_language_lacks_are_warned_of(monkeypatch, tmp_path):
    module = sys.modules[catalogue.__module__]
    shutil.copytree(module.HERE / "english", tmp_path / "english")
    whole = (module.HERE / "de.po").read_text(encoding="utf-8")
    gone = whole.replace('msgstr "{low} bis {high}"', 'msgstr "{low} bis {hoch}"')
    (tmp_path / "de.po").write_text(gone, encoding="utf-8")
    monkeypatch.setattr(module, "HERE", tmp_path)
    catalogue.cache_clear()
    try:
        said = judge(quiet(engagement(language="de")), results())
        assert said.word == WARN
        assert any("lacks 1 of its texts; in English are said: '" in r for r in said.reasons)
        catalogue.cache_clear()
        (tmp_path / "de.po").write_text(whole, encoding="utf-8")
        assert not any(
            "lacks" in r for r in judge(quiet(engagement(language="de")), results()).reasons
        )
    finally:
        catalogue.cache_clear()


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"verdict": Verdict(DO_NOT_SEND)}, "held back"),
        ({"verdict": Verdict(DO_NOT_SEND), "waits": True}, "held back"),
        ({"verdict": Verdict(SEND), "published": True}, "published"),
        ({"verdict": Verdict(SEND), "waits": True}, "waits for approval"),
        ({"verdict": Verdict(SEND)}, "kept"),
        ({"verdict": None}, "kept"),
    ],
)
def test_the_state_of_a_run_is_a_word(given, state):
    ran = Ran(Path("acme/runs/2026-09/001"), page=None, **given)
    assert ran.state == state
    assert ran.exit_code == (3 if state == "held back" else 0)
