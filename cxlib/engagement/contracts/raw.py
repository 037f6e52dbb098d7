"""A table as read, before anything is understood: text or typed cells, and where each row lay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

FIRST_DATA_ROW = 2  # a spreadsheet counts its header as row 1


@dataclass(frozen=True)
class Raw:
    """A client's table as it was read.

    Attributes
    ----------
    frame : cells as read, unique column names, positions 0..n-1 as its index.
    files : what the sources are called in messages.
    file_of, row_of : for each position, which of `files` it came from and its row there, counted
        as the client's spreadsheet counts it.
    decimal : the decimal mark of numbers written as text; thousands likewise.
    dates : how dates written as text are to be read.
    questions : the wording above each column, where the file had a row of labels.
    repeated : columns that were named twice in the file, as renamed.
    """

    frame: pd.DataFrame
    files: tuple[str, ...]
    file_of: np.ndarray = field(repr=False)
    row_of: np.ndarray = field(repr=False)
    decimal: str = "."
    thousands: str | None = None
    dates: str = "iso"
    questions: Mapping[str, str] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()

    def place(self, position: int) -> tuple[str, int]:
        """The file and the row there of a position."""
        return self.files[self.file_of[position]], int(self.row_of[position])

    @property
    def file(self) -> str:
        return ", ".join(self.files)


def from_frame(
    file: str, frame: pd.DataFrame, rows: np.ndarray | None = None, **how: object
) -> Raw:
    """A Raw out of a frame whose first row is row 2 of `file`, unless `rows` says otherwise."""
    names, repeated = unique_names([str(c) for c in frame.columns])
    plain = frame.set_axis(names, axis=1).reset_index(drop=True)
    rows = np.arange(len(plain)) + FIRST_DATA_ROW if rows is None else rows
    whole = np.zeros(len(plain), dtype=np.int64)
    return Raw(plain, (file,), whole, rows, repeated=repeated, **how)


def unique_names(names: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Column names made unique, and those that had to be renamed.

    >>> unique_names(["a", "b", "a"])
    (['a', 'b', 'a (2)'], ('a (2)',))
    """
    seen: dict[str, int] = {}
    given, renamed = [], []
    for position, name in enumerate(names, start=1):
        plain = name.strip() or f"column {position}"
        seen[plain] = seen.get(plain, 0) + 1
        new = plain if seen[plain] == 1 else f"{plain} ({seen[plain]})"
        given.append(new)
        if seen[plain] > 1:
            renamed.append(new)
    return given, tuple(renamed)


def together(parts: Sequence[Raw]) -> Raw:
    """Several sources of one table below one another; columns that a source lacks are missing."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    offsets = np.cumsum([0, *(len(part.files) for part in parts)])
    file_of = [part.file_of + start for part, start in zip(parts, offsets, strict=False)]
    return Raw(
        pd.concat([part.frame for part in parts], ignore_index=True),
        tuple(file for part in parts for file in part.files),
        np.concatenate(file_of),
        np.concatenate([part.row_of for part in parts]),
        first.decimal,
        first.thousands,
        first.dates,
        {name: text for part in reversed(parts) for name, text in part.questions.items()},
        tuple(dict.fromkeys(name for part in parts for name in part.repeated)),
    )
