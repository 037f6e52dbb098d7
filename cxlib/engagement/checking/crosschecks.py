"""Where the tables disagree with one another: said in quality, mended by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.names import key, several
from cxlib.engagement.contracts.problems import ROWS_NAMED, at_rows
from cxlib.engagement.contracts.quality import Note, warn
from cxlib.engagement.shaping.prepared import Prepared

ORDERED = {"initiatives": "initiative", "activities": "activity"}  # tables with depends_on
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Fault:
    """Something a table says that another does not know, and in which of its rows."""

    table: str
    column: str
    words: str
    rows: np.ndarray
    remedy: str


def cross_checks(
    tables: Tables, walked: Sequence[str], sources: Mapping[str, Prepared] | None = None
) -> list[Note]:
    """Everything the tables say about things that another table does not know.

    Parameters
    ----------
    tables : the client's tables.
    walked : the touchpoints of the interactions.
    sources : the same tables, row for row, with the client's file and row of each.
    """
    found = [
        *_off_the_map(tables, walked),
        *_unknown(tables, "initiatives", "owner", "owners", "owner"),
        *_unknown(tables, "touchpoints", "owner", "owners", "owner"),
        *_unknown(tables, "targets", "owner", "owners", "owner"),
        *_unknown(tables, "raci", "department", "owners", "department"),
        *_unknown(tables, "readiness", "department", "owners", "department"),
        *_unknown(tables, "activities", "department", "owners", "department"),
        *_unknown(tables, "operations", "activity", "activities", "activity"),
        *_subjects(tables),
        *_accountable(tables),
        *_dangling(tables),
    ]
    return [_placed(fault, sources or {}) for fault in found]


def _placed(fault: Fault, sources: Mapping[str, Prepared]) -> Note:
    """A warning that names the sheet and the first rows where it occurs."""
    told = warn(fault.table, fault.column, fault.words, int(fault.rows.sum()), fault.remedy)
    source = sources.get(fault.table)
    if source is None or not fault.rows.any():
        return told
    first = source.frame.index[fault.rows][:ROWS_NAMED]
    rows: dict[str, list[str]] = {}
    for file, row in map(source.raw.place, first):
        rows[file] = [*rows.get(file, []), str(row)]
    named = [f"{f}, row{'s' * (len(r) > 1)} {', '.join(r)}" for f, r in rows.items()]
    return told | {"example": "; ".join(named)}


def _off_the_map(tables: Tables, walked: Sequence[str]) -> Iterator[Fault]:
    if "touchpoints" not in tables:
        return
    known = [*tables["touchpoints"]["touchpoint"], "overall"]
    named = {name: frame["touchpoint"] for name, frame in tables.items() if "touchpoint" in frame}
    for name, cells in (named | {"interactions": pd.Series(walked, dtype="str")}).items():
        yield from _strangers(name, "touchpoint", cells, known, "on the map", "touchpoints")


def _unknown(tables: Tables, name: str, column: str, home: str, theirs: str) -> Iterator[Fault]:
    """Values of a column that the table which lists them does not have."""
    if name in tables and home in tables and tables[home][theirs].notna().any():
        cells, known = tables[name][column], tables[home][theirs]
        yield from _strangers(name, column, cells, known, f"in {home}", home)


def _strangers(
    name: str, column: str, cells: pd.Series, known: Iterable, where: str, home: str
) -> Iterator[Fault]:
    listed = {key(k) for k in known if isinstance(k, str)}
    for value in sorted({str(c) for c in cells.dropna()}):
        if key(value) not in listed:
            remedy = f"add it to {home}, or correct the name"
            rows = (cells == value).to_numpy()
            yield Fault(name, column, f"{column} '{value}' is not {where}", rows, remedy)


def _subjects(tables: Tables) -> Iterator[Fault]:
    if "raci" not in tables or not {"touchpoints", "initiatives"} & set(tables):
        return
    lists = (("touchpoints", "touchpoint"), ("initiatives", "initiative"))
    known = [v for name, column in lists if name in tables for v in tables[name][column].dropna()]
    words = "among touchpoints or initiatives"
    yield from _strangers("raci", "subject", tables["raci"]["subject"], known, words, "them")


def _accountable(tables: Tables) -> Iterator[Fault]:
    if "raci" not in tables:
        return
    raci = tables["raci"]
    counts = raci[raci["letter"] == "A"].groupby("subject").size()
    for subject, n in counts[counts > 1].items():
        rows = ((raci["subject"] == subject) & (raci["letter"] == "A")).to_numpy()
        words = f"'{subject}' has {n} departments marked A"
        yield Fault("raci", "letter", words, rows, "leave exactly one accountable")


def _dangling(tables: Tables) -> Iterator[Fault]:
    for name, own in ORDERED.items():
        if name not in tables:
            continue
        known = {key(v) for v in tables[name][own].dropna()}
        for column in ("depends_on", "excludes"):
            cells = tables[name][column] if column in tables[name] else pd.Series(dtype="str")
            for target in sorted({t for cell in cells for t in several(cell)}):
                if key(target) not in known:
                    rows = np.array([target in several(cell) for cell in cells])
                    words = f"{column} '{target}' is not in {name}"
                    yield Fault(name, column, words, rows, "correct the name, or leave it out")


def acyclic(table: Prepared) -> Prepared:
    """A table whose rows wait for one another must have a first one: a circle is refused."""
    if table.name not in ORDERED or table.problems:
        return table
    own = table.frame[ORDERED[table.name]].map(key)
    waits = {name: set[str]() for name in own}
    for name, cell in zip(own, table.frame["depends_on"], strict=True):
        waits[name] |= {key(t) for t in several(cell)} & set(own)
    while free := [name for name, others in waits.items() if not others & set(waits)]:
        waits = {name: others for name, others in waits.items() if name not in free}
    rows = own.index[own.isin(set(waits))]
    rule = "waits, directly or through others, for itself"
    remedy = "take one dependency out of the circle"
    return table.having(problems=at_rows(table.raw, rows, "depends_on", rule, remedy))
