"""A person's rows out of tables: Parquet, delimited text, the history."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.values import as_text
from cxlib.erasing.traces import Traces

DELIMITERS = ",;\t|"


def parquet(data: bytes, traces: Traces, aggregates: bool) -> tuple[bytes, int]:
    """A Parquet file without the person's rows, and how many rows or texts went.

    Parameters
    ----------
    aggregates : a result table of the kit's: a row in which the person is only quoted stays,
        without the quotation. Of any other table it goes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(data))
    gone, quoted = np.zeros(len(table), dtype=bool), {}
    for place, name in enumerate(table.column_names):
        kind = table.schema.field(place).type
        cells = table.column(place).to_pandas()
        if name in traces.columns:
            gone |= _named(cells, traces)
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_temporal(kind):
            continue
        found = _telling(cells, traces)
        if not aggregates:
            gone |= found
        elif found.any():
            quoted[place] = cells.astype(object).mask(found, None), found
    if not gone.any() and not quoted:
        return data, 0
    for place, (cells, _) in quoted.items():
        field = table.schema.field(place)
        plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        kept = pa.array(cells.where(cells.notna(), None).tolist(), plain)
        table = table.set_column(place, pa.field(field.name, plain), kept)
    out = io.BytesIO()
    pq.write_table(_plain(table).filter(pa.array(~gone)), out)
    return out.getvalue(), int(gone.sum() + sum((f & ~gone).sum() for _, f in quoted.values()))


def _telling(cells: pd.Series, traces: Traces) -> np.ndarray:
    texts = cells.map(str, na_action="ignore").astype("str")
    told = [text for text in texts.dropna().unique() if traces.out_of(text)[1]]
    return texts.isin(told).to_numpy()


def _plain(table):
    """Dictionaries written out: one would keep the words of rows that are gone."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            plain = table.column(place).cast(field.type.value_type)
            table = table.set_column(place, pa.field(field.name, field.type.value_type), plain)
    return table


def _named(cells: pd.Series, traces: Traces) -> np.ndarray:
    return as_text(cells).isin(traces.people).to_numpy()


def delimited(text: str, traces: Traces) -> tuple[str, int]:
    """Delimited text without the rows that tell of the person; its first row is its heading."""
    first = text.splitlines()[0] if text else ""
    mark = max(DELIMITERS, key=first.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    heads = {place for place, name in enumerate(rows[0]) if name in traces.columns} if rows else ()
    kept = rows[:1] + [row for row in rows[1:] if not _tells(row, heads, traces)]
    if len(kept) == len(rows):
        return traces.out_of(text)  # in the heading, if anywhere
    out = io.StringIO()
    ending = "\r\n" if "\r\n" in text else "\n"
    csv.writer(out, delimiter=mark, lineterminator=ending).writerows(kept)
    cleaned, more = traces.out_of(out.getvalue())
    return cleaned, len(rows) - len(kept) + more


def _tells(row: list[str], heads: set[int], traces: Traces) -> bool:
    ids = any(cell.strip() in traces.people for place, cell in enumerate(row) if place in heads)
    return ids or any(traces.out_of(cell)[1] for cell in row)


PROFILED = "cx_run"  # profiles of deliveries hold nobody, and their counts look like ids


def history(path: Path, traces: Traces, write: bool) -> int:
    """Rows of a SQLite file that name the person: taken out, and their place overwritten."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("PRAGMA secure_delete = ON")
        listed = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        n = 0
        for (table,) in listed:
            if table == PROFILED:
                continue
            quoted = '"' + table.replace('"', '""') + '"'
            rows = store.execute(f"SELECT rowid, * FROM {quoted}").fetchall()  # noqa: S608
            told = [(row[0],) for row in rows if _quoted(row[1:], traces)]
            if told and write:
                store.executemany(f"DELETE FROM {quoted} WHERE rowid = ?", told)  # noqa: S608
            n += len(told)
        if n and write:
            store.execute("VACUUM")
    return n


def _quoted(row: tuple, traces: Traces) -> bool:
    return any(isinstance(cell, str) and traces.out_of(cell)[1] for cell in row)
