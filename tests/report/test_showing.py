"""What a notebook shows: tables and sentences are text, whatever a client wrote in them."""

from __future__ import annotations

import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter

from cxlib.report.showing import LET_BE, Sentences, cleaned, register

HOSTILE = "$\\href{javascript:x}{y}$\x00\u202e<b>"


@pytest.fixture
def shown():
    """What a front end is given of an object."""
    formatter = DisplayFormatter()
    register(formatter)
    return lambda thing: formatter.format(thing)[0]


@pytest.mark.parametrize("dtype", ["object", "str", "string", "category"])
def test_a_frame_is_shown_without_formulas_and_unseen_letters(shown, dtype):
    frame = pd.DataFrame({HOSTILE: pd.Series([HOSTILE, None], dtype=dtype)}, index=[HOSTILE, "b"])
    told = shown(frame)
    assert f'class="dataframe {LET_BE}"' in told["text/html"]
    for form in ("text/html", "text/plain"):
        assert "$\\href" in told[form]
        assert not {"\x00", "\u202e"} & set(told[form])
    assert "<b>" not in told["text/html"]


def test_the_plain_text_of_what_is_shown_holds_no_unseen_letters(shown):
    """The words beside a picture and under a table are kept in the notebook's file, too."""
    from great_tables import GT

    from cxlib.report.showing import Picture

    hostile = "abc\u202edef\u2066"
    frame = pd.DataFrame({hostile: [hostile, 1]}, index=[hostile, 0])
    things = (
        Picture(None, hostile), Sentences([hostile], hostile, [hostile]), Sentences([], hostile),
        GT(frame), frame, frame[hostile], frame[hostile].astype("str"), hostile,
    )  # fmt: skip
    for thing in things:
        told = shown(thing)["text/plain"]
        assert not {"\u202e", "\u2066"} & set(told), type(thing)
    assert "abcdef" in shown(frame[hostile])["text/plain"]


def test_a_table_of_the_report_is_let_be(shown):
    from great_tables import GT

    assert shown(GT(pd.DataFrame({"a": ["$x$"]})))["text/html"].startswith(
        f'<div class="{LET_BE}">'
    )


def test_sentences_are_let_be():
    assert (
        Sentences(["$x$"], "")._repr_html_() == f'<div class="{LET_BE}"><ul><li>$x$</li></ul></div>'
    )


def test_without_the_door_a_frame_holds_formulas():
    assert LET_BE not in DisplayFormatter().format(pd.DataFrame({"a": ["$x$"]}))[0]["text/html"]


def test_harmless_frames_look_as_they_are():
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "name": ["a", None]})
    assert repr(cleaned(frame)) == repr(frame)
    pd.testing.assert_frame_equal(cleaned(frame), frame, check_index_type=False)
