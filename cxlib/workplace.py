"""Where results lie, and what they rest on: a folder never mixes those of different inputs."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from platformdirs import user_cache_path

from cxlib.engagement.model import Engagement
from cxlib.engagement.reading import fingerprint
from cxlib.errors import InputError
from cxlib.resources import kit
from cxlib.results import Results
from cxlib.rights import owner_only

STATE = "state.txt"  # what the results beside it rest on
UNDER_WAY = "run "  # before it: a run holds the folder
ASKED = "\nfor "  # after it: the period that the run was asked for, if any
SEALED = "manifest.json"


def rests_on(engagement: Engagement) -> str:
    """The fingerprint of all that results of this engagement rest on; equal ones, equal results.

    What lies in a database is told by its profile: as much as can be told without reading it all.
    """
    found, folder = engagement, engagement.folder
    more = [found.period, found.seed]
    if fingerprint.rests_on_databases(fingerprint.inputs(found.config, folder)):
        more.append(json.dumps(found.delivery, sort_keys=True))
    return fingerprint.of(folder, *more)


def hold(folder: Path, mark: str, asked: str | None = None) -> Path:
    """Mark a folder as a run's that is under way; returns the mark, to be taken away at its end.

    `asked` is the period that the run was asked for; None where it takes the last one.
    """
    with owner_only():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / STATE).write_text(UNDER_WAY + mark + ASKED + (asked or ""), encoding="utf-8")
    return folder / STATE


def asked_for(target: Path, period: str | None) -> str | None:
    """The period to open an engagement with: as the run was asked that holds the folder.

    Whether a period was asked for decides what is suspected of a delivery that lacks the last one.
    """
    held = _state_of(target)
    return held.partition(ASKED)[2] or None if held.startswith(UNDER_WAY) else period


def claim(target: Path, now: str) -> None:
    """Take a folder for results of these inputs; results of others in it go.

    Raises
    ------
    InputError
        Where it holds a finished run of other inputs, or a run whose inputs have changed meanwhile.
    """
    held = _state_of(target)
    if (target / SEALED).is_file():
        sealed = json.loads((target / SEALED).read_text(encoding="utf-8"))
        if sealed.get("fingerprint") == now:
            return
        raise InputError(
            f"{target.name}: holds a finished run, which rests on other inputs, settings or "
            "another kit. Remedy: name a new folder as run_dir."
        )
    if held.partition(ASKED)[0].removeprefix(UNDER_WAY) == now:
        return
    if held.startswith(UNDER_WAY):
        raise InputError("the inputs have changed while the run was under way. Remedy: run again.")
    Results(target / "results").clear()
    with owner_only():
        target.mkdir(parents=True, exist_ok=True)
        (target / STATE).write_text(now, encoding="utf-8")


def _state_of(target: Path) -> str:
    kept = target / STATE
    return kept.read_text(encoding="utf-8") if kept.is_file() else ""


def draft_folder(folder: Path) -> Path:
    """A shared place for drafts: inside a client's folder, in the user's cache for the sample."""
    sample = folder == kit("sample_data").resolve()
    return _cache() / "sample-draft" if sample else folder / "draft"


@lru_cache(maxsize=1)
def _cache() -> Path:
    """The user's cache folder, or where that cannot be written one for this kernel alone."""
    cache = user_cache_path("cx-kit")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            return cache
    except OSError:
        own = Path(tempfile.mkdtemp(prefix="cx-kit-"))
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        return own
