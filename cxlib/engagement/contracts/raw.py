"""A table as read, before anything is understood: text or typed cells, and where each row lay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.names import key
from cxlib.engagement.contracts.quality import Note
from cxlib.errors import InputError, Problem

APART = (
    "give each column a heading of its own in the file, or declare read: {header_rows: 2} where "
    "the headings span rows"
)
FIRST_DATA_ROW = 2  # a spreadsheet counts its header as row 1


@dataclass(frozen=True)
class Way:
    """How one source writes numbers and dates; `declared` where its decimal mark is in no doubt."""

    decimal: str = "."
    thousands: str | None = None
    dates: str = "iso"
    declared: bool = False


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
    notes : what reading found and mended, as rows of the quality table that lack their table.
    typed : columns whose numbers came as numbers, so that their decimal mark is in no doubt.
    ways : for each of `files` how it writes numbers and dates, where they differ; else empty.
    left_out : rows that the `where` of their own source leaves out; None where none has one.
    """

    frame: pd.DataFrame
    files: tuple[str, ...]
    file_of: np.ndarray = field(repr=False)
    row_of: np.ndarray = field(repr=False)
    decimal: str = "."
    thousands: str | None = None
    dates: str = "iso"
    questions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    typed: frozenset[str] = frozenset()
    ways: tuple[Way, ...] = ()
    left_out: np.ndarray | None = field(default=None, repr=False)

    @property
    def way(self) -> Way:
        """How the table writes numbers and dates, where all its sources do it alike."""
        return Way(self.decimal, self.thousands, self.dates)

    def by_way(self, positions: pd.Index) -> Iterator[tuple[Way, pd.Index]]:
        """The positions of each way of writing numbers and dates."""
        if not self.ways:
            yield self.way, positions
            return
        of = self.file_of[positions.to_numpy()]
        for way in dict.fromkeys(self.ways):
            files = [i for i, other in enumerate(self.ways) if other == way]
            yield way, positions[np.isin(of, files)]

    def at(self, positions: np.ndarray, frame: pd.DataFrame) -> Raw:
        """Another frame, each row of which lies where one of these positions lay."""
        left = None if self.left_out is None else self.left_out[positions]
        return replace(
            self,
            frame=frame,
            file_of=self.file_of[positions],
            row_of=self.row_of[positions],
            left_out=left,
        )

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
    names = [str(c).strip() or f"column {i}" for i, c in enumerate(frame.columns, start=1)]
    told_apart(file, names)
    plain = frame.set_axis(names, axis=1).reset_index(drop=True)
    rows = np.arange(len(plain)) + FIRST_DATA_ROW if rows is None else rows
    whole = np.zeros(len(plain), dtype=np.int64)
    return Raw(plain, (file,), whole, rows, **how)


def told_apart(file: str, names: Sequence[str], row: int | None = None) -> None:
    """Refuse headings that are equal, or differ in case, blanks or invisible signs alone.

    Raises InputError naming both places.

    >>> told_apart("a.csv", ["score", "plan", "scores"])
    """
    seen: dict[str, int] = {}
    problems = []
    for place, name in enumerate(names, start=1):
        before = seen.setdefault(key(name), place)
        if before != place and name.strip():
            rule = (
                f"is named as column {before} is ('{names[before - 1]}'), in column {place}; "
                "they cannot be told apart"
            )
            problems.append(Problem(file, name, row, rule, APART))
    if problems:
        raise InputError(problems)


def together(parts: Sequence[Raw]) -> Raw:
    """Several sources of one table below one another; columns that a source lacks are missing."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    offsets = np.cumsum([0, *(len(part.files) for part in parts)])
    file_of = [part.file_of + start for part, start in zip(parts, offsets, strict=False)]
    ways = tuple(way for part in parts for way in part.ways or (part.way,) * len(part.files))
    return Raw(
        pd.concat([part.frame for part in parts], ignore_index=True),
        tuple(file for part in parts for file in part.files),
        np.concatenate(file_of),
        np.concatenate([part.row_of for part in parts]),
        first.decimal,
        first.thousands,
        first.dates,
        {name: text for part in reversed(parts) for name, text in part.questions.items()},
        tuple(note for part in parts for note in part.notes),
        frozenset.intersection(*(part.typed for part in parts)),
        ways if len(set(ways)) > 1 else (),
        _left_out(parts),
    )


def _left_out(parts: Sequence[Raw]) -> np.ndarray | None:
    if all(part.left_out is None for part in parts):
        return None
    nothing = [np.zeros(len(part.frame), dtype=bool) for part in parts]
    known = [n if p.left_out is None else p.left_out for p, n in zip(parts, nothing, strict=True)]
    return np.concatenate(known)
