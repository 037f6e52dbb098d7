"""Variables that nobody described: columns of numbers, judged one by one."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts import values
from cxlib.engagement.contracts.quality import note, warn
from cxlib.engagement.shaping.cells import as_number
from cxlib.engagement.shaping.choices import choice_columns
from cxlib.engagement.shaping.prepared import Prepared, labelled, na_codes, without_na
from cxlib.engagement.shaping.scales import Judgement, judge
from cxlib.engagement.shaping.unread import unread
from cxlib.errors import Problem

MOST_PROPOSED = 500  # drivers among more than that cannot be told apart by any survey


def proposed(table: Prepared, config: Config) -> tuple[Prepared, list[str]]:
    """Numeric columns that nobody mapped, judged one by one; each judgement is told."""
    taken = {*table.canonical, *config.outcomes, *table.options.segments, *table.options.texts}
    taken |= {*table.options.where, *table.options.set, config.policy.contact_allowed}
    for question, choice in table.options.choice.items():
        taken |= {*choice.sources, *choice_columns(table.frame, question).values()}
    found: list[str] = []
    for name in [c for c in table.frame.columns if c not in taken]:
        cells, notes = without_na(table, name)
        cells = labelled(table, name, cells)
        numbers, refused = as_number(table, cells)
        answers = numbers.dropna()
        if (answers.empty and not refused) or _numbers_each_row(answers) or _coded_ids(cells):
            continue
        left_out = unread(table, name, cells, numbers, refused)
        if refused or left_out:
            table = table.having(notes=left_out)
            continue
        judged = judge(answers.to_numpy(), zero_declared=_declares_na(table, name))
        table = _told(table, name, judged).having(notes=notes)
        if judged.kind == "variable":
            table = table.having(table.frame.assign(**{name: numbers}))
            found.append(name)
    return _not_too_many(table, found), found


def _not_too_many(table: Prepared, found: list[str]) -> Prepared:
    if len(found) <= MOST_PROPOSED:
        return table
    rule = f"{len(found):,} of its columns would be variables; at most {MOST_PROPOSED} are proposed"
    remedy = "name those that are meant in a table of variables: tables.variables"
    return table.having(problems=[Problem(table.raw.file, None, None, rule, remedy)])


def _declares_na(table: Prepared, name: str) -> bool:
    """Whether engagement.yml says what is N/A in this column: then a 0 left over is a score."""
    return bool({name, table.client_name(name)} & set(table.options.na)) or 0 in na_codes(
        table, name
    )


def _numbers_each_row(answers: pd.Series) -> bool:
    return len(answers) > 2 and answers.is_unique


def _coded_ids(cells: pd.Series) -> bool:
    """Whether a column of digits is codes: "007" is no number."""
    if values.is_number(cells):
        return False
    return bool(cells.dropna().astype("str").str.match(r"^\s*0\d").any())


def _told(table: Prepared, name: str, judged: Judgement) -> Prepared:
    client = table.client_name(name)
    if judged.kind == "constant":
        words = "left out: every answer is the same, so it can drive nothing"
        return table.having(notes=[note(table.name, name, words, judged.count)])
    if judged.kind == "variable":
        words = f"proposed as a variable on a scale {judged.low:g} to {judged.high:g}"
        remedy = "confirm it in a variables table"
        return table.having(notes=[note(table.name, name, words, None, remedy)])
    if judged.kind == "suspicious 0":
        remedy = f"say what 0 is: na: {{{client}: [0]}} where it means N/A, {{{client}: []}} if not"
        words = "left out: 0 stands apart from an otherwise 1 to k scale"
        return table.having(notes=[warn(table.name, name, words, judged.count, remedy)])
    return table.having(problems=hidden_code(table, name, judged))


def hidden_code(table: Prepared, name: str, judged: Judgement) -> list[Problem]:
    """A code among scores, by the value that stands apart."""
    if judged.kind != "hidden code":
        return []
    client, value = table.client_name(name), f"{judged.value:g}"
    rule = (
        f"{value} occurs {judged.count} times and lies apart from the other values by more than "
        "their range"
    )
    remedy = f"if it means N/A, say so: na: {{{client}: [{value}]}} or {{'*': [{value}]}}"
    return [Problem(table.raw.file, client, None, rule, remedy)]
