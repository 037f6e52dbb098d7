"""Verbs that run an engagement, and let out what waits to be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxlib.cli.answering import RUN, answering, as_fields
from cxlib.cli.app import AsJson, Folder, IfNew, Notify, Period, app
from cxlib.cli.pinging import pinged, refuse_deaf, started
from cxlib.cli.saying import err, out, plain_failures, progress, say
from cxlib.errors import InputError
from cxlib.report.escaping import clean
from cxlib.resources import NOTEBOOKS, kit

if TYPE_CHECKING:
    from cxlib.run.flow import Ran

UNDELIVERED = "not delivered"  # the state of a run whose page is published, and `on_publish` failed


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the copy of the sample goes.")] = Path(
        "cx-demo"
    ),
) -> None:
    """Run the five steps on a copy of the sample client and say where the report lies.

    Example: cx demo
    """
    from cxlib.run.flow import run_engagement

    with plain_failures():
        if not (folder / "engagement.yml").is_file():
            if folder.exists() and any(folder.iterdir()):
                raise InputError(f"{folder}: holds other files. Remedy: name a new folder.")
            shutil.copytree(kit("sample_data"), folder, dirs_exist_ok=True)
        with progress() as shown:
            ran = run_engagement(folder, fresh_kernels=_in_ci(), progress=shown)
        _end_in(_told(folder, ran, False, "report.html")["exit"])


@app.command()
def run(
    folder: Folder,
    period: Period = None,
    to: Annotated[
        Path | None, typer.Option("--out", help="A new folder for everything this run writes.")
    ] = None,
    steps: Annotated[
        str | None, typer.Option(help="Only these notebooks, e.g. 1-3 or 0,2: never published.")
    ] = None,
    fresh_kernels: Annotated[
        bool, typer.Option("--fresh-kernels", help="A kernel for each notebook; the rule in CI.")
    ] = False,
    if_new: IfNew = False,
    notify: Notify = False,
    as_json: AsJson = False,
) -> None:
    """Run the five steps, judge the result and publish the report where it may be sent.

    Exit codes: 0 send or send with warnings, 1 a step failed, 2 bad input, 3 do not send,
    4 no data, 5 another run is under way, 6 a source cannot be reached.
    Example: cx run acme --period 2026-09
    """
    from cxlib.run.flow import run_engagement

    with running(folder, "run", as_json, to, period=period) as told, pinged(told):
        refuse_deaf(notify)
        chosen, fresh = chosen_notebooks(steps), fresh_kernels or _in_ci()
        with progress() as shown:
            ran = run_engagement(folder, period, to, chosen, fresh, shown, if_new, started)
        told |= as_fields(ran) | _told(folder, ran, notify, "report.html")
        _end_in(told["exit"])


@app.command()
def monitor(
    folder: Folder,
    period: Period = None,
    to: Annotated[
        Path | None, typer.Option("--out", help="A new folder for everything this run writes.")
    ] = None,
    backfill: Annotated[
        tuple[str, str] | None, typer.Option(help="First and last period: run those missed.")
    ] = None,
    if_new: IfNew = False,
    notify: Notify = False,
    as_json: AsJson = False,
) -> None:
    """Run step 5 alone on the last diagnosis that could be sent; publish reports/monitor.html.

    With `--backfill` one that fails stops no other. Exit codes as `cx run`.
    Example: cx monitor acme --backfill 2026-05 2026-09
    """
    from cxlib.run.flow import monitor_engagement
    from cxlib.run.overview import missed

    def one(wanted: str | None) -> dict[str, object]:
        with progress() as shown:
            ran = monitor_engagement(folder, wanted, to, _in_ci(), shown, if_new, started)
        return as_fields(ran) | _told(folder, ran, notify, "monitor.html")

    with running(folder, "monitor", as_json, to, period=period) as told, pinged(told):
        refuse_deaf(notify)
        if not backfill:
            told |= one(period)
            _end_in(told["exit"])
            return
        told["runs"] = [_each(one, wanted) for wanted in missed(folder, *backfill)]
        if not told["runs"]:
            out.print("No period was missed.")
        _end_in(*(run["exit"] for run in told["runs"]))


def _each(one: Callable[[str], dict[str, object]], period: str) -> dict[str, object]:
    """One period of several: what came of it, its failure included."""
    told: dict[str, object] = RUN | {"period": period}
    try:
        with plain_failures(told):
            told |= one(period)
    except typer.Exit as ended:
        told["exit"] = ended.exit_code
    return told


@app.command()
def approve(
    folder: Folder,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[RUN]", help="Such as 2026-09/001; the newest that waits."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Who approves; the name you are logged in by.")
    ] = None,
    notify: Notify = False,
) -> None:
    """Publish a run that waits for somebody to read it: one under `policy.profile: b2b` or
    `publish: {approve: true}`.

    Who approved it and when is kept beside the run. Example: cx approve acme 2026-09/001
    """
    from cxlib.run.approving import approve as let_out

    with plain_failures():
        ran = let_out(folder, name, by)
        code = _told(folder, ran, notify, ran.folder.name)["exit"]
    _end_in(code)


@app.command("run-all")
def run_all(
    root: Annotated[Path, typer.Argument(help="A folder with engagements, however deep.")],
    period: Period = None,
    workers: Annotated[int, typer.Option(min=1, help="How many run at the same time.")] = 1,
    every: Annotated[
        int,
        typer.Option(min=1, help="A whole report every so many periods; step 5 alone in between."),
    ] = 1,
    tries: Annotated[
        int, typer.Option(min=1, help="How often a busy client or a silent source is tried.")
    ] = 3,
    wait: Annotated[float, typer.Option(min=0, help="Seconds before the second try.")] = 60,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds a client may take.")] = 3600,
    notify: Notify = False,
    as_json: AsJson = False,
) -> None:
    """Run what is due for every engagement below a folder; one that fails stops no other.

    Where the same was published already nothing is written (as with `--if-new`). Exit code: 1 where
    one ended in 1, 2 or 3; else 6, 5, 4 or 0, the first that one ended in.
    Example: cx run-all clients --workers 2
    """
    from psutil import virtual_memory

    from cxlib.run import fleet

    with answering(root, as_json, clients=[]) as told:
        refuse_deaf(notify)
        fitting = fleet.workers_within(workers, virtual_memory().available)
        if fitting < workers:
            out.print(f"Workers: {fitting}, for the memory that is free holds no more.")
        asked = fleet.Round(fitting, period, every, tries, wait, timeout, notify)
        told["clients"] = fleet.run_all(root, asked, lambda ended: out.print(line_of(ended)))
        code = fleet.exit_code([ended["exit"] for ended in told["clients"]])
        _end_in(code)


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def chosen_notebooks(words: str | None) -> tuple[str, ...]:
    """The notebooks that `--steps` names by number: "1-3", "0,2".

    >>> chosen_notebooks("0,5-6")
    ('00_check_data', '05_monitor', '06_report')
    """
    if words is None:
        return ()
    numbers: set[int] = set()
    for part in words.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            raise InputError(f"--steps '{words}': give numbers 0 to 6, e.g. 1-3 or 0,2")
        numbers |= set(range(int(first), int(last or first) + 1))
    names = tuple(name for name in NOTEBOOKS if int(name[:2]) in numbers)
    if len(names) != len(numbers):
        raise InputError(f"--steps '{words}': the notebooks are numbered 0 to 6")
    return names


@contextmanager
def running(
    folder: Path, verb: str, as_json: bool, to: Path | None, **known: object
) -> Iterator[dict[str, object]]:
    """What a run tells of itself; its log lies in the folder unless `to` takes all it writes."""
    with answering(folder, as_json, None if to else verb, **{**RUN, **known}) as told:
        yield told


def line_of(ended: dict[str, object]) -> str:
    """An engagement of a round in a line: how it ended, and why."""
    from cxlib.run.flow import PUBLISHED

    first = next(iter(ended["reasons"] or ()), "")
    why = ended["verdict"] if ended["state"] == PUBLISHED else f"{ended['state']}: {first}"
    again = f", tried {ended['tries']} times" if ended["tries"] > 1 else ""
    name = f"{ended['folder']}, {ended['did']} {ended['period'] or ''}".rstrip()
    return clean(f"{name}: {ended['exit']} in {ended['seconds']:,.0f} s{again}. {why}".rstrip())


def _told(folder: Path, ran: Ran, send: bool, page: str) -> dict[str, object]:
    """Say what came of a run, and of what follows a publication; what that adds to the line."""
    from cxlib.run.announcing import announce

    came = announce(folder, ran, send, out.print)
    say(ran, page)
    failed = came.undelivered
    told = as_fields(ran)["reasons"]
    more = [words for words in (failed and failed.words, came.unheard) if words]
    for words in (words for words in more if words not in told):
        err.print(clean(words))
        told.append(words)
    if failed is None:
        return {"exit": ran.exit_code, "reasons": told}
    state = UNDELIVERED if failed.exit_code else ran.state
    return {"exit": failed.exit_code, "reasons": told, "state": state}


def _end_in(*codes: int) -> None:
    """End in the first code that is not 0: what failed, then what is held back."""
    worst = min((code for code in codes if code), default=0)
    if worst:
        raise typer.Exit(worst)
