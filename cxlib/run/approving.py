"""`cx approve`: a person lets the page of a sealed run out that waits for it."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from pathlib import Path

from cxlib import history
from cxlib.engagement.config.yml import read_config
from cxlib.errors import InputError
from cxlib.rights import owner_only
from cxlib.run import manifest, publish
from cxlib.run.flow import Ran
from cxlib.run.folder import APPROVED, approval, manifests, write_atomically
from cxlib.run.lock import held
from cxlib.run.verdict import Verdict

LONGEST_NAME = 200  # characters


def waiting(folder: Path) -> list[str]:
    """The runs that wait, oldest first, such as "2026-09/001"."""
    return [publish.name_of(m) for m in manifests(folder.resolve()) if publish.waits(m)]


def approve(folder: Path, run: str | None = None, by: str | None = None) -> Ran:
    """Publish a run that waits, and write down beside it who said so and when.

    Parameters
    ----------
    folder : the engagement's folder
    run : its name, such as "2026-09/001"; None = the newest that waits
    by : who approves; the name under which this process runs by default

    Raises
    ------
    InputError
        Where no such run waits; where something was published since it was made, so that nobody
        knows what it gives away beside that.
    Busy
        Where a run is under way.
    """
    folder = folder.resolve()
    config, name = read_config(folder), _named(by)
    with held(folder), owner_only():
        chosen = _chosen(folder, run)
        target = chosen["folder"]
        _refuse_where_overtaken(folder, chosen)
        said = {"by": name, "at": manifest.now()}
        write_atomically(target / APPROVED, json.dumps(said, ensure_ascii=False).encode())
        told = chosen | {"approved": approval(target)}
        store, key = history.location(config, folder), history.keys(config)
        page = publish.publish(folder, target, told, store, key)
    verdict = Verdict(chosen["verdict"], tuple(chosen["reasons"]))
    return Ran(target, verdict, page, published=True, period=chosen["period"])


def _named(by: str | None) -> str:
    """A run must not be let out by nobody."""
    try:
        name = (by if by is not None else getpass.getuser()).strip()
    except (OSError, KeyError):  # a container whose user has no name
        name = ""
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(
            f"who approves has no name here. Remedy: --by NAME, at most {LONGEST_NAME} characters."
        )
    return name


def _chosen(folder: Path, run: str | None) -> Mapping:
    whole = {publish.name_of(m): m for m in manifests(folder) if m["kind"] in publish.PAGES}
    names = [name for name, m in whole.items() if publish.waits(m)]
    if run is None and names:
        return whole[names[-1]]
    if run in names:
        return whole[run]
    those = f"waiting: {', '.join(names)}" if names else "no run waits"
    what = _why_not(whole.get(run)) if run is not None else "nothing is to be approved"
    raise InputError(f"{run or folder.name}: {what}; {those}. Remedy: see 'cx status'.")


def _why_not(told: Mapping | None) -> str:
    if told is None:
        return "there is no such run"
    if not publish.publishable(told):
        return "its verdict is do not send"
    said = told["approved"]
    return f"is approved since {said['at'][:10]}" if said else "was published when it was made"


def _refuse_where_overtaken(folder: Path, chosen: Mapping) -> None:
    """What may be shown was settled beside the report that had gone out last at that time."""
    later = [
        publish.name_of(m)
        for m in manifests(folder)
        if publish.published(m) and publish.published_at(m) > chosen["finished"]
    ]
    if later:
        again = f" --period {chosen['period']}" if chosen["period"] else ""
        verb = "monitor" if chosen["kind"] == "monitor" else "run"
        raise InputError(
            f"{publish.name_of(chosen)}: {later[-1]} was published since it was made, and what "
            f"may be shown beside that is not known. Remedy: 'cx {verb} {folder.name}{again}', "
            "then approve that."
        )
