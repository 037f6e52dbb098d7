"""The run, as the method reads: load, check, lock, execute, judge, seal, publish."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from cxlib import history
from cxlib.engagement.config.yml import read_config
from cxlib.engagement.model import Engagement
from cxlib.engagement.store import opened
from cxlib.errors import DoNotSend, InputError, StepFailed, StillWaits, Unreachable
from cxlib.resources import NOTEBOOKS
from cxlib.results import Results
from cxlib.rights import copy_folder, narrow, owner_only
from cxlib.run import folder as runs
from cxlib.run import manifest, notebooks, parameters, publish
from cxlib.run.delivering import barred as barred_command
from cxlib.run.lock import PRIVATE, held
from cxlib.run.newness import published_on, refuse_nothing_new, same_run
from cxlib.run.reporting import take_verdict
from cxlib.run.restating import reasons
from cxlib.run.verdict import DO_NOT_SEND, Verdict
from cxlib.workplace import Held, hold, rests_on

Progress = Callable[[str, int, int, float], None]
MONITOR = "05_monitor"
PUBLISHED, KEPT = "published", "kept"  # states of a run; failures have theirs in cxlib.errors


@dataclass(frozen=True)
class Ran:
    """What came of a run.

    Attributes
    ----------
    folder, verdict : its folder; its verdict, None where only some of the steps ran
    page : the published page that it put in place of the last one; None where it put none
    published : whether it may be sent and is in the history
    waits : whether it may be sent and is published by `cx approve` alone
    told : what a person should know of how it ran, also where there is no verdict
    since : the day on which the same was published already; None where something is new
    period : the one reported; None without periods
    replaces : the run whose report of the same period it replaces, such as "2026-09/001"
    """

    folder: Path
    verdict: Verdict | None
    page: Path | None
    told: tuple[str, ...] = ()
    published: bool = False
    waits: bool = False
    since: str | None = None
    period: str | None = None
    replaces: str | None = None

    @property
    def new(self) -> bool:
        """Whether it rests on anything that the run published before it did not."""
        return self.since is None

    @property
    def state(self) -> str:
        """A word for programs: "published", "waits for approval", "held back", or "kept" where it
        was one that is never published (some of the steps, or `--out`)."""
        if self.exit_code:
            return DoNotSend.state
        return PUBLISHED if self.published else StillWaits.state if self.waits else KEPT

    @property
    def exit_code(self) -> int:
        stopped = self.verdict is not None and self.verdict.word == DO_NOT_SEND
        return DoNotSend.exit_code if stopped else 0


@dataclass(frozen=True)
class Order:
    """What a run is asked to do.

    Attributes
    ----------
    kind : "report" (all notebooks), "monitor" (step 5 on an approved diagnosis) or "part"
    chosen : the notebooks to execute, by name
    on : the manifest of the run that it starts from: its results are copied first
    fresh_kernels : a kernel for each notebook rather than one for all
    progress : called after each notebook with its name, how many are done, of how many, seconds
    barred : the engagement's own notebooks among the chosen that may not run, by name
    if_new : end with "no data" where the same was published already
    period : the one asked for; None for the last complete one in the data
    started : called once, when there is data and something to do
    """

    kind: str
    chosen: Mapping[str, Path]
    on: Mapping | None
    fresh_kernels: bool
    progress: Progress
    barred: Mapping[str, Path]
    if_new: bool = False
    period: str | None = None
    started: Callable[[], None] = lambda: None

    @property
    def rests_on(self) -> str | None:
        """The run whose diagnosis it rests on."""
        return None if self.on is None else publish.name_of(self.on)


def run_engagement(
    folder: Path,
    period: str | None = None,
    out: Path | None = None,
    only: Sequence[str] = (),
    fresh_kernels: bool = False,
    progress: Progress = lambda *_: None,
    if_new: bool = False,
    started: Callable[[], None] = lambda: None,
) -> Ran:
    """Run an engagement into a folder of its own and publish its page where it may be sent.

    Parameters
    ----------
    folder : the engagement's folder
    period : its label; None = the last complete one in the data
    out : a new or empty folder to be the run's; nothing is then written elsewhere
    only : names of the notebooks to run; empty = all. A part of a run is never published.
    fresh_kernels, progress, if_new, started : see `Order`

    Raises
    ------
    KitError
        Each kind with its own exit code; bad input is refused before anything is written.
    """
    folder = folder.resolve()
    found = notebooks.find(folder)
    chosen = {name: path for name, path in found.items() if not only or name in only}
    kind = "report" if set(chosen) == set(NOTEBOOKS) else "part"
    barred = {n: p for n, p in notebooks.kept_out(folder).items() if n in chosen}
    order = Order(kind, chosen, None, fresh_kernels, progress, barred, if_new, period, started)
    with owner_only():
        return _carry_out(folder, out, order)


def monitor_engagement(
    folder: Path,
    period: str | None = None,
    out: Path | None = None,
    fresh_kernels: bool = False,
    progress: Progress = lambda *_: None,
    if_new: bool = False,
    started: Callable[[], None] = lambda: None,
) -> Ran:
    """Run step 5 alone, on the results of the last run that could be sent.

    Raises
    ------
    InputError
        Where no such run exists yet; and KitError as `run_engagement`.
    """
    folder = folder.resolve()
    read_config(folder)  # a folder that is no engagement lacks more than a diagnosis
    approved = [m for m in runs.manifests(folder) if publish.published(m, "report")]
    if not approved:
        raise InputError(
            f"{folder.name}: monitoring rests on a diagnosis that was published, and there is none "
            f"yet. Remedy: run 'cx run {folder.name}' first{_and_approve(folder)}."
        )
    chosen = {MONITOR: notebooks.find(folder)[MONITOR]}
    barred = {n: p for n, p in notebooks.kept_out(folder).items() if n in chosen}
    order = Order(
        "monitor", chosen, approved[-1], fresh_kernels, progress, barred, if_new, period, started
    )
    with owner_only():
        return _carry_out(folder, out, order)


def _and_approve(folder: Path) -> str:
    waiting = any(publish.waits(m) for m in runs.manifests(folder))
    return f", or let the run out that waits: 'cx approve {folder.name}'" if waiting else ""


def _carry_out(folder: Path, out: Path | None, order: Order) -> Ran:
    from cxlib.run.kernels import require_kernel

    engagement = opened(folder, order.period, None, history.past, keep=out is None)
    require_kernel()
    notebooks.cell_timeout()
    for notebook in order.chosen.values():
        parameters.check(notebook, _parameters(engagement, folder))
    mark = rests_on(engagement)
    same = same_run(folder, engagement, order.kind, mark, order.rests_on)
    if order.if_new and same:
        refuse_nothing_new(engagement, same)
    if out is not None:
        return _run_into(runs.given_folder(out.resolve()), engagement, order, mark)[0]
    with held(folder):
        store, key = history.location(engagement.config, folder), history.keys(engagement.config)
        _ready(folder, store, key)
        target = runs.new_run_folder(folder, engagement.period)
        replaced = publish.standing(folder, order.kind, engagement.period)
        ran, sealed = _run_into(target, engagement, order, mark)
        ran = replace(ran, since=published_on(same))
        if not publish.published(sealed):
            return replace(ran, waits=publish.waits(sealed))
        page = publish.publish(folder, ran.folder, sealed, store, key)
        return replace(ran, page=page, published=True, replaces=replaced)


def _ready(folder: Path, store: str | Path, key: publish.Key) -> None:
    """Finish or remove what an interrupted run left; make the key by which ids are hashed."""
    for made in (folder / PRIVATE, folder / "runs", folder / "draft", store):
        if isinstance(made, Path):
            narrow(made)
    runs.clean_interrupted(folder)
    publish.finish_interrupted(folder, store, key)
    runs.id_key(folder)


def _parameters(engagement: Engagement, target: Path) -> dict[str, object]:
    return {
        "engagement": str(engagement.folder),
        "run_dir": str(target),
        "period": engagement.period or "",
        "seed": engagement.seed,
    }


def _run_into(target: Path, engagement: Engagement, order: Order, mark: str) -> tuple[Ran, dict]:
    started = manifest.now()
    whole = order.kind == "report"
    order.started()
    held_by = hold(target, Held(mark, run=True, asked=order.period, whole=whole))
    try:
        _execute(target, engagement, order)
    except (StepFailed, Unreachable) as error:
        failed = json.dumps({"started": started, "failed": manifest.now(), "reasons": error.lines})
        runs.write_atomically(target / runs.FAILED, failed.encode())
        error.known = {"period": engagement.period, "run": runs.named(target)}
        raise
    finally:
        held_by.unlink(missing_ok=True)
    verdict = take_verdict(target)
    if order.kind == "part":
        verdict = None
    barred = order.barred
    told = (notebooks.kept_out_line(engagement.folder, barred),) if barred else ()
    undelivered = barred_command(engagement.folder) if verdict else None
    told += (undelivered.words,) if undelivered else ()
    verdict = verdict.warned(*told) if verdict else None
    sources = {n: manifest.notebook_source(p, barred.get(n)) for n, p in order.chosen.items()}
    delivered = json.dumps(engagement.delivery, ensure_ascii=False)
    runs.write_atomically(target / runs.DELIVERY, delivered.encode())
    described = manifest.describe(
        engagement, target, order.kind, verdict, sources, mark, order.rests_on,
        reasons(engagement, Results(target / "results")),
    )  # fmt: skip
    if engagement.config.waits:
        described[publish.WAITS] = True
    sealed = described | {"started": started, "finished": manifest.now()}
    manifest.seal(target, sealed)
    return Ran(target, verdict, None, told, period=engagement.period), sealed


def _execute(target: Path, engagement: Engagement, order: Order) -> None:
    from cxlib.run.kernels import one_kernel

    given, total = _parameters(engagement, target), len(order.chosen)
    if order.on is not None:
        copy_folder(order.on["folder"] / "results", target / "results")
    with nullcontext() if order.fresh_kernels else one_kernel() as kernel:
        for done, (name, source) in enumerate(order.chosen.items(), start=1):
            begun = perf_counter()
            notebooks.execute(name, source, target / f"{name}.ipynb", given, kernel)
            order.progress(name, done, total, perf_counter() - begun)
