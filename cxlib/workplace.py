"""Where results lie, and what they rest on: a folder never mixes those of different inputs."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from platformdirs import user_cache_path

from cxlib.engagement.model import Engagement
from cxlib.engagement.reading import fingerprint
from cxlib.errors import InputError
from cxlib.resources import kit
from cxlib.results import Results
from cxlib.rights import owner_only

STATE = "state.json"  # what the results beside it rest on
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


@dataclass(frozen=True)
class Held:
    """What a folder's results rest on, and for whom it is held.

    Attributes
    ----------
    mark : the fingerprint of what they rest on; "" where there are none
    run : whether a run is under way in it
    asked : the period which that run was asked for; None for the last one. It decides what is
        suspected of a delivery that lacks the last one, so that the run's notebooks ask alike.
    whole : whether that run executes every notebook
    """

    mark: str = ""
    run: bool = False
    asked: str | None = None
    whole: bool = False


def hold(folder: Path, held: Held) -> Path:
    """Mark a folder as held; returns the mark, to be taken away at a run's end."""
    with owner_only():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / STATE).write_text(json.dumps(asdict(held)), encoding="utf-8")
    return folder / STATE


def held(folder: Path) -> Held:
    """For whom a folder is held; for nobody where nothing tells."""
    try:
        return Held(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Held()


def claim(target: Path, now: str) -> None:
    """Take a folder for results of these inputs; results of others in it go.

    Raises
    ------
    InputError
        Where it holds a finished run of other inputs, or a run whose inputs have changed meanwhile.
    """
    found = held(target)
    if (target / SEALED).is_file():
        sealed = json.loads((target / SEALED).read_text(encoding="utf-8"))
        if sealed.get("fingerprint") == now:
            return
        raise InputError(
            f"{target.name}: holds a finished run, which rests on other inputs, settings or "
            "another kit. Remedy: name a new folder as run_dir."
        )
    if found.mark == now:
        return
    if found.run:
        raise InputError("the inputs have changed while the run was under way. Remedy: run again.")
    Results(target / "results").clear()
    hold(target, Held(now))


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
