"""Long tables (a row per answer and question) and panels (a column per wave) into wide ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.problems import at_rows, missing_column
from cxlib.engagement.contracts.raw import Raw
from cxlib.errors import InputError

WAVE = "period"  # the column that a wave's name becomes


def widened(raw: Raw, read: Read, table: str) -> Raw:
    """A long table or a panel as a wide one; a wide one as it is.

    Each id becomes one row at the place of its first row in the file. Columns besides id, name and
    value keep the value of that first row.

    Raises
    ------
    InputError
        Where a declared column is missing, or one id has two values under one name.
    """
    if read.shape == "wide":
        return raw
    if read.shape == "waves":
        return _stacked(raw, read, table)
    ids = [read.id] if isinstance(read.id, str) else list(read.id or [])
    named = [*ids, read.names_from, read.values_from]
    absent = [c for c in named if c not in raw.frame.columns]
    if absent or not ids:
        raise InputError(
            missing_column(raw, str(c), f"tables.{table}.read") for c in absent or ["id"]
        )
    frame = raw.frame.dropna(subset=[read.names_from])
    _refuse_two_values(raw, frame, [*ids, read.names_from], read.values_from)
    once = frame.drop_duplicates([*ids, read.names_from])
    wide = once.pivot(index=ids, columns=read.names_from, values=read.values_from)
    first = frame.drop_duplicates(ids).drop(columns=[read.names_from, read.values_from])
    positions = first.index.to_numpy()
    joined = first.merge(wide.reset_index(), on=ids, how="left", validate="one_to_one")
    return raw.at(positions, joined.set_axis([str(c) for c in joined.columns], axis=1))


def _stacked(raw: Raw, read: Read, table: str) -> Raw:
    """A panel of a column per wave as a row per person and wave, the wave's name as its `period`.

    A person of whom every column of a wave is blank was not asked in it, which makes no row.
    """
    named = [column for waves in read.names.values() for column in waves.values()]
    absent = [c for c in named if c not in raw.frame.columns]
    if absent:
        where = f"tables.{table}.read.names"
        raise InputError(missing_column(raw, column, where) for column in absent)
    shared = raw.frame.drop(columns=list(dict.fromkeys(named)))
    parts, positions = [], []
    for wave in dict.fromkeys(wave for waves in read.names.values() for wave in waves):
        of = {ours: waves[wave] for ours, waves in read.names.items() if wave in waves}
        answers = pd.DataFrame({ours: raw.frame[theirs] for ours, theirs in of.items()})
        kept = answers.index[~answers.map(_is_blank).all(axis=1)]
        parts.append(shared.loc[kept].assign(**answers.loc[kept], **{WAVE: wave}))
        positions.append(kept.to_numpy())
    return raw.at(np.concatenate(positions), pd.concat(parts, ignore_index=True))


def _is_blank(cell: object) -> bool:
    return pd.isna(cell) or (isinstance(cell, str) and not cell.strip())


def _refuse_two_values(raw: Raw, frame: pd.DataFrame, key: list[str], value: str) -> None:
    distinct = frame.drop_duplicates([*key, value])
    again = distinct.index[distinct.duplicated(key)]
    if len(again):
        rule = "gives a second value for the same id and name"
        raise InputError(at_rows(raw, again, value, rule, "keep one of them"))
