"""The stage itself: what a suspicion carries, what mends, what the consultant accepts."""

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.engagement.build import Sources, assemble
from cxlib.engagement.config.yml import config_from
from cxlib.engagement.contracts.raw import from_frame
from cxlib.engagement.suspicion import Seen, Suspicion, effects, suspected
from cxlib.run import verdict

CONFIG = {"client": "A", "period": "month", "outcomes": {"recommend": {"kind": "nps"}}}
TODAY = pd.Timestamp("2026-04-15")


def answers(**columns) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", "2026-03-31", periods=300).floor("s")
    return pd.DataFrame({"time": days, "recommend": [10, 9, 8, 3] * 75, **columns})


def future(frame: pd.DataFrame, rows: int = 4) -> pd.DataFrame:
    """The first answers with a year mistyped: all promoters."""
    times = frame["time"].mask(frame.index < rows, frame["time"] + pd.DateOffset(years=5))
    return frame.assign(time=times)


def test_what_it_would_change_is_computed_before_and_after():
    found = from_frames(CONFIG, {"responses": future(answers())}, today=TODAY)
    row = found.suspicions.iloc[0]
    assert (row.suspicion, row.severity, row.n) == ("in the future", "stop", 4)
    assert (row.measure, row.before, row.after) == ("period reported", "2031-01", "2026-03")
    assert "row" in row.example
    assert found.period == "2031-01", "a suspicion that stops changes nothing by itself"


def test_a_score_is_computed_a_second_way():
    frame = answers()
    seen = _seen(frame)
    promoters, detractors = (frame.recommend >= 9).sum(), (frame.recommend <= 6).sum()
    nps = 100 * (promoters - detractors) / len(frame)
    assert effects.outcome("recommend").of(seen) == f"{nps:.1f} (n 300)"


def test_an_accepted_suspicion_is_told_with_its_reason():
    accepted = {"policy": {"accepted": {"in the future: responses.time": "planned visits"}}}
    found = from_frames(CONFIG | accepted, {"responses": future(answers())}, today=TODAY)
    row = found.suspicions.iloc[0]
    assert row.severity == "tell"
    assert row.remedy == "accepted in policy.accepted: planned visits"


def test_the_remedy_names_the_line_that_accepts_it():
    found = from_frames(CONFIG, {"responses": future(answers())}, today=TODAY).suspicions
    assert "policy: {accepted: {'in the future: responses.time': the reason}}" in found.remedy[0]


def test_an_acceptance_of_what_is_not_there_is_told():
    accepted = {"policy": {"accepted": {"in the futur: responses.time": "planned visits"}}}
    found = from_frames(CONFIG | accepted, {"responses": answers()}, today=TODAY).suspicions
    assert found.suspicion.tolist() == ["accepted, not met"]


def _seen(frame: pd.DataFrame) -> Seen:
    config = config_from(CONFIG | {"tables": {"responses": {"source": "responses"}}})
    from cxlib.engagement.checking.tables import checked, prepared

    table = checked(prepared("responses", from_frame("responses", frame), config), config, None)
    return Seen(config, {"responses": table}, None, TODAY)


def _rule(severity: str, mended: bool):
    def rule(seen):
        rows = seen.frame("responses").index[:10]
        yield Suspicion(
            "test answers", "responses", "recommend", 10, severity, "ten are tests", "drop them",
            measure=effects.rows("responses"), mended=mended,
            removed=lambda s: s.without("responses", rows, "test answer"),
        )  # fmt: skip

    return rule


@pytest.mark.parametrize("mended", [True, False])
def test_what_is_mended_is_left_out_and_counted(mended):
    seen, found = suspected(_seen(answers()), [_rule("warn", mended)])
    assert (found.before[0], found.after[0]) == ("300", "290")
    assert len(seen.frame("responses")) == (290 if mended else 300)
    told = [n for n in seen.tables["responses"].notes if n["check"] == "excluded: test answer"]
    assert [n["n"] for n in told] == ([10] if mended else [])


def test_the_gravest_come_first():
    rules = [_rule("tell", False), _named("warn"), _named("stop")]
    _, found = suspected(_seen(answers()), rules)
    assert found.severity.tolist() == ["stop", "warn", "tell"]


def _named(severity: str):
    def rule(seen):
        for one in _rule(severity, False)(seen):
            yield replace(one, suspicion=severity)

    return rule


def test_a_stop_keeps_the_report_from_being_sent(monkeypatch):
    judged = _judged(future(answers()))
    assert judged.word == verdict.DO_NOT_SEND
    assert "in the future" in judged.reasons[0]
    monkeypatch.setattr(verdict, "_suspected", lambda *_: [])
    assert _judged(future(answers())).word != verdict.DO_NOT_SEND


def _judged(frame: pd.DataFrame) -> verdict.Verdict:
    config = config_from(CONFIG | {"tables": {"responses": {"source": "responses"}}})
    found = assemble(config, Sources({"responses": from_frame("responses", frame)}), today=TODAY)
    scores = pd.DataFrame({"touchpoint": ["overall"], "segment": ["all"], "n": [300],
                           "outcome": ["recommend"]})  # fmt: skip
    notes = pd.DataFrame({"section": [], "code": []})
    return verdict.judge(found, {"scores": scores, "notes": notes})
