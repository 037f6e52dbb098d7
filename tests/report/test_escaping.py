"""Client text made harmless for a page, a picture and a cell."""

from __future__ import annotations

import html as stock

import pandas as pd
import pytest

from cxlib.report import escaping, style

BIDI = "".join(chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))


@pytest.mark.parametrize("text", ["a<b", "\"x\" & 'y'", "</script>", "&amp;", "naïve 東京 £5"])
def test_html_says_the_same_text_and_opens_no_element(text):
    safe = escaping.html(text)
    assert stock.unescape(safe) == text
    assert not set(safe) & set("<>\"'")


def test_clean_takes_out_what_cannot_be_seen():
    assert escaping.clean(f"pay{BIDI}load\x00\x1b[31m\u200b\ufeff") == "payload[31m"


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_missing_is_the_empty_string(nothing):
    assert escaping.clean(nothing) == ""


def test_a_text_without_end_is_cut():
    assert len(escaping.clean("x" * 10**6)) == escaping.LONGEST


def test_every_line_break_becomes_a_space():
    assert escaping.clean("a\nb\rc\td\u2028e\u0085f") == "a b c d e f"


@pytest.mark.parametrize("text", ["$x$", "$", "a $1 and $2", r"\$x\$", r"\frac{1}{2}", "$$$$"])
def test_a_dollar_in_a_picture_is_a_dollar(text):
    """Ticks and legends too, which libraries write; without the theme it is mathematics."""
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    def mathematics() -> bool:
        axes = Figure().add_subplot()
        axes.plot([0, 1], [0, 1], label=text)
        axes.set_xticks([0, 1], [text, text])
        axes.legend()
        return any(found.get_parse_math() for found in axes.findobj(Text))

    assert not style.themed(mathematics)()
    assert mathematics()


@pytest.mark.parametrize("name", ["CON", "nul", "LPT1", "com0", "aux"])
def test_no_file_is_called_as_a_device(name):
    assert escaping.file_name(name) == f"{name.lower()}-x"


def test_file_names_are_short_and_two_that_are_cut_alike_differ():
    first, second = (escaping.file_name("x" * 5000 + end) for end in "ab")
    assert first != second
    assert max(len(first), len(second)) <= escaping.FILE_LIMIT
    assert escaping.file_name("\U0001f469 ../../etc. ") == "etc"


def test_a_title_in_the_properties_is_no_longer_than_a_file_takes():
    assert len(escaping.property_text("é" * 5000)) == escaping.PROPERTY_LIMIT


@pytest.mark.parametrize(
    "opener", ["=", "+", "-", "@", "\t=", "\r=", "  =", "\u200b=", "{=", "HTTP://", "mailto:"]
)
def test_a_formula_is_disarmed_in_a_guarded_cell(opener):
    assert escaping.guarded_cell(f"{opener}cmd|' /C calc'!A0").startswith("'")


def test_a_plain_cell_stays_plain():
    assert escaping.guarded_cell("north-west") == "north-west"


def test_slug_holds_nothing_but_letters_digits_hyphens():
    made = escaping.slug('"><img src=x onerror=alert(1)>Größe')
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


HEBREW, ARABIC = "חיפוש", "دفع"


@pytest.mark.parametrize(
    ("text", "apart"),
    [(f"{HEBREW} 42 %", f"\u2068{HEBREW}\u2069 42 %"),
     (f"at {ARABIC}, 12 of 90", f"at \u2068{ARABIC}\u2069, 12 of 90"),
     (f"{HEBREW} {HEBREW}: 3", f"\u2068{HEBREW} {HEBREW}\u2069: 3"),
     ("search 42 %", "search 42 %")],
)  # fmt: skip
def test_a_name_written_right_to_left_leaves_the_number_beside_it_where_it_is(text, apart):
    assert escaping.isolated(text) == apart
    assert escaping.html(text) == apart
    assert escaping.slide(text) == apart


def test_what_a_client_isolates_is_taken_out_first():
    assert escaping.html(f"\u2067{HEBREW} 42\u2069") == f"\u2068{HEBREW}\u2069 42"
