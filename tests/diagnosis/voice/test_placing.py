"""Reviews that name no touchpoint go where their words lead, or nowhere."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis.voice.placing import keywords, placed, question_words

MAP = pd.DataFrame({"touchpoint": ["monthly bill", "first bill", "support chat", "network"]})
ASKED = pd.DataFrame({
    "touchpoint": ["monthly bill", "network", "network", "overall", None],
    "label": ["Fair charges", "Coverage where you live", "Speed of downloads", "Value", "Charges"],
})  # fmt: skip


def _placed(*texts: str) -> list[str]:
    rows = pd.DataFrame({"touchpoint": None, "text": texts})
    found = placed(rows, MAP, ASKED)
    assert (found["assigned"] == found["touchpoint"].notna()).all()
    return found["touchpoint"].fillna("?").tolist()


def test_a_name_leads_and_two_names_do_not() -> None:
    said = "The chat was slow", "The first time was fine", "chat about the monthly bill"
    assert _placed(*said) == ["support chat", "?", "?"]


def test_two_words_of_a_touchpoints_questions_lead_and_one_does_not() -> None:
    said = "No coverage and slow downloads", "No coverage", "coverage, downloads, fair charges"
    assert _placed(*said) == ["network", "?", "?"]


def test_a_name_goes_before_the_words_of_questions() -> None:
    assert _placed("The chat spoke of coverage and downloads") == ["support chat"]


def test_comments_with_a_touchpoint_stay() -> None:
    rows = pd.DataFrame({"touchpoint": ["network"], "text": ["the chat was slow"]})
    assert placed(rows, MAP, ASKED)["touchpoint"].tolist() == ["network"]


def test_keywords_leave_out_words_that_two_names_share() -> None:
    patterns = keywords(pd.Series(["monthly bill", "first bill"]))
    assert patterns["monthly bill"] == r"\b(?:monthly bill|monthly)\b"
    assert patterns["first bill"] == r"\b(?:first bill)\b"


def test_question_words_belong_to_one_touchpoint() -> None:
    assert question_words(ASKED)["network"] == {"coverage", "live", "speed", "downloads"}
