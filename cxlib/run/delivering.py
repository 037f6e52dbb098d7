"""After a publication: an engagement's own command, such as one that mails the page.

`publish: {on_publish: ./deliver.sh}` in `engagement.yml` names it. It is code, so it runs as own
notebooks do: in folders that are trusted. The contract is closed:

- The words are those of the file: no shell reads them, and nothing is added to them. A word that
  names a file names one inside the engagement's folder, which is where the command runs.
- It sees `CX_FOLDER`, `CX_PAGE` (the published page), `CX_RUN` (the run's folder), `CX_PERIOD`
  (empty where there are none), `CX_KIND` (report or monitor) and `CX_VERDICT`; what a program needs
  to start (`PLAIN`); and what `publish.environment` names. Nothing else of the environment.
- Its input is empty; what it prints goes to the standard error of `cx`, and is kept nowhere.
- It ends within `publish.timeout` seconds, or is ended with all that it started.

It runs when everything is published. Whatever becomes of it undoes nothing.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxlib.engagement.config import Publish
from cxlib.engagement.config.yml import read_config
from cxlib.errors import StepFailed
from cxlib.run.folder import read_manifest
from cxlib.run.trust import may_run, trusted

PLAIN = (
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR",  # POSIX
    "SYSTEMROOT", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP",
)  # fmt: skip
STDERR = 2
SHOWN = 40  # characters of the program's name


@dataclass(frozen=True)
class Undelivered:
    """Why an engagement's own command did not do its work, and the exit code of the run for it."""

    words: str
    exit_code: int


def barred(folder: Path) -> Undelivered | None:
    """Why a command will not run, known before anything is; None where it may, or there is none.

    What nobody trusts yet is a warning (0), as it is with notebooks; a program that is not there
    will be missed (1).
    """
    home, command = folder.resolve(), read_config(folder).publish.on_publish
    if not command:
        return None
    if not trusted(home):
        remedy = f"read it, then 'cx trust {home.name}'"
        return Undelivered(_line("does not run: the folder is not trusted", remedy), 0)
    if not all(may_run(file, home) for file in _files(command, home)):
        return Undelivered(_line("does not run: it leads out of the folder", "put the file in"), 0)
    if _program(command[0], home) is None:
        why = f"'{command[0][:SHOWN]}' is no file of the folder and no program of this machine"
        return Undelivered(_line(why, "correct the name"), StepFailed.exit_code)
    return None


def deliver(folder: Path, run: Path, page: Path) -> Undelivered | None:
    """Run the engagement's own command on what was just published; None where all is well.

    Parameters
    ----------
    folder : the engagement's folder
    run : the sealed run that was published
    page : its published page
    """
    publish = read_config(folder).publish
    if not publish.on_publish:
        return None
    if known := barred(folder):
        return known
    why = _failure(publish, folder.resolve(), run, page)
    if why is None:
        return None
    words = f"'{publish.on_publish[0][:SHOWN]}' {why[0]}; the page is published all the same"
    remedy = f"{why[1]}, then run it again, without --if-new"
    return Undelivered(_line(words, remedy), StepFailed.exit_code)


def _line(what: str, remedy: str) -> str:
    return f"publish.on_publish: {what}. Remedy: {remedy}."


def _failure(publish: Publish, folder: Path, run: Path, page: Path) -> tuple[str, str] | None:
    """What went wrong and the remedy."""
    program = _program(publish.on_publish[0], folder)
    known = _environment(publish.environment, folder, run, page)
    try:
        ended = _within(publish.timeout, [program, *publish.on_publish[1:]], folder, known)
    except PermissionError:
        return "may not be executed", "'chmod +x' it, or write what runs it, as in 'sh deliver.sh'"
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return f"could not be started ({reason})", "begin it with #!, or write what runs it"
    if ended is None:
        return f"took longer than {publish.timeout} seconds", "mend it, or set publish.timeout"
    return (f"ended with exit code {ended}", "mend what it says above") if ended else None


def _within(seconds: int, words: Sequence[str], folder: Path, known: Mapping) -> int | None:
    """The exit code; None where it was ended for being slow, with all that it started."""
    apart = {"start_new_session": True} if os.name != "nt" else {}
    sys.stderr.flush()
    with subprocess.Popen(
        words, cwd=folder, env=known, stdin=subprocess.DEVNULL, stdout=STDERR, stderr=STDERR,
        **apart,
    ) as process:  # fmt: skip
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:
                _end(process)


def _end(process: subprocess.Popen) -> None:
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _program(word: str, folder: Path) -> str | None:
    """The file of the folder that a command begins with, else the machine's program so called."""
    own = folder / word
    return str(own) if own.is_file() else None if "/" in word else shutil.which(word)


def _files(command: Sequence[str], folder: Path) -> Iterator[Path]:
    """The files of the folder that a command names."""
    yield from (path for word in command if (path := folder / word).is_file())


def _environment(passed: Sequence[str], folder: Path, run: Path, page: Path) -> dict[str, str]:
    told = read_manifest(run)
    known = {name: os.environ[name] for name in (*PLAIN, *passed) if name in os.environ}
    return known | {
        "CX_FOLDER": str(folder),
        "CX_PAGE": str(page),
        "CX_RUN": str(run),
        "CX_PERIOD": told["period"] or "",
        "CX_KIND": told["kind"],
        "CX_VERDICT": told["verdict"],
    }
