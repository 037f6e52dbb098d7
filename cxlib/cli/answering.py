"""What a verb leaves for programs: one line of JSON, whatever happens, and the log of a run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cxlib.cli import saying
from cxlib.engagement.config.yml import FILE
from cxlib.report.escaping import clean
from cxlib.rights import owner_only
from cxlib.run.folder import LOGS, named

if TYPE_CHECKING:
    from cxlib.run.flow import Ran

MOST_LOGS = 200  # of an engagement: the last ones
STOPPED = 130  # by hand, as shells count it
RUN = dict.fromkeys(
    ("period", "exit", "state", "verdict", "reasons", "new", "run", "replaces", "page", "log")
)


@contextmanager
def answering(
    folder: Path, as_json: bool, log_as: str | None = None, **known: object
) -> Iterator[dict[str, object]]:
    """What the verb inside tells of itself; ends in its exit code, as `typer.Exit`.

    Whatever it prints goes to the standard error where a line of JSON is wanted: the standard
    output then holds that line alone, also where the verb fails or is stopped by hand.

    Parameters
    ----------
    folder : what the verb is about
    log_as : the verb's name, where all that is printed is kept in the engagement's private folder
    known : fields of the line that are known before; the verb adds to what it is given
    """
    told, code = {"folder": str(folder), **known, "reasons": []}, 0
    saying.out.stderr = as_json
    try:
        with _logged(folder, log_as, told) as note:
            try:
                with saying.plain_failures(told):
                    yield told
            except typer.Exit as ended:
                code = ended.exit_code
            except KeyboardInterrupt:
                code = STOPPED
                told |= {"state": "stopped", "reasons": ["stopped by hand"]}
            note(f"ended {_now()} in {code}")
    finally:
        saying.out.stderr = False
    if as_json:
        print(json.dumps(told | {"exit": code}))  # ASCII: no letter of it steers a terminal
    if code:
        raise typer.Exit(code)


def as_fields(ran: Ran) -> dict[str, object]:
    """What came of a run, for the line."""
    return {
        "period": ran.period,
        "state": ran.state,
        "verdict": None if ran.verdict is None else ran.verdict.word,
        "reasons": list(ran.told if ran.verdict is None else ran.verdict.reasons),
        "new": ran.new,
        "run": named(ran.folder),
        "replaces": ran.replaces,
        "page": None if ran.page is None else str(ran.page),
    }


@contextmanager
def _logged(
    folder: Path, verb: str | None, told: dict[str, object]
) -> Iterator[Callable[[str], object]]:
    """Keep all that is printed in a file that its owner alone can read.

    Where none can be written there is none: a full disk stops no run by its log.
    """
    path = _new_log(folder, verb) if verb and (folder / FILE).is_file() else None
    if path is None:
        yield lambda _: None
        return
    told["log"] = str(path)
    with path.open("w", encoding="utf-8") as file, saying.copied_to(file) as copy:
        copy.print(f"{build()} {_now()}: cx {clean(' '.join(sys.argv[1:]))}")
        yield copy.print


def _new_log(folder: Path, verb: str) -> Path | None:
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}"
    path = folder / LOGS / f"{stamp}-{verb}.log"
    try:
        with owner_only():
            path.parent.mkdir(parents=True, exist_ok=True)
            for old in sorted(path.parent.glob("*.log"))[: -MOST_LOGS + 1]:
                old.unlink()
            path.touch()
    except OSError:
        return None
    return path


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def build() -> str:
    """The command's version and build, such as "cx 0.1.0 (build 3f2a9c01d4e7)"."""
    from cxlib.engagement.reading import fingerprint

    return f"cx {fingerprint.build()}"
