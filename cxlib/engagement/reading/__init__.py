"""Reading a client's files: each kind of source becomes the same `Raw`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cxlib.engagement.config import Config, Database, Read, TableConfig
from cxlib.engagement.contracts.quality import Note, warn
from cxlib.engagement.contracts.raw import Raw, together
from cxlib.engagement.reading.content import refuse_misnamed
from cxlib.engagement.reading.paths import inside, once, too_wide
from cxlib.errors import InputError, Problem

DELIMITED = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUET = (".parquet", ".pq")


def paths_of(name: str, config: Config, folder: Path) -> list[Path]:
    """The checked paths of a table's files."""
    files = [s for s in config.tables[name].source if isinstance(s, str)]
    paths = [inside(source, folder, config.roots, name) for source in files]
    once(paths, name)
    return paths


def stays(options: TableConfig) -> bool:
    """Whether an engine can work on the sources where they lie: Parquet files, or one database."""
    if len(options.source) == 1 and isinstance(options.source[0], Database):
        return True
    return all(isinstance(s, str) and s.lower().endswith(PARQUET) for s in options.source)


def read_table(name: str, config: Config, folder: Path) -> Raw:
    """All sources of a table, one below the other."""
    options = config.tables[name]
    parts = [read_file(path, options.read) for path in paths_of(name, config, folder)]
    stores = [source for source in options.source if isinstance(source, Database)]
    _refuse_twice(stores, name)
    parts += [_read_database(source) for source in stores]
    return together(parts)


def notes(config: Config, folder: Path) -> list[Note]:
    """What is to be told of the sources before any of them is read."""
    remedy = "name only the folders that hold the client's files under roots"
    words = "every file of this machine, or of a user's home, could be read as a source"
    wide = too_wide(folder, config.roots)
    return [warn("engagement.yml", "roots", words, len(wide), remedy)] if wide else []


def _refuse_twice(stores: Sequence[Database], table: str) -> None:
    """The same table of the same database, be it by another variable, would count twice."""
    seen: set[tuple] = set()
    for store in stores:
        address = os.environ.get(store.url.removeprefix("env:"), store.url)
        key = (address, store.schema_, store.table)
        if key in seen:
            where = f"{store.url} table {store.table}"
            rule = f"is named twice, and would count twice (tables.{table}.source)"
            raise InputError(Problem(where, None, None, rule, "name it once under source"))
        seen.add(key)


def read_file(path: Path, read: Read) -> Raw:
    """One file, laid out as `read` says."""
    refuse_misnamed(path)
    file = path.name.lower()
    if file.endswith(DELIMITED):
        from cxlib.engagement.reading.delimited import read_delimited

        return read_delimited(path, read)
    if file.endswith(EXCEL):
        from cxlib.engagement.reading.workbook import read_workbook

        return read_workbook(path, read)
    if file.endswith(PARQUET):
        from cxlib.engagement.reading.parquet import read_parquet

        return read_parquet(path)
    kinds = ", ".join((*DELIMITED[:3], *EXCEL[:2], *PARQUET[:1]))
    raise InputError(
        Problem(path.name, None, None, "is of no kind that can be read", f"use {kinds}")
    )


def _read_database(source: Database) -> Raw:
    from cxlib.engagement.reading.database import read_database

    return read_database(source)


__all__: Sequence[str] = ["notes", "paths_of", "read_file", "read_table", "stays"]
