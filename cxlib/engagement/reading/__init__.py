"""Reading a client's files: each kind of source becomes the same `Raw`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from cxlib.engagement.config import Config, Database, FileSource, Read, TableConfig
from cxlib.engagement.contracts.quality import Note, warn
from cxlib.engagement.contracts.raw import Raw, together
from cxlib.engagement.reading.content import refuse_misnamed
from cxlib.engagement.reading.expanding import Part, parts
from cxlib.engagement.reading.kinds import DELIMITED, EXAMPLES, EXCEL, PARQUET, kind_of
from cxlib.engagement.reading.own import Settled, is_plain, settled
from cxlib.engagement.reading.paths import too_wide
from cxlib.engagement.reading.reconciling import reconciled
from cxlib.errors import InputError, Problem

READERS = {  # imported when a file of the kind is read
    kind: (f"{__name__}.{module}", f"read_{module}")
    for kind, module in {
        "delimited": "delimited", "workbook": "workbook", "parquet": "parquet",
        "labelled": "labelled", "records": "records", "xes": "xes",
    }.items()
}  # fmt: skip


def parts_of(name: str, config: Config, folder: Path) -> list[Part]:
    """The files and sheets of a table, checked, each with the layout that it is read by."""
    options = config.tables[name]
    own = [source for source in options.sources if isinstance(source, FileSource)]
    return parts(name, own, options.read, folder, config.roots)


def paths_of(name: str, config: Config, folder: Path) -> list[Path]:
    """The checked paths of a table's files."""
    return [part.path for part in parts_of(name, config, folder)]


def stays(options: TableConfig) -> bool:
    """Whether an engine can work on the sources where they lie: Parquet files, or one database.

    Parquet files with columns or constants of their own are read like all other files.
    """
    sources = options.sources
    if len(sources) == 1 and isinstance(sources[0], Database):
        return True
    return all(
        isinstance(s, FileSource) and s.file.lower().endswith(PARQUET) and is_plain(s)
        for s in sources
    )


def read_table(name: str, config: Config, folder: Path) -> Raw:
    """All sources of a table, one below the other, under the headings that the table declares."""
    options = config.tables[name]
    found = parts_of(name, config, folder)
    read = [
        settled(_called_apart(part, found), part.own, part.read, options, name) for part in found
    ]
    stores = [source for source in options.sources if isinstance(source, Database)]
    _refuse_twice(stores, name)
    read += [Settled(_read_database(source)) for source in stores]
    return together(reconciled(read, name, config))


def _called_apart(part: Part, found: Sequence[Part]) -> Raw:
    """The file as read; where two folders hold one of its name, called by its folder too."""
    raw, path = read_file(part.path, part.read), part.path
    if any(other.path != path and other.path.name == path.name for other in found):
        return replace(raw, files=tuple(f"{path.parent.name}/{file}" for file in raw.files))
    return raw


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
    kind = kind_of(path.name)
    if kind is None:
        rule = "is of no kind that can be read"
        raise InputError(Problem(path.name, None, None, rule, f"use {', '.join(EXAMPLES)}"))
    module, name = READERS[kind]
    return getattr(import_module(module), name)(path, read)


def _read_database(source: Database) -> Raw:
    from cxlib.engagement.reading.database import read_database

    return read_database(source)


__all__: Sequence[str] = [
    "DELIMITED",
    "EXCEL",
    "PARQUET",
    "notes",
    "parts_of",
    "paths_of",
    "read_file",
    "read_table",
    "stays",
]
