"""One fingerprint of all that a run rests on: the files, the settings, own notebooks, the kit.

Equal fingerprints mean equal results. A database has none: what is asked of it may have changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from cxlib.engagement.config import Config, Database
from cxlib.engagement.config.yml import FILE, read_config
from cxlib.engagement.reading.expanding import files
from cxlib.errors import InputError
from cxlib.resources import kit

CHUNK = 1 << 20
NOT_HASHED = "not hashed"  # a database
ABSENT = "absent"
NOTEBOOKS = "notebooks"
BUILD_DIGITS = 12


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes; read again only where its size or its time has changed."""
    told = path.stat()
    return _hashed(str(path), told.st_size, told.st_mtime_ns)


@lru_cache(maxsize=4096)
def _hashed(path: str, _size: int, _time: int) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def inputs(config: Config, folder: Path) -> dict[str, str]:
    """The hash of engagement.yml and of every file it names; databases are only named."""
    hashes = {FILE: _known(folder / FILE)}
    for name, table in config.tables.items():
        for source in table.sources:
            if isinstance(source, Database):
                hashes[f"database table for {name}"] = NOT_HASHED
            else:
                hashes |= _of_source(source.file, folder, config.roots, name)
    return hashes


def _of_source(source: str, folder: Path, roots: Sequence[str], table: str) -> dict[str, str]:
    """A file under the name it is given; of a pattern or a folder, each file it stands for."""
    plain = (folder / source).resolve()
    if os.path.isfile(plain):
        return {source: _known(plain)}
    try:
        found = files(source, folder, roots, table)
    except InputError:
        return {source: ABSENT}
    return {f"{source}: {path.name}": _known(path) for path in found}


def own_notebooks(folder: Path) -> dict[str, str]:
    """The hash of each notebook that the engagement has of its own."""
    return {p.name: _known(p) for p in sorted((folder / NOTEBOOKS).glob("*.ipynb"))}


@lru_cache(maxsize=1)
def of_kit() -> str:
    """Which kit this is, to the letter: its version alone does not tell two builds apart."""
    package = Path(__file__).parents[2]
    parts = [path for form in ("*.py", "*.po*", "*.yml") for path in package.rglob(form)]
    parts += kit(NOTEBOOKS).glob("*.ipynb")
    parts += [p for p in (kit("templates") / "report").rglob("*") if p.is_file()]
    return together(f"{p.name}:{file_hash(p)}" for p in sorted(set(parts)))


def build() -> str:
    """The kit's version and build, such as "0.1.0 (build 3f2a9c01d4e7)"."""
    import cxlib

    return f"{cxlib.__version__} (build {of_kit()[:BUILD_DIGITS]})"


def of(folder: Path, *more: object) -> str:
    """The fingerprint of an engagement's folder as it lies there now.

    Parameters
    ----------
    folder : with its engagement.yml
    more : what else decides the results, such as the period and the seed

    Raises
    ------
    InputError
        Where there is no engagement.yml, or it says something wrong.
    """
    found = inputs(read_config(folder), folder), own_notebooks(folder)
    return together([json.dumps(found, sort_keys=True), of_kit(), *map(str, more)])


def together(parts: Iterable[str]) -> str:
    """One digest of several texts, in their order."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def rests_on_databases(hashes: Mapping[str, str]) -> bool:
    """Whether a part of the inputs has no fingerprint, so that equal ones prove nothing."""
    return NOT_HASHED in hashes.values()


def _known(path: Path) -> str:
    return file_hash(path) if os.path.isfile(path) else ABSENT
