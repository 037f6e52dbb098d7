"""Who may read what the kit writes: its owner alone, but for what is published.

The rights of a new file are settled when it is made, by the process's umask. While `owner_only`
holds, whatever this process or one that it starts creates (tables, notebooks, the history and its
journal, temporary files, an engine's spill) is its owner's from the first byte, whichever library
writes it; nothing is narrowed afterwards. Windows has no umask: there a file takes the rights of
its folder, and these functions change nothing.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OWNER_ONLY = 0o077

_lock = threading.Lock()
_outer: list[int] = []  # the umask before the first `owner_only`; one entry for each still open


@contextmanager
def owner_only() -> Iterator[None]:
    """What is created inside is readable by its owner alone; may be nested, and by threads.

    >>> import tempfile
    >>> with owner_only():
    ...     _ = (made := Path(tempfile.mkdtemp()) / "ids").write_text("C1")
    >>> os.name == "nt" or oct(made.stat().st_mode & 0o777)
    '0o600'
    """
    with _lock:
        found = os.umask(OWNER_ONLY)
        _outer.append(_outer[0] if _outer else found)
    try:
        yield
    finally:
        with _lock:
            found = _outer.pop()
            if not _outer:
                os.umask(found)


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder's files with the rights that new files have, not with those of the source."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.is_dir():
            copy_folder(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def for_readers(path: Path) -> None:
    """Give a file or folder that is to be published the rights that the user's umask gives."""
    with _lock:
        usual = _outer[0] if _outer else _umask()
    path.chmod((0o777 if path.is_dir() else 0o666) & ~usual)


def narrow(path: Path) -> None:
    """Close to others what an earlier kit left open; what is not there or not ours is passed by."""
    with suppress(OSError):
        mode = path.stat().st_mode & 0o777
        if mode & OWNER_ONLY:
            path.chmod(mode & ~OWNER_ONLY)


def _umask() -> int:
    """The umask can only be read by setting it; the narrow one is no danger to anybody."""
    found = os.umask(OWNER_ONLY)
    os.umask(found)
    return found
