"""The engine in which interactions live: DuckDB through ibis, shut off from all undeclared."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cxlib.engagement.reading.locks import lock
from cxlib.errors import InputError, Problem

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

MEMORY = "CX_MEMORY_LIMIT"  # environment variables, so that an operator can size the engine
THREADS = "CX_THREADS"
MEMORY_DEFAULT = "2GB"
SPILL_DEFAULT = "50GB"


def connect(sources: Sequence[Path] = ()) -> Backend:
    """A private in-memory database that can read `sources` and nothing else.

    Limits first, then the paths, then the locks: once external access is off no path can be added.
    """
    import ibis

    engine = ibis.duckdb.connect()
    raw = engine.con
    raw.execute("SET memory_limit = $limit", {"limit": os.environ.get(MEMORY, MEMORY_DEFAULT)})
    raw.execute("SET temp_directory = $folder", {"folder": _spill_folder()})
    raw.execute("SET max_temp_directory_size = $limit", {"limit": SPILL_DEFAULT})
    raw.execute("SET threads = $n", {"n": int(os.environ.get(THREADS, os.cpu_count() or 1))})
    raw.execute("SET allowed_paths = $paths", {"paths": [str(path) for path in sources]})
    raw.execute("SET TimeZone = 'UTC'")
    lock(raw)
    return engine


@contextmanager
def enough_memory(file: str) -> Iterator[None]:
    """Say in a line where the engine's memory is too small for what is asked of it."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        rule = "needs more memory than the engine may use"
        remedy = f"set the environment variable {MEMORY} higher, such as 8GB"
        raise InputError(Problem(file, None, None, rule, remedy)) from None


@contextmanager
def legible(file: str) -> Iterator[None]:
    """Turn the engine's failure to read a file into a line that a person can act on."""
    import duckdb

    try:
        with enough_memory(file):
            yield
    except duckdb.Error:
        rule = "is no Parquet file, or a damaged one"
        raise InputError(Problem(file, None, None, rule, "export it again")) from None


@lru_cache(maxsize=1)
def _spill_folder() -> str:
    """Where DuckDB spills: in a folder that only this user may enter, under no foreseeable name.

    DuckDB makes the inner folder only when it must, and empties it itself.
    """
    private = tempfile.mkdtemp(prefix="cx-spill-")
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    return str(Path(private) / "spill")
