"""Many engagements in one go: what is due for each, in a process of its own, and how it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cxlib.engagement.config.yml import FILE, read_config
from cxlib.engagement.contracts import periods
from cxlib.errors import Busy, InputError, KitError, NoData, OutOfTime, Unreachable
from cxlib.run.folder import LOGS, manifests
from cxlib.run.publish import published

COMMAND = (sys.executable, "-P", "-m", "cxlib.cli")  # -P: nothing is imported from where it runs
REPORT, MONITOR = "run", "monitor"
TRIED_AGAIN = (Busy.exit_code, Unreachable.exit_code)  # what passes by itself; bad input does not
WAITING = (Unreachable.exit_code, Busy.exit_code, NoData.exit_code)  # the gravest first
MEMORY_EACH = 1.5e9  # bytes that a run of some thousand customers takes, kernel included
GRACE = 10.0  # seconds between being asked to end and being ended
TOLD = ("period", "state", "verdict", "reasons", "new", "run", "replaces", "page", "log")


@dataclass(frozen=True)
class Round:
    """How a round over many engagements is made.

    Attributes
    ----------
    workers : how many run at the same time, where the memory is enough for so many
    period : the one asked for; None for the last complete one of each
    every : a whole report where none was published for any of the last `every` periods; in
        between step 5 alone
    tries, wait : how often what passes by itself is tried, and the seconds before the second try,
        doubled before each further one
    timeout : seconds after which a run is ended
    notify : whether alerts are sent
    """

    workers: int = 1
    period: str | None = None
    every: int = 1
    tries: int = 3
    wait: float = 60.0
    timeout: float = 3600.0
    notify: bool = False


def engagements(root: Path) -> list[Path]:
    """Every folder below `root`, however deep, that holds an engagement.yml.

    What lies inside an engagement (its runs, copies that somebody made) is not looked into, nor
    are links and folders whose name begins with a dot.

    Raises
    ------
    InputError
        Where there is none.
    """
    found = []
    for parent, below, files in os.walk(root):
        below.sort()
        below[:] = [name for name in below if not name.startswith(".")]
        if FILE in files:
            found.append(Path(parent))
            below.clear()
    if not found:
        raise InputError(f"{root}: holds no folder with an engagement.yml")
    return found


def due(folder: Path, asked: Round) -> str:
    """What is due for an engagement: the whole report, or step 5 alone on the last one.

    A folder whose settings cannot be read is due for a report, which then says why.
    """
    try:
        kind = read_config(folder).period
        reported = [m["period"] for m in manifests(folder) if published(m, "report")]
    except (KitError, OSError, ValueError, KeyError):
        return REPORT
    known = [m["period"] for m in manifests(folder) if published(m) and m["period"]]
    if asked.every <= 1 or not reported or kind == "none" or not known:
        return REPORT
    coming = asked.period or periods.shift(max(known), 1, kind)
    first = periods.shift(coming, 1 - asked.every, kind)
    return MONITOR if any(first <= one < coming for one in reported) else REPORT


def run_all(
    root: Path, asked: Round, told: Callable[[dict], None] = lambda _: None
) -> list[dict[str, object]]:
    """Run what is due for every engagement below a folder; one that fails stops no other.

    Parameters
    ----------
    told : called as each ends, with what is returned of it

    Returns
    -------
    list of dict
        In the order of the folders: folder, did ("run" or "monitor"), exit, tries, seconds, and
        what its own line of JSON says: period, state, verdict, reasons, new, run, replaces, page,
        log.
    """
    folders = engagements(root)
    ended: dict[Path, dict[str, object]] = {}
    with ThreadPoolExecutor(max_workers=asked.workers) as pool:
        work = {pool.submit(_carried_out, folder, asked): folder for folder in folders}
        for one in as_completed(work):
            ended[work[one]] = one.result()
            told(ended[work[one]])
    return [ended[folder] for folder in folders]


def exit_code(codes: Sequence[int]) -> int:
    """The one code of many: 1 where one is broken; else what is waited for, the gravest first.

    >>> exit_code([0, 4, 5]), exit_code([0, 3]), exit_code([0, 0]), exit_code([4, 6])
    (5, 1, 0, 6)
    """
    if any(code not in (0, *WAITING) for code in codes):
        return KitError.exit_code
    return next((code for code in WAITING if code in codes), 0)


def workers_within(wanted: int, free: float) -> int:
    """How many runs fit into so many bytes of memory; one always does.

    >>> workers_within(4, 3.2e9), workers_within(4, 1e9), workers_within(2, 64e9)
    (2, 1, 2)
    """
    return max(1, min(wanted, int(free // MEMORY_EACH)))


def _carried_out(folder: Path, asked: Round) -> dict[str, object]:
    did, begun = due(folder, asked), time.monotonic()
    line, tries = _run_apart(folder, did, asked), 1
    while line["exit"] in TRIED_AGAIN and tries < asked.tries:
        time.sleep(asked.wait * 2 ** (tries - 1))
        line, tries = _run_apart(folder, did, asked), tries + 1
    known = {name: line.get(name) for name in TOLD}
    seconds = round(time.monotonic() - begun, 1)
    return {"folder": str(folder), "did": did, "exit": line["exit"], "tries": tries,
            "seconds": seconds, **known}  # fmt: skip


def _run_apart(folder: Path, did: str, asked: Round) -> dict[str, object]:
    """One engagement in a process of its own, and the line of JSON in which it ended."""
    call = [*COMMAND, did, str(folder), "--json", "--if-new"]
    call += ["--period", asked.period] if asked.period else []
    call += ["--notify"] if asked.notify else []
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    with subprocess.Popen(call, **how, start_new_session=True) as process:
        try:
            said, _ = process.communicate(timeout=asked.timeout)
        except subprocess.TimeoutExpired:
            _end(process)
            told = f"took longer than {asked.timeout:g} s, and was ended"
            return _silent(OutOfTime, told, folder, process.pid)
    try:
        return {**json.loads(said.decode().splitlines()[-1])}
    except (ValueError, IndexError, TypeError):
        code = process.returncode or KitError.exit_code
        ended = f"by signal {-code}" if code < 0 else f"in {code}"
        return _silent(KitError, f"ended {ended} without a word", folder, process.pid)


def _silent(kind: type[KitError], why: str, folder: Path, process: int) -> dict[str, object]:
    """The line of a run that left none; its log is found by its process."""
    log = next(map(str, (folder / LOGS).glob(f"*-{process}-*.log")), None)
    return {"exit": kind.exit_code, "state": kind.state, "reasons": [why], "log": log}


def _end(process: subprocess.Popen) -> None:
    """End a run and all that it started: asked first, so that it leaves nothing half done."""
    for how in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, how)
            else:
                process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
            return
