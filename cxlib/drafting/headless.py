"""Whether a file has headings at all: what stands above a column that is of its kind is a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from cxlib.engagement.contracts.values import as_text

FEW = 30  # distinct values of a column whose first one would come back
MOSTLY = 0.9  # share of a column's cells with one form
RULE = "the first row holds values, and no headings"


def headless(frame: pd.DataFrame) -> bool:
    """Whether every heading looks like the cells below it, as where there are none.

    A number that comes back among the few values of its column, or a text in the very form of all
    others (c0 above c1, c2 …). Numbers that count the columns up are headings.

    >>> headless(pd.DataFrame({"c0": ["c1", "c2"] * 5, "7": ["9", "7"] * 5}))
    True
    >>> headless(pd.DataFrame({"1": ["2", "1"] * 5, "2": ["1", "2"] * 5}))
    False
    """
    names = [str(name) for name in frame.columns]
    filled = [name for name in frame.columns if as_text(frame[name]).notna().any()]
    if len(filled) < 2 or _counts_up(names):
        return False
    return all(_is_value(str(name), as_text(frame[name]).dropna()) for name in filled)


def _is_value(name: str, cells: pd.Series) -> bool:
    if any(map(str.isdigit, name)):
        forms = cells.map(_form)
        if not name.strip().isdigit() and (forms == _form(name)).mean() >= MOSTLY:
            return True
    return bool(cells.nunique() <= FEW and (cells == name).sum() >= 2)


def _form(cell: object) -> str:
    """Letters as they are, each run of digits as one sign.

    >>> _form("c12"), _form("2026-03-01")
    ('c9', '9-9-9')
    """
    return re.sub(r"\d+", "9", str(cell).strip())


def _counts_up(names: Sequence[str]) -> bool:
    numbers = [int(name) for name in names if name.strip().isdigit()]
    return len(numbers) > 1 and all(b > a for a, b in pairwise(numbers))
