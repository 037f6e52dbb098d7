"""Questions of which several answers may be chosen: a list in one column, or a column for each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from cxlib.drafting.profile import Profile, plain
from cxlib.engagement.contracts.values import as_text

SEPARATORS = (";", ", ", "|")
SEVERAL = 0.15  # share of the cells with two choices or more
MOST_CHOICES, LONGEST_CHOICE = 20, 60
MOSTLY = 0.5
AGAIN = 2  # cells in which each choice stands at least
LONGEST_KEY = 40
PARTED = re.compile(r"^(.+?)\s*(?: / | - |: |\[)\s*(.+?)\]?$")


def choices(columns: Sequence[Profile], frame: pd.DataFrame) -> dict[str, dict[str, object]]:
    """The multi-select questions of a file, as `choice` of its table: key -> how it is read.

    >>> cells = ["Web, App", "App", "Web, Shop", "Shop, App"] * 5
    >>> frame = pd.DataFrame({"Used": cells})
    >>> from cxlib.drafting.profile import profiles
    >>> from cxlib.engagement.contracts.raw import from_frame
    >>> choices(profiles(from_frame("responses", frame)), frame)
    {'used': {'column': 'Used', 'separator': ', '}}
    """
    found: dict[str, dict[str, object]] = {}
    for column in columns:
        if column.look == "text" and column.scale is None:
            separator = _separator(as_text(frame[column.name]).dropna())
            if separator:
                found[_key(column.name)] = {"column": column.name, "separator": separator}
    ticked = defaultdict(dict)
    for column in columns:
        parted = PARTED.match(column.name)
        if parted and column.look != "date" and column.distinct == 1 and column.filled < len(frame):
            ticked[parted[1]][parted[2]] = column.name
    for question, named in ticked.items():
        if len(named) > 1:
            found[_key(question)] = {"columns": dict(named)}
    return found


def _separator(cells: pd.Series) -> str | None:
    """What parts the choices of a cell: few of them, each in several cells, often together."""
    for separator in SEPARATORS:
        listed = cells.str.split(separator, regex=False)
        if (listed.str.len() > 1).mean() < SEVERAL:
            continue
        counts = listed.explode().str.strip().value_counts()
        short = counts.index.str.len().max() <= LONGEST_CHOICE
        if not (2 <= len(counts) <= MOST_CHOICES and counts.min() >= AGAIN and short):
            continue
        apart = listed[~cells.duplicated()].explode().str.strip().value_counts()
        if (apart >= AGAIN).mean() >= MOSTLY:  # choices meet in many ways, clauses of a text in one
            return separator
    return None


def _key(question: str) -> str:
    return plain(question)[:LONGEST_KEY].strip() or "choices"
