"""`cx doctor`: whether what runs by itself can run here, as this user, in this environment."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cxlib import databases, history
from cxlib.engagement.config import Config, Database
from cxlib.engagement.config.yml import read_config
from cxlib.errors import KitError
from cxlib.run import notify
from cxlib.run.folder import PRIVATE
from cxlib.run.lock import held
from cxlib.run.notebooks import kept_out, kept_out_line

FINE, ODD, WRONG = "fine", "odd", "wrong"
LEAST_DISK = 1e9  # bytes: a run of a large client and its temporary files
LEAST_MEMORY = 1.5e9
AHEAD = 86_400.0  # seconds that a file may be newer than the clock


@dataclass(frozen=True)
class Told:
    """One thing looked at: what, how it is (fine, odd, wrong), in words, and the remedy."""

    what: str
    state: str
    words: str
    remedy: str = ""


def examined(folder: Path) -> list[Told]:
    """Everything a scheduled run needs, looked at without running anything.

    Writes one file into each folder that a run writes into, and takes it away again.

    Raises
    ------
    InputError
        Where the folder is no engagement, or its settings say something wrong.
    """
    folder = folder.resolve()
    config = read_config(folder)
    looks: tuple[Callable[[Path, Config], Iterator[Told]], ...] = (
        _kernel, _command, _rights, _space, _clock, _zone, _sources, _history, _alerts, _trust,
        _lock,
    )  # fmt: skip
    return [told for look in looks for told in look(folder, config)]


def _kernel(folder: Path, config: Config) -> Iterator[Told]:
    from cxlib.run.kernels import require_kernel

    try:
        require_kernel()
    except KitError as error:
        yield Told("kernel", WRONG, *_parted(error))
        return
    yield Told("kernel", FINE, f"Python {sys.version.split()[0]} of {sys.prefix}")


def _command(folder: Path, config: Config) -> Iterator[Told]:
    found = shutil.which("cx")
    if found:
        yield Told("command", FINE, found)
        return
    remedy = f"put {Path(sys.executable).parent} into the schedule's PATH: cx schedule"
    yield Told("command", ODD, "the PATH of this process names no cx", f"{remedy} does so")


def _rights(folder: Path, config: Config) -> Iterator[Told]:
    """Each folder a run writes into; the one above it where it is not there yet."""
    for name in (PRIVATE, "runs", "reports"):
        place = folder / name if (folder / name).is_dir() else folder
        try:
            trial = place / f".doctor-{os.getpid()}"
            trial.touch()
            trial.unlink()
        except OSError as error:
            words = f"{name} cannot be written by this user ({error.strerror})"
            yield Told("rights", WRONG, words, "let the schedule's user own the folder")
            return
    yield Told("rights", FINE, "runs, reports and private files can be written")


def _space(folder: Path, config: Config) -> Iterator[Told]:
    from psutil import virtual_memory

    memory = virtual_memory().available
    for what, free, least, remedy in (
        ("disk", shutil.disk_usage(folder).free, LEAST_DISK, "free some: cx prune FOLDER"),
        ("memory", memory, LEAST_MEMORY, "run fewer at once, or elsewhere"),
    ):
        words = f"{free / 1e9:,.1f} GB free"
        yield Told(what, *((FINE, words) if free >= least else (WRONG, words, remedy)))


def _clock(folder: Path, config: Config) -> Iterator[Told]:
    """A clock that is behind its own files is wrong: what happened would lie in the future."""
    newest = max((p.stat().st_mtime for p in folder.iterdir()), default=0.0)
    now = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
    if newest > time.time() + AHEAD:
        yield Told("clock", WRONG, f"it says {now} UTC, and files are newer", "set the clock")
        return
    yield Told("clock", FINE, f"{now} UTC")


def _zone(folder: Path, config: Config) -> Iterator[Told]:
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Told("zone", WRONG, f"{config.timezone} is not known here", "install tzdata")
        return
    yield Told("zone", FINE, config.timezone)


def _sources(folder: Path, config: Config) -> Iterator[Told]:
    """Databases by their variables; none is asked, and no file is read: `cx check` does that."""
    lacking = []
    for name, table in config.tables.items():
        for source in table.source:
            if isinstance(source, Database):
                variable = source.url.removeprefix("env:")
                try:
                    databases.check(source.url, os.environ[variable])
                except KeyError:
                    lacking.append(f"{name}: the environment variable {variable} is not set")
                except KitError as error:
                    lacking.append(f"{name}: {error.lines[0]}")
    if lacking:
        remedy = "give them to the schedule's environment, not to your shell's alone"
        yield Told("sources", WRONG, "; ".join(lacking), remedy)
        return
    yield Told("sources", FINE, f"{len(config.tables)} tables declared")


def _history(folder: Path, config: Config) -> Iterator[Told]:
    try:
        key, formerly = history.keys(config)
        kept = history.read(history.location(config, folder), key, formerly)
    except KitError as error:
        yield Told("history", WRONG, *_parted(error))
        return
    yield Told("history", FINE, f"{len(kept):,} values under {key}")


def _alerts(folder: Path, config: Config) -> Iterator[Told]:
    if os.environ.get(notify.ADDRESSES):
        try:
            notify.people()
            yield Told("alerts", FINE, f"{notify.ADDRESSES} is set, and its addresses are known")
        except KitError as error:
            yield Told("alerts", WRONG, *_parted(error))
    else:
        yield Told("alerts", FINE, f"{notify.ADDRESSES} is not set: alerts are listed, not sent")
    switch = os.environ.get(notify.HEALTHCHECK, "")
    if not switch:
        remedy = f"set {notify.HEALTHCHECK}: else nobody hears of a report that does not come"
        yield Told("switch", ODD, "no dead man's switch is named", remedy)
    elif not switch.startswith(("https://", "http://")):
        words = f"{notify.HEALTHCHECK} is no web address"
        yield Told("switch", WRONG, words, "give it as https://...")
    else:
        yield Told("switch", FINE, f"{notify.HEALTHCHECK} is set; it is not called now")


def _trust(folder: Path, config: Config) -> Iterator[Told]:
    barred = kept_out(folder)
    if barred:
        words, _, remedy = kept_out_line(folder, barred).partition(" Remedy: ")
        yield Told("trust", ODD, words, remedy.rstrip("."))
        return
    yield Told("trust", FINE, "no notebook of the folder's own is kept from running")


def _lock(folder: Path, config: Config) -> Iterator[Told]:
    if not (folder / PRIVATE).is_dir():
        yield Told("lock", FINE, "nothing has run here yet")
        return
    try:
        with held(folder):
            yield Told("lock", FINE, "no run is under way")
    except KitError as error:
        yield Told("lock", ODD, *_parted(error))


def _parted(error: KitError) -> tuple[str, str]:
    words, _, remedy = error.lines[0].partition(" Remedy: ")
    return words, remedy.rstrip(".")
