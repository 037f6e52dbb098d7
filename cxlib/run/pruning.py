"""`cx prune`: runs that nobody needs any more go; what was published, and the history, stay."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cxlib.engagement.config.yml import read_config
from cxlib.engagement.store import PLACE, dropped
from cxlib.errors import InputError
from cxlib.run.folder import FAILED, manifests
from cxlib.run.lock import held
from cxlib.run.publish import published, waits


@dataclass(frozen=True)
class Pruned:
    """What went, or would go: each folder below the engagement's with its bytes; what stays."""

    gone: Mapping[str, int]
    kept: int

    @property
    def freed(self) -> int:
        """Bytes in all."""
        return sum(self.gone.values())


def prune(folder: Path, keep: int, rehearse: bool = False) -> Pruned:
    """Remove whole runs beyond the newest `keep`, failed ones, and what is prepared for opening.

    A run that was published, or waits for `cx approve`, stays however old it is; so does the
    history, which no run is read from.

    Parameters
    ----------
    keep : how many of the runs that were not published stay, the newest
    rehearse : only say what would go

    Raises
    ------
    InputError
        Where the folder is no engagement, or `keep` is below 0.
    Busy
        Where a run is under way.
    """
    folder = folder.resolve()
    read_config(folder)
    if keep < 0:
        raise InputError(f"--keep {keep}: give 0 or more")
    if rehearse:
        return _pruned(folder, keep)
    with held(folder):
        found = _pruned(folder, keep)
        for name in found.gone:
            if folder / name == folder / PLACE:
                dropped(folder)
            else:
                shutil.rmtree(folder / name)
    return found


def _pruned(folder: Path, keep: int) -> Pruned:
    sealed = manifests(folder)
    needed = [m["folder"] for m in sealed if published(m) or waits(m)]
    others = [m["folder"] for m in sealed if m["folder"] not in needed]
    kept = {*needed, *others[len(others) - min(keep, len(others)) :]}
    gone = [run for run in _runs(folder) if run not in kept]
    gone += [folder / PLACE] if (folder / PLACE).is_dir() else []
    return Pruned({p.relative_to(folder).as_posix(): _bytes(p) for p in gone}, len(kept))


def _runs(folder: Path) -> Iterator[Path]:
    """Every run that is over, whole or failed; what an interrupted one left goes with the next."""
    for run in sorted((folder / "runs").glob("*/[0-9]*")):
        if any((run / seal).is_file() for seal in ("manifest.json", FAILED)):
            yield run


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
