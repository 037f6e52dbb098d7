"""Labels that fit, measured as they are drawn."""

from __future__ import annotations

import random
import re

import pytest

from cxlib.report import labels, style, typeface

WORDS = ("Donaudampfschiffahrtsgesellschaft", "n", "=", "1,680,", "(−12.5%", "to", "£1.2m)",
         "Kundenzufriedenheitsfrage", "2026-09-30", "call", "x12345678y", "R01filiale")  # fmt: skip


@pytest.mark.parametrize("room", [0.4, 0.8, 1.5])
@pytest.mark.parametrize(
    "text", ["upgrade checkout", "Donaudampfschiffahrtsgesellschaft", "a b c d"]
)
def test_no_line_is_wider_than_its_room(text, room):
    for line in labels.wrap(text, room, lines=3).split("\n"):
        assert labels.width(line) <= room


def test_nothing_is_lost_where_there_is_room():
    assert labels.wrap("upgrade checkout", 5.0) == "upgrade checkout"
    assert labels.wrap("upgrade checkout", 0.7, lines=2).replace("\n", " ") == "upgrade checkout"


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert labels.wrap("one two three four five", 0.6, lines=2).endswith("…")


def test_missing_and_empty_are_empty():
    assert labels.wrap(None, 1.0) == ""
    assert labels.wrap("", 1.0) == ""


def test_a_letter_no_font_has_becomes_a_square():
    assert labels.drawable("a\U0001f9ff") in ("a" + labels.UNDRAWABLE, "a\U0001f9ff")
    assert labels.drawable("a\u202eb") == "ab"


def test_a_word_of_thousands_of_letters_is_measured_few_times(monkeypatch):
    asked = []
    measured = labels.width

    def counted(text, *how):
        asked.append(text)
        return measured(text, *how)

    monkeypatch.setattr(labels, "width", counted)
    assert labels.wrap("x" * 3000, 1.0, lines=1).endswith("…")
    assert len(asked) < 60


def broken(text: str, fitted: str) -> list[str]:
    """Words of the fitted text that are neither words of the text nor the beginning of one."""
    words = text.split()

    def whole(piece: str) -> bool:
        stem = piece.removesuffix(labels.ELLIPSIS)
        at = [word for word in words if word.startswith(stem)]
        number = re.compile(re.escape(stem) + r"[\d.,:%-]*\d") if stem[-1:].isdigit() else None
        uncut = [w for w in at if w == stem or not number or not number.match(w)]
        return piece in words or (stem != piece and bool(uncut))

    return [piece for piece in fitted.split() if not whole(piece)]


@pytest.mark.parametrize("families", [None, (typeface.GLYPHS,)], ids=["packed", "matplotlib's"])
def test_no_word_is_parted_and_no_number_cut(families, monkeypatch):
    if families:
        monkeypatch.setattr(typeface, "fonts", lambda: families)
    draw = random.Random(25)
    for _ in range(400):
        text = " ".join(draw.choices(WORDS, k=draw.randint(1, 6)))
        room, lines, size = draw.uniform(0.15, 2.5), draw.randint(1, 3), draw.choice((7.0, 9.0))
        fitted = labels.wrap(text, room, size, lines)
        assert broken(text, fitted) == [], (text, fitted)
        assert len(fitted.split("\n")) <= lines
        assert labels.widest([fitted], size) <= max(room, labels.width(labels.ELLIPSIS, size))


def test_the_guard_sees_a_parted_word_and_a_cut_number():
    assert broken("leaving n = 1,680", "leavin\ng n = 1,6…") == ["leavin", "g", "1,6…"]
    assert broken("leaving n = 1,680", "leavi… n = 1,680") == []


def test_a_long_word_is_made_smaller_before_it_is_shortened():
    word = "Kundenzufriedenheitsfrage"
    room = labels.width(word, 7.5)
    assert labels.fit(f"{word} heute", room, 9.0) == (f"{word}\nheute", 7.5)
    assert labels.size_for([word], room, 9.0) == 7.5
    shortened, size = labels.fit(word, room / 2, 9.0)
    assert (shortened[-1], size) == (labels.ELLIPSIS, style.SMALLEST)


def test_what_is_left_of_a_last_word_tells_something():
    assert labels.wrap("call back", labels.width("call b…"), lines=1) == "call…"
    assert labels.wrap("call backwards", labels.width("call back…"), lines=1) == "call back…"
