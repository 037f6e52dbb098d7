"""Columns that would be ratings, were it not for some of their cells: they are said, never lost."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import values
from cxlib.engagement.contracts.problems import ROWS_NAMED
from cxlib.engagement.contracts.quality import Note, note
from cxlib.engagement.contracts.remedies import OF, WORDED
from cxlib.engagement.shaping.cells import remedy_for
from cxlib.engagement.shaping.prepared import Prepared
from cxlib.engagement.shaping.scales import judge

UNREAD = "left out: a rating but for cells that are no numbers"
BETWEEN = "left out: a rating but for numbers between its points"
MOSTLY = 0.5  # of the answers that are points of a scale, for a column to be one
FEWEST = 10  # such answers
MOST_WORDS = 200  # different texts; free text has more
FILLED, STRAY = 2, 0.05  # different numbers between the points, or their share: more are no slip


def unread(
    table: Prepared, name: str, cells: pd.Series, numbers: pd.Series, refused: Mapping[object, str]
) -> list[Note]:
    """What is said of a column that nobody described and that is left out for some of its cells.

    Parameters
    ----------
    cells, numbers : as they came, and as numbers where they are.
    refused : the cells that are no numbers, and why.

    Returns
    -------
    A line for `quality` (column, rows, the key to set), or none where the column is no rating.
    """
    if refused:
        text = values.as_text(cells)
        rows = text.index[text.isin(list(refused))]
        few = len(refused) <= MOST_WORDS
        if _is_rating(numbers, cells) or (few and _is_rating(_written(numbers, text[rows]), cells)):
            return [_said(table, name, UNREAD, rows, _remedy(table, name, refused))]
        return []
    answers = numbers.dropna()
    parts = answers[answers != np.round(answers)]
    slips = parts.nunique() <= FILLED or len(parts) <= STRAY * len(answers)
    if len(parts) and slips and _is_rating(answers.drop(parts.index), answers):
        few = ", ".join(f"{v:g}" for v in parts.value_counts().index[:FILLED])
        remedy = f"ask what {few} is: a mean that was filled in is no answer"
        return [_said(table, name, BETWEEN, parts.index, remedy)]
    return []


def _written(numbers: pd.Series, texts: pd.Series) -> pd.Series:
    """The numbers, and those that the texts hold."""
    held = {text: _hidden_number(text) for text in values.distinct(texts)}
    return numbers.fillna(texts.map(held).astype("float64"))


def _is_rating(numbers: pd.Series, cells: pd.Series) -> bool:
    known = numbers.dropna()
    if len(known) < max(FEWEST, MOSTLY * cells.notna().sum()):
        return False
    return judge(known.to_numpy(dtype=float)).kind in ("variable", "hidden code", "suspicious 0")


def _hidden_number(cell: str) -> float:
    """The number that a text holds by another mark, with its scale, or with its words.

    >>> _hidden_number("4,0"), _hidden_number("4 of 7"), _hidden_number("5 - very satisfied")
    (4.0, 4.0, 5.0)
    >>> _hidden_number("18-24"), _hidden_number("often")
    (nan, nan)
    """
    text = cell.strip()
    if values.NUMBER.match(text.replace(",", ".")):
        return float(text.replace(",", "."))
    found = OF.match(text) or WORDED.match(text)
    return float(found[1]) if found else np.nan


def _remedy(table: Prepared, name: str, refused: Mapping[object, str]) -> str:
    mend = remedy_for("number", table.client_name(name))
    rules = dict.fromkeys(refused.values())
    return "; ".join(mend(r, [c for c, why in refused.items() if why == r]) for r in rules)


def _said(table: Prepared, name: str, check: str, rows: pd.Index, remedy: str) -> Note:
    file, row = table.raw.place(int(rows[0]))
    others = [str(table.raw.place(int(r))[1]) for r in rows[1:ROWS_NAMED]]
    where = f"{file}, row{'s' * bool(others)} {', '.join([str(row), *others])}"
    told = f"{remedy} (under tables.{table.name})" if ": {" in remedy else remedy
    return note(table.name, name, check, len(rows), told, severity="warning", example=where)
