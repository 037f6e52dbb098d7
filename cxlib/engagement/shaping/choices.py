"""Questions with several answers, as a column of 1 and 0 for each choice.

Asked is whoever filled any cell of the question: 0 where another choice was made, missing where
nothing is known. The columns are called QUESTION=CHOICE.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cxlib.engagement.config import Choice
from cxlib.engagement.contracts import values
from cxlib.engagement.contracts.problems import missing_column
from cxlib.engagement.contracts.quality import warn
from cxlib.engagement.shaping.prepared import Prepared, without_na
from cxlib.errors import Problem

SEPARATORS = (";", ",", "|", "/")  # that export tools write between choices
MOST_CHOICES, LONGEST = 100, 200  # choices of a question, characters of a choice: beyond is text
JOINT = "="
SAID_AS = ": "  # between question and choice, where the choice is named among the segments


def chosen(table: Prepared) -> Prepared:
    """The table with the columns of every question declared under `choice`."""
    for question, declared in table.options.choice.items():
        missing = [c for c in declared.sources if c not in table.frame.columns]
        if missing:
            where = f"tables.{table.name}.choice.{question}"
            problems = [missing_column(table.raw, c, where) for c in missing]
            table = table.having(problems=problems)
        elif declared.column is not None:
            table = _delimited(table, question, declared)
        else:
            table = _side_by_side(table, question, declared)
    return table


def choice_columns(columns: Iterable[str], question: str) -> dict[str, str]:
    """The columns of a question by their choices.

    >>> choice_columns(["ease", "why=Price", "why=Speed"], "why")
    {'Price': 'why=Price', 'Speed': 'why=Speed'}
    """
    start = question + JOINT
    return {c.removeprefix(start): c for c in columns if str(c).startswith(start)}


def choice_named(table: Prepared, segment: str) -> str | None:
    """The column of the choice that a segment is called after, "QUESTION: CHOICE"; None where it is
    called after none."""
    for question in table.options.choice:
        said, colon, choice = segment.partition(SAID_AS)
        if colon and said == question:
            known = choice_columns(table.frame, question)
            return {values.code(name): column for name, column in known.items()}.get(
                values.code(choice)
            )
    return None


def _delimited(table: Prepared, question: str, declared: Choice) -> Prepared:
    """One column in which choices stand behind one another."""
    cells, notes = without_na(table, declared.column)
    text = values.as_text(cells)
    parts = {cell: _apart(cell, declared.separator) for cell in values.distinct(text)}
    spelt: dict[str, str] = {}
    for names in parts.values():
        for name in names:
            spelt.setdefault(values.code(name), name)
    problems = _no_choices(table, declared, parts, spelt)
    if problems:
        return table.having(problems=problems)
    folded = {cell: frozenset(map(values.code, names)) for cell, names in parts.items()}
    asked = text.map(lambda cell: bool(folded[cell]), na_action="ignore").fillna(False).astype(bool)
    added = {
        question + JOINT + name: text.map(
            lambda cell, code=code: float(code in folded[cell]), na_action="ignore"
        ).astype("float64").where(asked)
        for code, name in spelt.items()
    }  # fmt: skip
    return table.having(table.frame.assign(**added), [*notes, *_unheard(table, question, added)])


def _apart(cell: str, separator: str) -> list[str]:
    return [part.strip() for part in cell.split(separator) if part.strip()]


def _no_choices(
    table: Prepared, declared: Choice, parts: dict[str, list[str]], spelt: dict[str, str]
) -> list[Problem]:
    """What a column of choices cannot be: of another separator, or customers' own words."""
    client, rule = declared.column, None
    if parts and not any(declared.separator in cell for cell in parts):
        others = [s for s in SEPARATORS if sum(s in cell for cell in parts) >= len(parts) / 4]
        if others:
            rule = f"the separator '{declared.separator}' occurs in no cell"
            remedy = f"perhaps '{others[0]}' is meant"
    if rule is None and len(spelt) > MOST_CHOICES:
        rule = f"holds {len(spelt)} different choices, more than {MOST_CHOICES}"
        remedy = "declare the separator that stands between them, or list it under comment"
    if rule is None and any(len(name) > LONGEST for name in spelt.values()):
        rule = f"holds a choice of more than {LONGEST} characters"
        remedy = "declare the separator that stands between them, or list it under comment"
    return [] if rule is None else [Problem(table.raw.file, client, None, rule, remedy)]


def _side_by_side(table: Prepared, question: str, declared: Choice) -> Prepared:
    """A column for each choice; filled cells, or those that `chosen` names, say that it was."""
    filled, hit, notes = {}, {}, []
    for name, column in declared.columns.items():
        cells, found = without_na(table, column)
        notes += found
        filled[name] = values.as_text(cells).notna()
        hit[name] = values.matching(cells, declared.chosen) if declared.chosen else filled[name]
    asked = pd.DataFrame(filled).any(axis=1)
    added = {
        question + JOINT + name: hit[name].astype("float64").where(asked)
        for name in declared.columns
    }
    return table.having(table.frame.assign(**added), [*notes, *_unheard(table, question, added)])


def _unheard(table: Prepared, question: str, added: dict[str, pd.Series]) -> list:
    """Choices that nobody made, and a question that nobody answered."""
    if not any(column.notna().any() for column in added.values()):
        words = "a question with choices that nobody answered"
        return [warn(table.name, question, words, 0, "take it out of choice")]
    nobody = [name.removeprefix(question + JOINT) for name, c in added.items() if not c.gt(0).any()]
    words = "a choice that nobody made"
    remedy = "see whether chosen lists what its cells hold"
    return [warn(table.name, f"{question}{JOINT}{name}", words, 0, remedy) for name in nobody]
