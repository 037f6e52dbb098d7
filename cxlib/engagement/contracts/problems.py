"""The one place where a failure of the client's data becomes lines that a person can act on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pandas as pd

from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.contracts.values import quotable
from cxlib.errors import Problem

ROWS_NAMED = 3  # a fault repeated down a column names its first rows and counts the others
CLOSE = 0.6  # difflib's own cut for a good match
MOST_LISTED = 30
OF_A_TABLE = re.compile(r"\b(?:read|na|labels): \{")  # keys that stand under a table
OTHERS = "other sheets not read: the first visible one was taken"
NEVER_QUOTED = frozenset({"customer", "account", "journey_id", "id", "person", "text", "label"})


def closest(name: str, valid: Iterable[str]) -> str | None:
    """The valid name that this one is probably meant to be."""
    folded = {str(v).casefold(): str(v) for v in valid}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=CLOSE)
    return folded[found[0]] if found else None


def nearest(name: str, valid: Iterable[str]) -> str:
    """The remedy for a name that is not known: the closest valid one, else all that are valid.

    >>> nearest("custmer", ["customer", "time"])
    "perhaps 'customer' is meant"
    """
    known = [str(v) for v in valid]
    meant = closest(name, known)
    if meant is not None:
        return f"perhaps '{meant}' is meant"
    return f"known are {', '.join(sorted(known)[:MOST_LISTED])}" if known else "leave it out"


def under(problem: Problem | str, table: str) -> Problem | str:
    """The problem, and where in engagement.yml a key stands that its remedy names.

    >>> under(Problem("a.csv", None, 1, "is odd", "declare read: {skip_rows: 1}"), "kpis").remedy
    'declare read: {skip_rows: 1} (under tables.kpis)'
    """
    if isinstance(problem, str) or not OF_A_TABLE.search(problem.remedy):
        return problem
    return replace(problem, remedy=f"{problem.remedy} (under tables.{table})")


def missing_column(raw: Raw, column: str, declared_as: str) -> Problem:
    """A column that engagement.yml names and the file does not have."""
    rule = f"there is no such column, though engagement.yml names it under {declared_as}"
    remedy = nearest(column, raw.frame.columns)
    sheets = next((str(told["remedy"]) for told in raw.notes if told["check"] == OTHERS), None)
    if sheets is not None and closest(column, raw.frame.columns) is None:
        return Problem(raw.file, column, None, rule, sheets)
    if len(raw.frame.columns) == 1 and any(sign in raw.frame.columns[0] for sign in ",;|\t"):
        remedy += "; the file has one column only: declare read: {separator: ...}"
    elif len(raw.frame.columns) == 1 and len(raw.frame.columns[0].split()) > 2:
        remedy = "the file has one column only: export it again as CSV, a sign between its cells"
    return Problem(raw.file, column, None, rule, remedy)


def refused_cells(
    raw: Raw,
    cells: pd.Series,
    refused: Mapping[object, str],
    column: str,
    remedy: Callable[[str, list], str],
) -> list[Problem]:
    """Cells that broke a rule: the first rows named, the others counted.

    `remedy` says from a rule and the cells that broke it what mends them.
    """
    found = []
    for rule in dict.fromkeys(refused.values()):
        values = [value for value, why in refused.items() if why == rule]
        rows = cells.index[cells.isin(values)]
        mend = remedy(rule, values)
        found += at_rows(raw, rows, column, lambda at, rule=rule: _said(cells, at, rule), mend)
    return found


def at_rows(raw: Raw, rows: Iterable[int], column: str, rule, remedy: str) -> list[Problem]:
    """One problem per row for the first few; the last of them says how many more there are."""
    positions = [int(row) for row in rows]
    found = []
    for shown, position in enumerate(positions[:ROWS_NAMED], start=1):
        file, row = raw.place(position)
        more = len(positions) - shown
        said = rule(position) if callable(rule) else rule
        if shown == ROWS_NAMED and more:
            said = f"{said} (and {more} more rows break this rule)"
        found.append(Problem(file, column, row, said, remedy))
    return found


def _said(cells: pd.Series, position: int, rule: str) -> str:
    hidden = str(cells.name) in NEVER_QUOTED
    return f"{'the value' if hidden else quotable(cells.at[position])} {rule}"
