"""Typed cells of a file as they would stand in the client's CSV, so that every kind reads alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.quality import Note
from cxlib.engagement.contracts.raw import Raw, told_apart
from cxlib.engagement.reading import limits
from cxlib.errors import InputError, NoData, Problem

EXACT = 1e15  # a float keeps fifteen digits


def text_of(cell: object, decimal: str) -> str | None:
    """A value as text: numbers by the decimal mark, whole ones without it; nothing as missing.

    >>> text_of(9.0, "."), text_of(4.5, ","), text_of(True, "."), text_of(None, ".")
    ('9', '4,5', 'true', None)
    """
    if cell is None or cell == "" or cell != cell:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < EXACT
        return str(int(cell)) if whole else repr(cell).replace(".", decimal)
    return str(cell)


def raw_of(
    file: str,
    columns: Mapping[str, Sequence[object]],
    rows: Sequence[int],
    read: Read,
    notes: Sequence[Note] = (),
    questions: Mapping[str, str] | None = None,
) -> Raw:
    """The table of these columns of typed cells, with the row or line that each record lay in.

    Raises
    ------
    InputError
        Where columns cannot be told apart, or there are more than can be held.
    NoData
        Where there is no record.
    """
    if not columns or not len(rows):
        words = f"{file}: the file holds no record. Nothing was written. Remedy: export it again."
        raise NoData(words)
    limits.check_size(file, len(rows), len(columns))
    told_apart(file, list(columns))
    if any(not name.strip() for name in columns):
        raise InputError(Problem(file, None, None, "has a column without a name", "name it"))
    typed = [n for n, cells in columns.items() if not any(isinstance(c, str) for c in cells)]
    texts = {
        name: pd.array([text_of(cell, read.decimal) for cell in cells], dtype="str")
        for name, cells in columns.items()
    }
    whole = np.zeros(len(rows), dtype=np.int64)
    return Raw(
        pd.DataFrame(texts), (file,), whole, np.asarray(rows, dtype=np.int64), read.decimal,
        read.thousands, read.dates, dict(questions or {}), tuple(notes), frozenset(typed),
    )  # fmt: skip
