"""Figures that rest on hidden cells: which they are, and how exactly they may be told.

What has an interval is told as exactly as that bears: such a figure is computed from many cells,
and with a tenth of its uncertainty left open no single one follows from it. What has none, or is
made of few cells, is hidden. A p-value is told with one digit, rounded up: it is the same equation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from cxlib.release.counts import Counts, Key
from cxlib.release.places import ROW, Place
from cxlib.results import REGISTRY
from cxlib.results.kinds import P_VALUE
from cxlib.results.resting import RESTS, Rests

PARTS = 10  # of half an interval: what is left open
STEPS = (1, 2, 5)
SAME = 1e-6  # of a step: what writing a number takes off it

Hidden = Callable[[str, int, str], bool]  # of a table, a row and a column


def resting(
    tables: Mapping[str, pd.DataFrame], hidden: Hidden, rests: tuple[Rests, ...] = RESTS
) -> Iterator[tuple[Rests, list[int]]]:
    """Of each kind of figure, the rows that rest on a cell which is hidden.

    Parameters
    ----------
    tables : result tables as the steps wrote them; a row is known by its place
    hidden : whether a cell is

    >>> kpis = {"kpi": "nps", "scope": "overall", "period": ["a", "b"], "value": [1.0, 2.0],
    ...         "centre": 1.5, "in_baseline": True}
    >>> found = resting({"kpis": pd.DataFrame(kpis)}, lambda table, row, column: row == 1)
    >>> [(one.name, rows) for one, rows in found]
    [('limits', [0, 1])]
    """
    counts = Counts(tables, None)
    for one in rests:
        names = [name for name, _ in one.on.by]
        bare = {
            key
            for key, told in counts.grouped(one.on).items()
            if any(hidden(cell.table, cell.rows[0], one.on.count) for cell, _ in told)
        }
        rows = [
            row
            for key, told in counts.grouped(one.rows).items()
            if _in_order(key, one, names) in bare
            for cell, _ in told
            for row in cell.rows
        ]
        if rows:
            yield one, rows


def _in_order(key: Key, one: Rests, names: list[str]) -> Key:
    own = dict(zip((name for name, _ in one.rows.by), key, strict=True))
    return tuple(own[name] for name in names)


def at_places(places: Collection[Place]) -> Hidden:
    """Whether a cell is among blanked places, or in a blanked row."""
    blanked = set(places)
    return lambda table, row, column: (
        not blanked.isdisjoint({(table, row, ROW), (table, row, column)})
    )


def blanked(
    tables: Mapping[str, pd.DataFrame], places: Collection[Place], rests: tuple[Rests, ...] = RESTS
) -> set[Place]:
    """The places of figures that rest on what is blanked at these, and cannot be told at all."""
    found: set[Place] = set()
    for one, rows in resting(tables, at_places(places), rests):
        if one.within is None:
            found |= {(one.rows.table, row, column) for row in rows for column in one.figures}
    return found


def roughened(
    tables: Mapping[str, pd.DataFrame],
    shown: Mapping[str, pd.DataFrame],
    places: Collection[Place],
    rests: tuple[Rests, ...] = RESTS,
) -> dict[str, pd.DataFrame]:
    """What is shown, with figures that rest on what is blanked told as their intervals bear."""
    told = dict(shown)
    for one, rows in resting(tables, at_places(places), rests):
        if one.within is not None:
            name = one.rows.table
            told[name] = _rough(told[name], one, rows, steps(tables[name], one.within))
    return told


def _rough(frame: pd.DataFrame, one: Rests, rows: list[int], step: np.ndarray) -> pd.DataFrame:
    there = np.isin(np.arange(len(frame)), rows)
    changed = {}
    for column in one.figures:
        values = frame[column].to_numpy(dtype=float, na_value=np.nan)
        if _is_p(one.rows.table, column):
            place = _place(values)
            up = np.ceil((values / place).round(9)) * place
            told = np.where(there, up.round(12), values)  # 0.7, and not 0.7000000000000001
        else:
            told = np.where(there, np.round(values / step) * step, values).round(9)
        changed[column] = pd.Series(told, index=frame.index, dtype=frame[column].dtype)
        changed[column] = changed[column].mask(np.isnan(told))
    return frame.assign(**changed)


def _is_p(table: str, column: str) -> bool:
    return REGISTRY[table].columns[column] is P_VALUE


def _place(values: np.ndarray) -> np.ndarray:
    """The place of each number's first digit: 0.01 of 0.034; 1 of nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 10.0 ** np.floor(np.log10(np.where(values > 0, values, 1)))


def steps(frame: pd.DataFrame, ends: tuple[str, str]) -> np.ndarray:
    """How exactly each row's figures are told: 1, 2 or 5 in a place, a tenth of half the interval
    or more; missing where there is no interval.

    >>> steps(pd.DataFrame({"low": [-12.0, 0.1, 0], "high": [14.0, 0.1, np.nan]}), ("low", "high"))
    array([ 2., nan, nan])
    """
    low, high = (frame[end].to_numpy(dtype=float, na_value=np.nan) for end in ends)
    least = (high - low) / 2 / PARTS
    place = np.where(least > 0, _place(least), np.nan)
    grid = place[:, None] * np.array([*STEPS, 10])
    first = np.argmax(grid >= least[:, None] * (1 - 1e-9), axis=1)
    return grid[np.arange(len(grid)), first]


def too_exact(
    results: Mapping[str, pd.DataFrame],
    shown: Mapping[str, pd.DataFrame],
    rests: tuple[Rests, ...] = RESTS,
) -> Iterator[tuple[str, str, int, object]]:
    """The figures that rest on a cell which an output hides, and are shown all the same.

    Parameters
    ----------
    results, shown : the tables as the steps wrote them, and the same rows as an output shows them

    Yields
    ------
    table, column, row and value, of each that is told more exactly than its interval bears
    """
    both = {name: frame for name, frame in results.items() if name in shown}

    def hidden(table: str, row: int, column: str) -> bool:
        return bool(pd.isna(shown[table][column].iloc[row]))

    for one, rows in resting(both, hidden, rests):
        name = one.rows.table
        bears = steps(both[name], one.within) if one.within else np.full(len(both[name]), np.nan)
        for column in one.figures:
            cells, p = shown[name][column], _is_p(name, column)
            yield from (
                (name, column, row, value)
                for row, value in zip(rows, cells.iloc[rows], strict=True)
                if not pd.isna(value) and value != "" and not _is_rough(value, bears[row], p=p)
            )


def _is_rough(value: object, step: float, p: bool) -> bool:
    number = isinstance(value, (int, float)) and np.isfinite(step)
    if number and p:
        step = float(_place(np.array([value]))[0])
    return bool(number and abs(value / step - round(value / step)) < SAME)
