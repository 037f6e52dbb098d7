"""The run, as the method reads: load, check, lock, execute, judge, seal, publish."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from cxlib import history
from cxlib.engagement import load
from cxlib.engagement.model import Engagement
from cxlib.errors import DoNotSend, StepFailed
from cxlib.resources import NOTEBOOKS
from cxlib.run import folder as runs
from cxlib.run import manifest, notebooks, parameters, publish
from cxlib.run.lock import PRIVATE, held
from cxlib.run.reporting import take_verdict
from cxlib.run.verdict import DO_NOT_SEND, Verdict

Progress = Callable[[str, int, int, float], None]
KEY_BYTES = 32


@dataclass(frozen=True)
class Ran:
    """What came of a run: its folder, its verdict, and its page where that was published."""

    folder: Path
    verdict: Verdict | None
    page: Path | None

    @property
    def exit_code(self) -> int:
        stopped = self.verdict is not None and self.verdict.word == DO_NOT_SEND
        return DoNotSend.exit_code if stopped else 0


def run_engagement(
    folder: Path,
    period: str | None = None,
    out: Path | None = None,
    only: Sequence[str] = (),
    fresh_kernels: bool = False,
    progress: Progress = lambda *_: None,
) -> Ran:
    """Run an engagement into a folder of its own and publish its page where it may be sent.

    Parameters
    ----------
    folder : the engagement's folder
    period : its label; None = the last complete one in the data
    out : a new or empty folder to be the run's; nothing is then written elsewhere
    only : names of the notebooks to run; empty = all. A part of a run is never published.
    fresh_kernels : a kernel for each notebook rather than one for all
    progress : called after each notebook with its name, how many are done, of how many, seconds

    Raises
    ------
    KitError
        Each kind with its own exit code; bad input is refused before anything is written.
    """
    folder = folder.resolve()
    engagement = load(folder, period=period)
    chosen = {n: p for n, p in notebooks.find(folder).items() if not only or n in only}
    for notebook in chosen.values():
        parameters.check(notebook, _parameters(engagement, folder))
    if out is not None:
        target = runs.given_folder(out.resolve())
        return _run_into(target, engagement, chosen, fresh_kernels, progress)[0]
    with held(folder):
        store = history.location(engagement.config, folder)
        _ready(folder, store)
        target = runs.new_run_folder(folder, engagement.period)
        ran, sealed = _run_into(target, engagement, chosen, fresh_kernels, progress)
        if ran.verdict is None or ran.exit_code:
            return ran
        page = publish.publish(folder, target, sealed, store)
        return Ran(target, ran.verdict, page)


def _ready(folder: Path, store: str | Path) -> None:
    """Finish or remove what an interrupted run left; make the key by which ids are hashed."""
    runs.clean_interrupted(folder)
    publish.finish_interrupted(folder, store)
    key = folder / PRIVATE / "id.key"
    if not key.exists():
        runs.write_atomically(key, secrets.token_bytes(KEY_BYTES))
        os.chmod(key, 0o600)


def _parameters(engagement: Engagement, target: Path) -> dict[str, object]:
    return {
        "engagement": str(engagement.folder),
        "run_dir": str(target),
        "period": engagement.period or "",
        "seed": engagement.seed,
    }


def _run_into(
    target: Path,
    engagement: Engagement,
    chosen: Mapping[str, Path],
    fresh_kernels: bool,
    progress: Progress,
) -> tuple[Ran, dict]:
    started = _now()
    try:
        _execute(target, engagement, chosen, fresh_kernels, progress)
        verdict = take_verdict(target) if set(chosen) == set(NOTEBOOKS) else None
    except StepFailed as error:
        failed = json.dumps({"started": started, "failed": _now(), "reasons": error.lines})
        runs.write_atomically(target / runs.FAILED, failed.encode())
        raise
    sources = {name: manifest.notebook_source(path) for name, path in chosen.items()}
    told = manifest.describe(engagement, target, verdict, sources)
    sealed = told | {"started": started, "finished": _now()}
    manifest.seal(target, sealed)
    return Ran(target, verdict, None), sealed


def _execute(
    target: Path,
    engagement: Engagement,
    chosen: Mapping[str, Path],
    fresh_kernels: bool,
    progress: Progress,
) -> None:
    from cxlib.run.kernels import one_kernel

    given = _parameters(engagement, target)
    with nullcontext() if fresh_kernels else one_kernel() as kernel:
        for done, (name, source) in enumerate(chosen.items(), start=1):
            begun = perf_counter()
            notebooks.execute(name, source, target / f"{name}.ipynb", given, kernel)
            progress(name, done, len(chosen), perf_counter() - begun)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
