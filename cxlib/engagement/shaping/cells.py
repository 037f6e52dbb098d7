"""Cells into the contract's kinds: what cannot be read becomes a problem, what is mended a note."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from cxlib.engagement.config import DATA_TABLES
from cxlib.engagement.contracts import remedies, values
from cxlib.engagement.contracts.columns import Column
from cxlib.engagement.contracts.guarding import unguarded
from cxlib.engagement.contracts.periods import parse
from cxlib.engagement.contracts.problems import refused_cells
from cxlib.engagement.contracts.quality import MENDED, Note, note, warn, zones_told
from cxlib.engagement.contracts.times import EPOCHS, Times, parse_times, strays
from cxlib.engagement.shaping.prepared import Prepared, labelled, without_na

STRAY = "lies further from all other times than those lie apart"
YOUNG = pd.Timestamp("2000-01-01")  # events and answers of systems in use are no older
REMEDIES = {
    "flag": "write yes or no, or declare the words: labels: {{{column}: {{the word: 1, ...}}}}",
    "duration": "write it as a number and a unit, such as 7 days",
    "period": "write the period as the engagement's period kind does",
}


def typed_column(table: Prepared, column: str, rule: Column, period: str, zone: str) -> Prepared:
    """One column by its contract's kind; refused cells become problems."""
    cells, notes = without_na(table, column)
    cells = labelled(table, column, cells)
    if rule.kind in ("time", "date"):
        typed, refused, more = _as_time(table, column, cells, zone, rule.kind == "date")
        notes += more
    else:
        typed, refused = _as_kind(table, cells, rule, period)
    if rule.choices:
        typed = _folded(typed, rule.choices)
    client = table.client_name(column)
    problems = refused_cells(
        table.raw, cells.rename(column), refused, client, remedy_for(rule.kind, client)
    )
    return table.having(table.frame.assign(**{column: typed}), notes, problems)


def remedy_for(kind: str, column: str) -> Callable[[str, list], str]:
    """What mends refused cells of a kind, from the rule and the cells."""
    if kind in ("time", "date"):
        return lambda rule, cells: remedies.for_time(rule, cells, column)
    if kind == "number":
        return lambda rule, cells: remedies.for_number(rule, list(map(str, cells)), column)
    words = REMEDIES.get(kind, remedies.CORRECT)
    return lambda rule, cells: words.format(column=remedies.scalar(column))


def _as_kind(
    table: Prepared, cells: pd.Series, rule: Column, period: str
) -> tuple[pd.Series, dict]:
    if rule.kind == "number":
        return as_number(table, cells)
    if rule.kind == "flag":
        return values.translate(values.as_text(cells), values.parse_flag, "boolean")
    text = values.as_text(cells)
    if rule.kind == "duration":
        return values.translate(text, values.parse_duration, "str")
    if rule.kind == "period" and period == "none":
        return text.where(text.isna()), {}
    if rule.kind == "period":
        if pd.api.types.is_datetime64_any_dtype(cells.dtype):
            text = cells.dt.strftime("%Y-%m-%d")
        return values.translate(text, lambda t: parse(t, period), "str")
    if table.name not in DATA_TABLES:  # what the kit itself has written, and guarded
        text = text.map(unguarded, na_action="ignore").astype("str")
    return text, {}


def as_number(table: Prepared, cells: pd.Series) -> tuple[pd.Series, dict[str, str]]:
    """Cells as numbers; those typed as numbers already stay what they are."""
    if values.is_number(cells) or pd.api.types.is_bool_dtype(cells.dtype):
        numbers = cells.astype("float64")
        return numbers.mask(np.isinf(numbers)), {}
    text = values.as_text(cells)
    parts, refused = [], {}
    for way, rows in table.raw.by_way(text.index):
        numbers, wrong = values.translate(
            text[rows], lambda t, way=way: values.parse_number(t, way.decimal, way.thousands),
            "float64",
        )  # fmt: skip
        refused |= wrong or ({} if way.declared else _unclear(table, text[rows]))
        parts.append(numbers)
    return pd.concat(parts).reindex(text.index), refused


def _unclear(table: Prepared, text: pd.Series) -> dict[str, str]:
    """Numbers whose point is a decimal mark or groups thousands, where nobody has declared which.

    1.234 is such a one; 0.5, 12.25 or 1.2340 anywhere in the column tells.
    """
    declared = {"decimal", "thousands"} & table.options.read.model_fields_set
    if declared or table.client_name(str(text.name)) in table.raw.typed:
        return {}
    marked = [t for t in values.distinct(text) if "." in t]
    if not marked or not all(values.could_be_thousands(t) for t in marked):
        return {}
    return dict.fromkeys(marked, values.UNCLEAR)


def _as_time(
    table: Prepared, column: str, cells: pd.Series, zone: str, calendar: bool
) -> tuple[pd.Series, dict, list[Note]]:
    if not values.is_number(cells) and not pd.api.types.is_datetime64_any_dtype(cells.dtype):
        cells = values.trimmed(cells)
    read = _by_way(table, cells, zone, calendar)
    refused = dict(read.broken)
    if not calendar:
        far = strays(read.values)
        refused |= dict.fromkeys(cells[far], STRAY)
    if table.name == "interactions":  # in a log such events are left out and counted
        refused = {cell: rule for cell, rule in refused.items() if not rule.startswith("lies")}
    told = _time_notes(table.name, column, read, zone)
    for way, rows in table.raw.by_way(cells.index):
        if way.dates in EPOCHS:
            words = f"serial dates read, day 0 being {EPOCHS[way.dates]:%Y-%m-%d}"
            told.append(note(table.name, column, words, int(read.values[rows].notna().sum())))
    if not calendar and (old := int((read.values < YOUNG).sum())):
        words = f"times before {YOUNG.year}"
        told.append(
            warn(table.name, column, words, old, "correct them, or leave them out by where")
        )
    return read.values, refused, told


def _by_way(table: Prepared, cells: pd.Series, zone: str, calendar: bool) -> Times:
    """Times of sources that write them in ways of their own."""
    parts = table.raw.by_way(cells.index)
    read = [parse_times(cells[rows], way.dates, zone, calendar) for way, rows in parts]
    if len(read) == 1:
        return read[0]
    counts = (sum(getattr(r, n) for r in read) for n in ("aware", "local", "clock_changes"))
    times = pd.concat([r.values for r in read]).reindex(cells.index)
    return Times(times, {cell: why for r in read for cell, why in r.broken.items()}, *counts)


def _time_notes(name: str, column: str, read: Times, zone: str) -> list[Note]:
    told = zones_told(name, column, read.aware, read.local, zone)
    if read.clock_changes:
        words = MENDED + "local times that occur twice or never when clocks change"
        told.append(note(name, column, words, read.clock_changes, "read as standard time"))
    return told


def _folded(cells: pd.Series, choices: tuple[str, ...]) -> pd.Series:
    by_fold = {choice.casefold(): choice for choice in choices}
    known = {v: by_fold.get(v.casefold(), v) for v in values.distinct(cells)}
    return cells.map(known).astype("str")
