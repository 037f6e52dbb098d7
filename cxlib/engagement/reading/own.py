"""What a source declares for itself: its headings, N/A codes, words of scales, rows, constants.

They are applied where the source is read, so that all sources of a table look alike from there on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlib.engagement.config import FileSource, Read, TableConfig
from cxlib.engagement.contracts import values
from cxlib.engagement.contracts.problems import missing_column
from cxlib.engagement.contracts.quality import MENDED, note
from cxlib.engagement.contracts.raw import Raw, Way
from cxlib.errors import InputError, Problem

EVERY_COLUMN = "*"


@dataclass(frozen=True)
class Settled:
    """A source under the table's headings; `lacking`: those that it is declared not to have."""

    raw: Raw
    lacking: frozenset[str] = frozenset()


def is_plain(own: FileSource) -> bool:
    """Whether a source has nothing of its own besides its name.

    >>> is_plain(FileSource(file="a.csv")), is_plain(FileSource(file="a.csv", set={"wave": 2}))
    (True, False)
    """
    return own.model_fields_set <= {"file"}


def settled(raw: Raw, own: FileSource, read: Read, options: TableConfig, table: str) -> Settled:
    """The source as the table wants it.

    Raises
    ------
    InputError
        Where it names a heading that the file does not have, or gives two columns one name.
    """
    way = _way(raw, read)
    raw = replace(raw, ways=(way,) * len(raw.files))
    raw = _first_filled(raw, options.first_of, table)
    if is_plain(own):
        return Settled(raw)
    where = f"tables.{table}.source"
    given = {ours: theirs for ours, theirs in own.columns.items() if theirs is not None}
    names = {theirs: options.columns.get(ours, ours) for ours, theirs in given.items()}
    asked = {theirs: f"{where}.columns.{ours}" for ours, theirs in given.items()}
    _refuse_absent(raw, asked)
    raw = _renamed(raw, names, where)
    for name, change in (("na", _without), ("labels", _worded)):
        declared = {_known_as(column, names, options): what for column, what in
                    getattr(own, name).items()}  # fmt: skip
        _refuse_absent(raw, {c: f"{where}.{name}" for c in declared if c != EVERY_COLUMN})
        raw = change(raw, declared, way)
    raw = _asked_for(raw, own, options, names, where)
    constants = {
        _known_as(column, names, options): _written(value, way) for column, value in own.set.items()
    }
    raw = replace(raw, frame=raw.frame.assign(**constants))
    lacking = {options.columns.get(ours, ours) for ours, c in own.columns.items() if c is None}
    return Settled(raw, frozenset(lacking))


def _written(value: object, way: Way) -> str:
    """A constant as it would stand in the source."""
    return str(value).replace(".", way.decimal) if isinstance(value, float) else str(value)


def _way(raw: Raw, read: Read) -> Way:
    declared = bool({"decimal", "thousands"} & read.model_fields_set)
    return Way(raw.decimal, raw.thousands, raw.dates, declared)


def _known_as(column: str, names: Mapping[str, str], options: TableConfig) -> str:
    """A column under the name it has in the table, by whichever of its names it is called."""
    return names.get(column, options.columns.get(column, column))


def _refuse_absent(raw: Raw, declared: Mapping[str, str]) -> None:
    absent = [c for c in declared if c not in raw.frame.columns]
    if absent:
        raise InputError(missing_column(raw, column, declared[column]) for column in absent)


def _renamed(raw: Raw, names: Mapping[str, str], where: str) -> Raw:
    frame = raw.frame.rename(columns=names)
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        rule = f"is the name of two columns, one of them by {where}.columns"
        remedy = "name the other column otherwise there, or delete it"
        raise InputError(Problem(raw.file, str(twice[0]), None, rule, remedy))
    questions = {names.get(name, name): text for name, text in raw.questions.items()}
    typed = frozenset(names.get(name, name) for name in raw.typed)
    return replace(raw, frame=frame, questions=questions, typed=typed)


def _without(raw: Raw, declared: Mapping[str, list], _way: Way) -> Raw:
    """N/A codes of this source alone as missing."""
    every = declared.get(EVERY_COLUMN, [])
    columns = [c for c in raw.frame.columns if c in declared or every]
    frame, told = raw.frame, []
    for column in columns:
        missing = values.matching(frame[column], [*declared.get(column, []), *every])
        if missing.any():
            frame = frame.assign(**{column: frame[column].mask(missing)})
            words = MENDED + "N/A codes read as missing"
            told.append(note("", column, words, int(missing.sum())))
    return replace(raw, frame=frame, notes=(*raw.notes, *told))


def _worded(raw: Raw, declared: Mapping[str, Mapping[str, float]], way: Way) -> Raw:
    """Answers in words as their numbers, written as this source writes numbers."""
    frame = raw.frame
    for column, labels in declared.items():
        number = {values.code(t): f"{n:g}".replace(".", way.decimal) for t, n in labels.items()}
        frame = frame.assign(**{column: frame[column].map(_looked_up(number))})
    return replace(raw, frame=frame)


def _looked_up(number: Mapping[object, str]) -> Callable[[object], object]:
    def of(cell: object) -> object:
        return cell if pd.isna(cell) else number.get(values.code(cell), cell)

    return of


def _asked_for(
    raw: Raw, own: FileSource, options: TableConfig, names: Mapping[str, str], where: str
) -> Raw:
    """Marks the rows that the source's own `where`, with the table's beside it, leaves out."""
    if not own.where:
        return raw
    asked = {column: (rows, f"{where}.where") for column, rows in own.where.items()}
    named = {_known_as(column, names, options): told for column, told in asked.items()}
    _refuse_absent(raw, {column: told for column, (_, told) in named.items()})
    left = np.zeros(len(raw.frame), dtype=bool)
    rules = options.where | {column: rows for column, (rows, _) in named.items()}
    for column, rows in rules.items():
        if column in raw.frame.columns:
            left |= ~rows.kept(raw.frame[column]).to_numpy()
    return replace(raw, left_out=left)


def _first_filled(raw: Raw, wanted: Mapping[str, list[str]], table: str) -> Raw:
    """One column out of several: of each row the first cell that is filled."""
    frame = raw.frame
    for name, columns in wanted.items():
        present = [c for c in columns if c in frame.columns]
        if not present:
            where = f"tables.{table}.first_of.{name}"
            raise InputError(missing_column(raw, column, where) for column in columns)
        cells = frame[present[0]]
        for column in present[1:]:
            cells = cells.where(_filled(cells), frame[column])
        frame = frame.drop(columns=[c for c in present if c != name]).assign(**{name: cells})
    return replace(raw, frame=frame)


def _filled(cells: pd.Series) -> pd.Series:
    return cells.notna() & (cells.astype("str").str.strip() != "").fillna(False)
