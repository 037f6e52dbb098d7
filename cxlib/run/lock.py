"""One run at a time in an engagement: a lock that is free as soon as its holder dies."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

from filelock import FileLock, Timeout

from cxlib.errors import Busy
from cxlib.rights import owner_only
from cxlib.run.folder import PRIVATE

PATIENCE = 2.0  # seconds to wait for the holder's name
BEGUN = "it has only just begun"


@contextmanager
def held(engagement: Path) -> Iterator[None]:
    """Hold the engagement's lock.

    Raises
    ------
    Busy
        When another run holds it; the line says which process, on which machine, since when.
    """
    private = engagement / PRIVATE
    holder = private / "holder.json"
    lock = FileLock(private / "run.lock", timeout=0)
    with owner_only():
        private.mkdir(exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            raise Busy(_busy_line(holder)) from None
    try:
        with owner_only():
            holder.write_text(json.dumps(_myself()), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):  # a name left behind misleads nobody: the lock itself is free
            holder.unlink()
        lock.release()


def _myself() -> dict[str, object]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"process": os.getpid(), "machine": platform.node(), "since": now}


def _busy_line(holder: Path) -> str:
    who = _told_by(holder)
    words = "process {process} on {machine}, since {since}".format(**who) if who else BEGUN
    return f"another run holds this engagement ({words}). Remedy: wait for it to end."


def _told_by(holder: Path) -> dict[str, object]:
    """Who holds the lock; one who has only just taken it is given a moment to say so."""
    until = monotonic() + PATIENCE
    while True:
        try:
            who = json.loads(holder.read_text(encoding="utf-8"))
            return {name: who[name] for name in _myself()}
        except (OSError, ValueError, KeyError, TypeError):
            if monotonic() > until:
                return {}
            sleep(0.05)
