"""What a table of the report can show in a column, and how each is written.

A head is a word of the catalogue (`head|WORD`); a number is written by its unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cxlib.language import MISSING, missing
from cxlib.release.rules import limit
from cxlib.release.suppression import HIDDEN, LOW
from cxlib.release.view import View

Write = Callable[[View, pd.Series], str]


@dataclass(frozen=True)
class Column:
    """A head and what stands in each cell under it."""

    head: str
    write: Write
    numeric: bool = False
    interval: bool = False

    def title(self, view: View) -> str:
        """The head in words; a column with intervals says so."""
        if not self.head:
            return ""
        told = view.voice.say(f"head|{self.head}")
        return view.voice.say("head|with interval", head=told) if self.interval else told


def text(head: str, field: str) -> Column:
    """The words as they are; missing stays empty."""
    return Column(head, lambda _, row: "" if missing(row.get(field)) else str(row[field]))


def term(head: str, field: str) -> Column:
    """A word of the method, in the reader's language; missing stays empty."""
    return Column(
        head, lambda view, row: "" if missing(row.get(field)) else view.voice.term(row[field])
    )


def period(head: str, field: str) -> Column:
    return Column(head, lambda view, row: view.voice.period(row[field]))


def place(head: str = "touchpoint", field: str = "touchpoint") -> Column:
    """A touchpoint; all of them together by their word."""
    return Column(head, lambda view, row: view.voice.place(row[field]))


def segment(head: str = "segment", field: str = "segment") -> Column:
    """A segment by its column and value."""
    return Column(head, lambda view, row: view.voice.segment(row[field]))


def variable(head: str = "variable") -> Column:
    """A variable by its label."""
    return Column(head, lambda view, row: view.variable_label(row["variable"]))


def outcome(head: str = "outcome", field: str = "outcome") -> Column:
    """An outcome or KPI by its label."""
    return Column(head, lambda view, row: view.label(row[field]))


def scope(head: str = "where", field: str = "scope") -> Column:
    """A scope in words: "touchpoint=activation" is "activation"."""
    return Column(head, lambda view, row: view.voice.scope(row[field]))


def estimate(
    head: str, value: str, low: str = "low", high: str = "high", unit: str = "number"
) -> Column:
    """A number with its interval."""
    return Column(
        head,
        lambda view, row: in_unit(view, unit, row[value], row[low], row[high]),
        numeric=True,
        interval=True,
    )


def plain(head: str, field: str, unit: str = "number") -> Column:
    """A number without an interval of its own."""
    return Column(
        head, lambda view, row: in_unit(view, unit, row.get(field), None, None), numeric=True
    )


def in_unit(view: View, unit: str, *known: object) -> str:
    """A number by its unit; differences of shares name theirs, having no sign of their own."""
    told = view.voice.within(*known, unit=unit)
    named = unit == "points" and told != MISSING
    return view.voice.say("number|points", points=told) if named else told


def p_value(head: str = "test", field: str = "p_adjusted") -> Column:
    """A p-value."""
    return Column(head, lambda view, row: view.voice.p_value(row[field]), numeric=True)


def day(head: str, field: str) -> Column:
    """A date."""
    return Column(head, lambda view, row: view.voice.day(row[field]), numeric=True)


def yes(head: str, field: str, word: str) -> Column:
    """A word where the flag is set, nothing where it is not."""
    return Column(
        head,
        lambda view, row: (
            "" if missing(row[field]) or not row[field] else view.voice.say(f"head|{word}")
        ),
    )


def base(head: str = "n", field: str = "n") -> Column:
    """The base; of a hidden row only that it is too small, of a low base also that."""

    def write(view: View, row: pd.Series) -> str:
        voice = view.voice
        if row["base_note"] == HIDDEN:
            return voice.say("cell|hidden", least=voice.count(limit(view.policy)))
        if missing(row[field]):
            return voice.say("cell|not supplied")
        count = voice.count(row[field])
        return voice.say("cell|low base", n=count) if row["base_note"] == LOW else count

    return Column(head, write, numeric=True)
