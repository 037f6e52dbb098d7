"""Client text made harmless for a page, a picture and a cell."""

from __future__ import annotations

import html as stock

import pandas as pd
import pytest

from cxlib.report import escaping

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


@pytest.mark.parametrize("text", ["$x$", "$", "a $1 and $2", r"\$x\$", r"\\$x$", "$$$$"])
def test_plot_text_is_never_mathematics(text):
    from matplotlib.cbook import is_math_text

    assert not is_math_text(escaping.plot(text))


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
