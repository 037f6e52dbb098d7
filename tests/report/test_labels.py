"""Labels that fit, measured as they are drawn."""

from __future__ import annotations

import pytest

from cxlib.report import labels


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
