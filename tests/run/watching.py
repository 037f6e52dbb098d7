"""Watching a folder for anything that others could read, while it is written."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OTHERS = 0o077


@contextmanager
def watched(folder: Path, *public: str) -> Iterator[dict[str, str]]:
    """What lay open at any moment inside, with its mode, but for these names at the top.

    The umask is 000 meanwhile, so that nothing is closed by luck.
    """
    seen: dict[str, str] = {}
    ended = threading.Event()
    before = os.umask(0)

    def look() -> None:
        while not ended.wait(0.002):
            seen.update(open_in(folder, *public))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield seen
    finally:
        ended.set()
        looking.join()
        os.umask(before)
        seen.update(open_in(folder, *public))


def open_in(folder: Path, *public: str) -> dict[str, str]:
    """What others can read now."""
    found = {}
    for parent, below, files in os.walk(folder):
        for path in (Path(parent) / name for name in (*below, *files)):
            name = path.relative_to(folder)
            try:
                mode = path.lstat().st_mode & 0o777
            except OSError:  # gone meanwhile
                continue
            if mode & OTHERS and name.parts[0] not in public:
                found[name.as_posix()] = oct(mode)
    return found
