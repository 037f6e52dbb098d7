"""From a step's frame to the table as written: typed, checked, sorted, rounded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.results.registry import REGISTRY, Table

SIGNIFICANT_DIGITS = 9  # sums over threads differ in the last bits; nine digits are the same bytes
TOLERANCE = 1e-9


def empty(name: str) -> pd.DataFrame:
    """The table with its columns and no rows.

    >>> list(empty("notes").columns)
    ['step', 'section', 'code', 'subject', 'figures', 'audience', 'n']
    """
    columns = REGISTRY[name].columns
    return pd.DataFrame({c: pd.array([], dtype=kind.pandas) for c, kind in columns.items()})


def conform(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as the registry declares it: columns, types, ranges, key, order, rounding.

    Raises
    ------
    ValueError
        When a column is missing or undeclared, a value lies outside its range, or the key is
        not unique: a fault of the step, not of the client's data.
    """
    table = REGISTRY[name]
    _check_columns(table, frame)
    typed = pd.DataFrame({c: _typed(table, frame, c) for c in table.columns})
    _check_key(table, typed)
    return _sorted(table, typed)


def _check_columns(table: Table, frame: pd.DataFrame) -> None:
    missing = [c for c in table.columns if c not in frame.columns]
    unknown = [c for c in frame.columns if c not in table.columns]
    if missing or unknown:
        raise ValueError(f"{table.name}: missing columns {missing}, undeclared columns {unknown}")


def _typed(table: Table, frame: pd.DataFrame, column: str) -> pd.Series:
    kind = table.columns[column]
    values = frame[column].reset_index(drop=True)
    if kind.dtype == "float":
        values = pd.Series(round_significant(values.to_numpy(dtype=float, na_value=np.nan)))
        values = values.mask(values.isna())
    elif kind.dtype == "text":
        values = values.astype("object").where(values.notna(), None)
    typed = values.astype(kind.pandas)
    _check_range(table, column, typed)
    return typed


def _check_range(table: Table, column: str, values: pd.Series) -> None:
    kind, present = table.columns[column], values.dropna()
    if present.empty or kind.dtype not in ("int", "float"):
        return
    if kind.low is not None and present.min() < kind.low - TOLERANCE:
        raise ValueError(f"{table.name}.{column}: {present.min()} is below {kind.low}")
    if kind.high is not None and present.max() > kind.high + TOLERANCE:
        raise ValueError(f"{table.name}.{column}: {present.max()} is above {kind.high}")


def _check_key(table: Table, frame: pd.DataFrame) -> None:
    key = list(table.key)
    twice = frame[frame.duplicated(key)]
    if len(twice):
        raise ValueError(f"{table.name}: {len(twice)} rows repeat the key {key}")


def _sorted(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    order = [*table.order, *(k for k in table.key if k not in table.order)]
    names = [c.lstrip("-") for c in order]
    ascending = [not c.startswith("-") for c in order]
    return frame.sort_values(names, ascending=ascending, kind="stable", ignore_index=True)


def round_significant(values: np.ndarray, digits: int = SIGNIFICANT_DIGITS) -> np.ndarray:
    """Values rounded to significant digits; zero, infinity and missing stay as they are.

    >>> round_significant(np.array([0.1234567894, 0.0, 1234567891.4]))
    array([1.23456789e-01, 0.00000000e+00, 1.23456789e+09])
    """
    values = np.asarray(values, dtype=float)
    out = values.copy()
    usable = np.isfinite(values) & (values != 0)
    exponent = np.floor(np.log10(np.abs(values[usable])))
    scale = np.power(10.0, digits - 1 - exponent)
    out[usable] = np.where(np.isfinite(scale), np.round(values[usable] * scale) / scale, 0.0)
    return out
