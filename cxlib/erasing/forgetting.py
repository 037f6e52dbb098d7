"""The order in which a person is forgotten, so that one killed in the middle is ended by the next.

The list first: from then on no run takes the person in. Then the runs, the drafts, the published
pages and the history; each file is replaced whole. A sealed run gets its new seal before its files:
what a file becomes is always the same, so the next try ends what this one began and enters it once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cxlib.engagement.config import Config
from cxlib.engagement.config.yml import read_config
from cxlib.engagement.log import erased
from cxlib.engagement.store import dropped
from cxlib.erasing import tables
from cxlib.erasing.files import cleaned
from cxlib.erasing.persons import Sought, sought
from cxlib.erasing.places import kept_files, links
from cxlib.erasing.protocol import Changes, enter, put_on_list, seal_anew
from cxlib.erasing.traces import Traces
from cxlib.errors import InputError
from cxlib.history import location
from cxlib.rights import owner_only
from cxlib.run.folder import MANIFEST, clean_interrupted, id_key, write_atomically
from cxlib.run.lock import held

LONGEST_ID = 1_000


@dataclass(frozen=True)
class Forgot:
    """What came of it, without a word of whom it was about.

    Attributes
    ----------
    files : how many rows, lines or texts went out of each file, by its name below the folder;
        files that went whole are in `whole` too
    renewed : the sealed runs whose seal was renewed
    held : rows that the client's own files still hold, by their names
    unread : tables that could not be read, so that nothing is known of them
    links : what leads out of the folder and was not looked into
    alike : how many other ids differ from these in letters or zeros before them alone; they stay
    """

    files: Mapping[str, int]
    whole: Sequence[str] = ()
    renewed: Sequence[str] = ()
    held: Mapping[str, int] = field(default_factory=dict)
    unread: Sequence[str] = ()
    links: Sequence[str] = ()
    alike: int = 0


def forget(folder: Path, ids: Sequence[str], rehearse: bool = False) -> Forgot:
    """Take people out of whatever the kit keeps of an engagement; aggregates stay.

    Parameters
    ----------
    folder : the engagement's folder
    ids : the people, as the client writes them; what `identities` joins to them goes too
    rehearse : only look; nothing is written

    Raises
    ------
    InputError
        Where the folder is no engagement, or an id is empty.
    Busy
        Where a run is under way.
    """
    folder = folder.resolve()
    config = read_config(folder)
    wanted, store = _ids(ids), _history(config, folder)
    if rehearse:
        return _carried_out(folder, sought(folder, config, wanted), store, write=False)
    with held(folder), owner_only():
        clean_interrupted(folder)
        dropped(folder)
        found = sought(folder, config, wanted)
        key = id_key(folder)
        names = sorted(erased.name_of(one, key) for one in found.traces.ids)
        put_on_list(folder, names)
        enter(folder, {"state": "begun", "people": names})
        done = _carried_out(folder, found, store, write=True)
        told = {"files": dict(done.files), "whole": list(done.whole), "held": dict(done.held)}
        enter(folder, {"state": "done", "people": names, "unread": list(done.unread)} | told)
    return done


def _history(config: Config, folder: Path) -> Path | None:
    """The history beside the engagement; a team's database holds aggregates alone."""
    store = None if config.history else location(config, folder)
    return store if isinstance(store, Path) and store.is_file() else None


def _ids(given: Sequence[str]) -> frozenset[str]:
    ids = frozenset(text for one in given if (text := one.strip()))
    if not ids or any(len(one) > LONGEST_ID for one in ids):
        raise InputError(
            f"give the ids of those to forget, each of at most {LONGEST_ID:,} characters. "
            "Example: cx forget acme C1077"
        )
    return ids


def _carried_out(folder: Path, found: Sought, history: Path | None, write: bool) -> Forgot:
    traces = found.traces
    runs = sorted(path.parent for path in folder.glob(f"runs/*/*/{MANIFEST}"))
    paths = list(kept_files(folder))
    files, whole, renewed = {}, [], []
    for run in runs:
        changes = _changes(folder, [p for p in paths if run in p.parents], traces)
        if seal_anew(run, changes, traces, write):
            renewed.append(run.relative_to(folder).as_posix())
        changes.pop(run / MANIFEST, None)
        _apply(folder, changes, files, whole, write)
    others = [p for p in paths if not any(run in p.parents for run in runs)]
    _apply(folder, _changes(folder, others, traces), files, whole, write)
    if history and (n := tables.history(history, traces, write)):
        files[history.name] = n
    return Forgot(
        {traces.out_of(name)[0]: n for name, n in files.items()},
        [traces.out_of(name)[0] for name in whole],
        renewed,
        found.held,
        found.unread,
        [traces.out_of(p.relative_to(folder).as_posix())[0] for p in links(folder)],
        found.alike,
    )


def _changes(folder: Path, paths: Sequence[Path], traces: Traces) -> Changes:
    """What becomes of each file that tells of the people."""
    changes = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        left, n = cleaned(name, path.read_bytes(), traces)
        if n:
            changes[path] = left, n
    return changes


def _apply(
    folder: Path, changes: Changes, files: dict[str, int], whole: list[str], write: bool
) -> None:
    for path, (left, n) in changes.items():
        name = path.relative_to(folder).as_posix()
        files[name] = n
        if left is None:
            whole.append(name)
        if write and left is None:
            path.unlink()
        elif write:
            write_atomically(path, left, published=name.startswith("reports/"))
