"""Text on slides fits by measure: titles, tables and names beside bars."""

from __future__ import annotations

import pytest

from cxlib.report import labels, slide_text

ROOM = 12.0
GERMAN = (
    "Von 100 Besuchen am Kontaktpunkt upgrade checkout beenden 16 die Kundenreise ohne Abschluss; "
    "üblich wären 8. Zu viele weitere müssen wiederholt werden."
)


@pytest.mark.parametrize("text", ["short", GERMAN, GERMAN * 2, "name " * 300, "x" * 400])
def test_a_title_keeps_to_its_lines_whatever_it_says(text):
    said, size = slide_text.title(text, ROOM, (24.0, 16.0), 2)
    wrapped = labels.wrap(said, ROOM - 2 * slide_text.PAD, size, 60, bold=True)
    assert len(wrapped.split("\n")) <= 2
    assert 16.0 <= size <= 24.0


def test_what_fits_in_smaller_letters_is_said_whole():
    said, size = slide_text.title(GERMAN, ROOM, (24.0, 16.0), 2)
    assert said == GERMAN
    assert size < 24.0
    assert len(labels.wrap(GERMAN, ROOM - 0.2, 24.0, 60, bold=True).split("\n")) > 2


def test_what_is_cut_ends_at_a_word():
    said = slide_text.shortened("one two three four five six seven", 1.0, 12.0, 1)
    assert said.endswith(labels.ELLIPSIS)
    assert "one two three four five six seven ".startswith(said.rstrip(" …") + " ")


def test_a_row_is_as_tall_as_its_tallest_cell():
    low, tall = slide_text.row_heights([["a", "b"], ["a", GERMAN]], [2.0, 2.0], 12.0)
    assert low == pytest.approx(12 * 1.2 / 72 + 0.1)
    assert tall > 4 * low
