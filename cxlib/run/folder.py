"""The runs of an engagement on disk: numbered folders, complete once they hold a manifest."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from cxlib.errors import InputError
from cxlib.rights import for_readers, owner_only

MANIFEST = "manifest.json"
FAILED = "failed.json"
PRIVATE = ".cx"  # the folder of keys, lock and protocols
LOGS = Path(PRIVATE) / "logs"  # what each run printed
KEY_BYTES = 32
DELIVERY = "delivery.json"  # the profile of what a run was given
APPROVED = "approved.json"  # who let the page of a sealed run out, and when
NO_PERIOD = "all"  # the folder of an engagement with `period: none`


def period_folder(engagement: Path, period: str | None) -> Path:
    """Where the runs of one period lie."""
    return engagement / "runs" / (period or NO_PERIOD)


def named(run: Path) -> str:
    """What a run's folder is called in a line.

    >>> named(Path("acme/runs/2026-09/003"))
    '2026-09/003'
    """
    return f"{run.parent.name}/{run.name}"


def clean_interrupted(engagement: Path) -> int:
    """Remove what interrupted runs left: run folders that nobody sealed. Returns how many.

    A failed run is sealed too, by its reason, and stays for reading. Call this only while holding
    the engagement's lock.
    """
    folders = (engagement / "runs").glob("*/[0-9]*")
    left = [f for f in folders if not any((f / seal).is_file() for seal in (MANIFEST, FAILED))]
    for folder in left:
        shutil.rmtree(folder)
    return len(left)


def new_run_folder(engagement: Path, period: str | None) -> Path:
    """Make the next numbered folder of a period: 001, 002 …"""
    parent = period_folder(engagement, period)
    parent.mkdir(parents=True, exist_ok=True)
    taken = [int(f.name) for f in parent.iterdir() if f.name.isdigit()]
    folder = parent / f"{max(taken, default=0) + 1:03d}"
    folder.mkdir()
    return folder


def given_folder(out: Path) -> Path:
    """The folder named with --out: made where absent, refused where it already holds something."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out.name}: the output folder is not empty. Remedy: name a new folder.")
    out.mkdir(parents=True, exist_ok=True)
    return out


def manifests(engagement: Path) -> list[dict]:
    """The manifests of every complete run, oldest first, each with its `folder` and `approved`."""
    sealed = (engagement / "runs").glob(f"*/*/{MANIFEST}")
    found = [
        read_manifest(path.parent) | {"folder": path.parent, "approved": approval(path.parent)}
        for path in sealed
    ]
    return sorted(found, key=lambda m: (m["finished"], m["run"]))


def read_manifest(run: Path) -> dict:
    """The manifest of a sealed run."""
    return json.loads((run / MANIFEST).read_text(encoding="utf-8"))


def approval(run: Path) -> dict | None:
    """Who approved a sealed run and when: `by`, `at`; None where nobody did."""
    path = run / APPROVED
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def id_key(engagement: Path) -> bytes:
    """The engagement's own key, by which ids are hashed; made where it is absent."""
    path = engagement / PRIVATE / "id.key"
    if not path.is_file():
        write_atomically(path, secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


def write_atomically(path: Path, data: bytes, published: bool = False) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part of it.

    Only the owner may read it, unless it is `published`: then whoever the user's umask lets.
    """
    fresh = not path.parent.is_dir()
    with owner_only():
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = path.with_name(f".{path.name}.part")
        with suppress(FileNotFoundError):  # a part of a killed write has the rights of its day
            staged.unlink()
        with open(staged, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if published:
            for made in (staged, path.parent) if fresh else (staged,):
                for_readers(made)
        os.replace(staged, path)
