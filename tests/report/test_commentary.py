"""The consultant's words and omissions."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.findings.ids import RENAMED, renamed
from cxlib.report.commentary import commentary, unplaced, without_hidden
from cxlib.results import REGISTRY, conform

RACI = "raci:advert:several accountable"


def said(make, **columns):
    rows = {"finding_id": [None], "section": [None], "text": [None], "hide": [False],
            "reason": [None]} | columns  # fmt: skip
    return commentary(released(make["engagement"](commentary=rows), make["results"]()))


def test_words_by_finding_or_section(make):
    assert said(make, section=["funnel"], text=["Look."]).at("funnel") == ["Look."]
    assert said(make, finding_id=["a"], section=["b"], text=["Look."]).at("a") == ["Look."]


def test_hiding_without_a_reason_says_so(make):
    got = said(make, finding_id=[RACI], hide=[True])
    assert got.hidden == {RACI: "no reason given"}


def test_hidden_findings_are_left_out(make, shown):
    got = said(make, finding_id=[RACI], hide=[True])
    assert RACI in set(shown["findings"]["finding_id"])
    left = without_hidden(shown["findings"], got)["finding_id"].tolist()
    assert RACI not in left
    assert len(left) == len(shown["findings"]) - 1


EARLIER = [
    ("raci:checkout:cause elsewhere", "cause elsewhere:checkout"),
    ("breach:advert", "promise:advert"),
    ("recovery:design", "recovery:recovered against not"),
    ("moved:recommend:2026-09", "waves:recommend:parts"),
    ("moved:recommend:2026-Q3", "waves:recommend:parts"),
    ("moved:recommend", "waves:recommend:parts"),
    ("moved:recommend:2026-W09", "waves:recommend:parts"),
]


@pytest.mark.parametrize(("earlier", "today"), EARLIER)
def test_a_comment_on_an_id_of_an_earlier_kit_still_lands(make, earlier, today):
    got = said(make, finding_id=[earlier], text=["Agreed in March."])
    assert got.at(today) == ["Agreed in March."]
    assert unplaced(got, {today}) == []
    hidden = said(make, finding_id=[earlier], hide=[True], reason=["not yet"])
    assert hidden.hidden == {today: "not yet"}
    assert hidden.hides(today)


def test_every_renaming_is_tried_here_and_ends():
    for pattern, _ in RENAMED:
        assert any(pattern.fullmatch(earlier) for earlier, _ in EARLIER)
    for earlier, today in EARLIER:
        assert renamed(earlier) == renamed(today) == today


def test_an_id_of_today_is_never_taken_for_an_earlier_one(shown):
    for finding_id in shown["findings"]["finding_id"]:
        assert renamed(finding_id) == finding_id


def test_a_hidden_id_of_an_earlier_kit_hides_the_finding_of_today(make):
    results = make["results"]()
    moves = pd.DataFrame({"period": "2026-09", "kpi": "recommend", "kind": "stage", "n": 200,
                          "name": ["overall", "stage=use"], "change": [-3.0, -20.0],
                          "low": [-9.0, -30.0], "high": [3.0, -10.0], "p_adjusted": [0.5, 0.001],
                          "unit": "nps", "periods": 12, "against": "waves before"})  # fmt: skip
    moves["kind"] = ["overall", "stage"]
    columns = list(REGISTRY["waves"].columns)
    results["waves"] = conform("waves", moves.reindex(columns=columns))
    rows = {"finding_id": ["moved:recommend:2026-09"], "section": [None], "text": [None],
            "hide": [True], "reason": [None]}  # fmt: skip
    shown = released(make["engagement"](commentary=rows), results)
    assert "waves:recommend:parts" in set(shown["findings"]["finding_id"])
    left = without_hidden(shown["findings"], commentary(shown))
    assert "waves:recommend:parts" not in set(left["finding_id"])


def test_words_without_a_place_are_not_lost(make):
    assert unplaced(said(make, section=["x"], text=["Look."]), {"funnel"}) == [("x", "Look.")]
    assert unplaced(said(make, section=["x"], text=["Look."]), {"x"}) == []


def test_no_commentary_is_no_trouble(shown):
    assert commentary(shown).texts == {}
