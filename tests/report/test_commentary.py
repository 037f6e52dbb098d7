"""The consultant's words and omissions."""

from __future__ import annotations

from cxlib.findings import released
from cxlib.report.commentary import NO_REASON, commentary, unplaced, without_hidden


def said(make, **columns):
    rows = {"finding_id": [None], "section": [None], "text": [None], "hide": [False],
            "reason": [None]} | columns  # fmt: skip
    return commentary(released(make["engagement"](commentary=rows), make["results"]()))


def test_words_by_finding_or_section(make):
    assert said(make, section=["funnel"], text=["Look."]).at("funnel") == ["Look."]
    assert said(make, finding_id=["a"], section=["b"], text=["Look."]).at("a") == ["Look."]


def test_hiding_without_a_reason_says_so(make):
    got = said(make, finding_id=["raci:two"], hide=[True])
    assert got.hidden == {"raci:two": NO_REASON}


def test_hidden_findings_are_left_out(make, shown):
    got = said(make, finding_id=["raci:two"], hide=[True])
    left = without_hidden(shown["findings"], got)["finding_id"].tolist()
    assert "raci:two" not in left
    assert len(left) == len(shown["findings"]) - 1


def test_words_without_a_place_are_not_lost(make):
    assert unplaced(said(make, section=["x"], text=["Look."]), {"funnel"}) == [("x", "Look.")]
    assert unplaced(said(make, section=["x"], text=["Look."]), {"x"}) == []


def test_no_commentary_is_no_trouble(shown):
    assert commentary(shown).texts == {}
