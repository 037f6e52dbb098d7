"""Comments are redacted, translated where supplied, and placed by their words."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis.voice.comments import comments, keywords


def _frames(**columns: list) -> dict[str, pd.DataFrame]:
    """The answers given, and ten more without a comment, so that there is enough to report."""
    said = pd.DataFrame(columns)
    silent = pd.DataFrame({"customer": [f"s{i}" for i in range(10)], "recommend": 7.0})
    return {
        "responses": pd.concat([said, silent], ignore_index=True),
        "touchpoints": pd.DataFrame(
            {"touchpoint": ["monthly bill", "first bill", "support chat"], "stage": "use"}
        ),
    }


def _tables(*comment: str) -> dict:
    return {
        "responses": {"source": "responses", "comment": list(comment)},
        "touchpoints": {"source": "touchpoints"},
    }


def test_text_is_redacted_and_rated(engaged) -> None:
    frames = _frames(
        customer=["1", "2", "3"],
        recommend=[2.0, 9.0, 8.0],
        why=["Mail me at a@b.org, said Dr Who", "", None],
    )
    said = comments(engaged(frames, tables=_tables("why")))
    assert said["text"].tolist() == ["Mail me at [e-mail], said Dr [name]"]
    assert (said["rating"].item(), said["bad"].item()) == (2.0, True)


def test_a_translated_column_takes_the_place_of_its_original(engaged) -> None:
    frames = _frames(
        customer=["1", "2"],
        recommend=[2.0, 9.0],
        why=["Die Rechnung ist nicht gut", "It is good"],
        why_en=["The bill is not good", None],
    )
    said = comments(engaged(frames, tables=_tables("why", "why_en")))
    assert said["text"].tolist() == ["The bill is not good", "It is good"]
    assert said["language"].tolist() == ["English", "English"]


def test_comments_without_a_touchpoint_go_where_one_name_leads(engaged) -> None:
    frames = _frames(
        customer=["1", "2", "3"],
        recommend=[2.0, 9.0, 5.0],
        why=["The chat was slow", "The first time was fine", "chat about the monthly bill"],
    )
    said = comments(engaged(frames, tables=_tables("why")))
    assert said["touchpoint"].fillna("?").tolist() == ["support chat", "?", "?"]
    assert said["assigned"].tolist() == [True, False, False]


def test_no_comment_column_is_no_row(engaged) -> None:
    frames = _frames(customer=["1"], recommend=[2.0], why=["words"])
    assert comments(engaged(frames, tables=_tables())).empty


def test_keywords_leave_out_words_that_two_names_share() -> None:
    patterns = keywords(pd.Series(["monthly bill", "first bill"]))
    assert patterns["monthly bill"] == r"\b(?:monthly bill|monthly)\b"
    assert patterns["first bill"] == r"\b(?:first bill)\b"
