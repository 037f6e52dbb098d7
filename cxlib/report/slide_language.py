"""Slides say in which language they are written: spelling checkers and screen readers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.core import get_global

if TYPE_CHECKING:
    from pptx.presentation import Presentation

RUNS = ("a:rPr", "a:defRPr", "a:endParaRPr")  # what carries the language of letters


def tag(language: str) -> str:
    """A language as office programs name it, with its likeliest country.

    >>> tag("de"), tag("en")
    ('de-DE', 'en-US')
    """
    known = get_global("likely_subtags").get(language, language).split("_")
    return f"{known[0]}-{known[-1]}" if len(known) > 1 else language


def name_in(deck: Presentation, language: str) -> None:
    """Every text of the slides, charts and speaker's notes in this language."""
    from pptx.oxml.ns import qn

    for slide in deck.slides:
        parts = [slide._element, *(s.chart._chartSpace for s in slide.shapes if s.has_chart)]
        if slide.has_notes_slide:
            parts.append(slide.notes_slide._element)
        for part in parts:
            for run in part.iter(*map(qn, RUNS)):
                run.set("lang", tag(language))
