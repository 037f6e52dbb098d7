"""Long tables (one row per answer and question) into wide ones (one row per answer)."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.problems import at_rows, missing_column
from cxlib.engagement.contracts.raw import Raw
from cxlib.errors import InputError


def widened(raw: Raw, read: Read, table: str) -> Raw:
    """A long table as a wide one; a wide one as it is.

    Each id becomes one row at the place of its first row in the file. Columns besides id, name and
    value keep the value of that first row.

    Raises
    ------
    InputError
        Where a declared column is missing, or one id has two values under one name.
    """
    if read.shape == "wide":
        return raw
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
    return replace(
        raw,
        frame=joined.set_axis([str(c) for c in joined.columns], axis=1),
        file_of=raw.file_of[positions],
        row_of=raw.row_of[positions],
    )


def _refuse_two_values(raw: Raw, frame: pd.DataFrame, key: list[str], value: str) -> None:
    distinct = frame.drop_duplicates([*key, value])
    again = distinct.index[distinct.duplicated(key)]
    if len(again):
        rule = "gives a second value for the same id and name"
        raise InputError(at_rows(raw, again, value, rule, "keep one of them"))
