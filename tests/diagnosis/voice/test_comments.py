"""Comments are redacted, translated where supplied, and placed by their words."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.voice.comments import comments
from cxlib.diagnosis.voice.themes import themes
from cxlib.errors import InputError
from cxlib.findings import released


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


def _tables(*comment: str, **options: object) -> dict:
    return {
        "responses": {"source": "responses", "comment": list(comment), **options},
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
        customer=["1", "2", "3", "4"],
        recommend=[2.0, 9.0, 3.0, 8.0],
        why=["Die Rechnung ist nicht gut", "It is good", "La factura es muy mala", "It is fine"],
        why_en=["The bill is not good", None, None, "It is fine"],
    )
    said = comments(engaged(frames, tables=_tables("why", translated={"why": "why_en"})))
    assert said["text"].tolist()[:2] == ["The bill is not good", "It is good"]
    assert said["language"].tolist() == ["English", "English", "Spanish", "English"]
    assert said["original"].fillna("").tolist() == ["German", "", "", ""]


def test_a_translation_is_named_and_the_untranslated_counted(engaged) -> None:
    frames = _frames(
        customer=["1", "2", "3"],
        recommend=[2.0, 9.0, 3.0],
        why=["Die Rechnung ist nicht gut", "It is good", "La factura es muy mala"],
        why_en=["The bill is not good", None, None],
    )
    engagement = engaged(frames, tables=_tables("why", translated={"why": "why_en"}))
    told = " ".join(released(engagement, themes(engagement))["notes"]["note"])
    assert "Comments read in the translation supplied: 1 (1 German)." in told
    assert "1 of 3 comments are not in English (1 Spanish) and were set aside" in told


def test_a_translation_is_no_variable_and_must_be_there(engaged) -> None:
    frames = _frames(customer=["1"], recommend=[2.0], why=["Nicht gut"], english=["Not good"])
    tables = _tables("why", translated={"why": "english"})
    assert engaged(frames, tables=tables).table("variables").empty
    misspelt = _tables("why", translated={"why": "englich"})
    words = "column 'englich': there is no such column, though engagement.yml names it under "
    with pytest.raises(InputError, match=words + "tables.responses.translated"):
        engaged(frames, tables=misspelt)


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
