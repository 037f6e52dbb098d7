"""Which files the sources of a table are: names, patterns, folders, and the sheets of workbooks."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxlib.engagement.config import FileSource, Read
from cxlib.engagement.reading.kinds import EXCEL, READABLE, kind_of
from cxlib.engagement.reading.paths import address, inside, once
from cxlib.errors import InputError, Problem

HIDDEN = (".", "~$")  # how names begin that no client means
EVERY = "*"  # of the sheets; no sheet may be called so
MOST_FILES = 1_000


@dataclass(frozen=True)
class Part:
    """One file, or one sheet of it, with the layout that it is read by."""

    path: Path
    read: Read
    own: FileSource


def parts(
    name: str, sources: Iterable[FileSource], read: Read, folder: Path, roots: Sequence[str]
) -> list[Part]:
    """Every file and sheet of a table in the order declared, patterns by name; each once.

    Raises
    ------
    InputError
        Where a file lies outside what is allowed, is not there, or is reached twice.
    """
    found = [
        Part(path, read.with_own(source.read, sheet), source)
        for source in sources
        for path in files(source.file, folder, roots, name)
        for sheet in _sheets(path, source, read)
    ]
    _once(found, name)
    return found


def files(source: str, folder: Path, roots: Sequence[str], table: str) -> list[Path]:
    """The checked paths that a source names: itself, what fits its pattern, what a folder holds."""
    where = f"tables.{table}.source"
    if glob.has_magic(source) and not _there(folder / source):
        return [inside(one, folder, roots, table) for one in _fitting(source, folder, where)]
    real = address(folder, source, where)
    if real.is_dir() and kind_of(real.name) in (None, "parquet"):  # a folder called a.csv is none
        inside(source, folder, roots, table, folders=True)
        return [inside(str(p), folder, roots, table) for p in _of_one_kind(source, real, where)]
    return [inside(source, folder, roots, table)]


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _fitting(pattern: str, folder: Path, where: str) -> list[str]:
    """The names that fit a pattern, as the engagement's folder reaches them."""
    found = sorted(
        one
        for one in glob.iglob(pattern, root_dir=folder, recursive=False)
        if not os.path.basename(one).startswith(HIDDEN) and (folder / one).is_file()
    )
    if not found:
        rule = f"no file fits this pattern ({where})"
        raise InputError(Problem(pattern, None, None, rule, "put the files there, or correct it"))
    _refuse_many(pattern, found, where)
    _refuse_kinds(pattern, found, where)
    return found


def _of_one_kind(source: str, real: Path, where: str) -> list[Path]:
    held = [p for p in sorted(real.iterdir()) if not p.name.startswith(HIDDEN) and p.is_file()]
    held = [p for p in held if p.name.lower().endswith(READABLE)]
    if not held:
        rule = f"is a folder that holds no file that can be read ({where})"
        raise InputError(Problem(source, None, None, rule, f"use {', '.join(READABLE[:8])}"))
    _refuse_many(source, held, where)
    _refuse_kinds(source, [p.name for p in held], where)
    return held


def _refuse_many(source: str, found: Sequence, where: str) -> None:
    if len(found) > MOST_FILES:
        rule = f"names {len(found):,} files; at most {MOST_FILES:,} are read ({where})"
        raise InputError(Problem(source, None, None, rule, "join them, or name fewer"))


def _refuse_kinds(source: str, names: Sequence[str], where: str) -> None:
    """A folder or pattern stands for one export, month by month: of one kind."""
    kinds = {name: kind_of(name) for name in names}
    if len(set(kinds.values())) > 1:
        examples = sorted({kind: name for name, kind in reversed(kinds.items())}.values())
        listed = " and ".join(os.path.basename(one) for one in examples[:2])
        rule = f"holds files of different kinds, such as {listed} ({where})"
        remedy = "name the kind that is meant, such as data/*.csv, or each file by itself"
        raise InputError(Problem(source, None, None, rule, remedy))


def _sheets(path: Path, source: FileSource, read: Read) -> Iterator[str | None]:
    if source.sheet is None:
        yield None
    elif source.sheet == EVERY and path.name.lower().endswith(EXCEL):
        from cxlib.engagement.reading.workbook import Workbook

        yield from Workbook(path).visible
    elif isinstance(source.sheet, str):
        yield source.sheet
    else:
        yield from source.sheet


def _once(found: Sequence[Part], table: str) -> None:
    """Refuse a file, or a sheet, that is reached twice: its rows would count twice."""
    by_sheet: dict[str | None, list[Path]] = {}
    whole: dict[Path, list[str | None]] = {}
    for part in found:
        by_sheet.setdefault(part.read.sheet, []).append(part.path)
        whole.setdefault(part.path, []).append(part.read.sheet)
    for paths in by_sheet.values():
        once(paths, table)
    for path, sheets in whole.items():
        named = [sheet for sheet in sheets if sheet is not None]
        if named and len(named) < len(sheets):
            rule = (
                f"is named twice, once with its sheet '{named[0]}' and once without, and may count "
                f"twice (tables.{table}.source)"
            )
            raise InputError(Problem(path.name, None, None, rule, "name the sheet of each"))
