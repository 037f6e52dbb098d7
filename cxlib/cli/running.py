"""Verbs that run an engagement, and let out what waits to be read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxlib.cli.app import Folder, IfNew, Notify, Period, app
from cxlib.cli.saying import err, out, plain_failures, progress, say, show
from cxlib.errors import InputError
from cxlib.report.escaping import clean
from cxlib.resources import NOTEBOOKS, kit

if TYPE_CHECKING:
    from cxlib.run.flow import Ran


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the copy of the sample goes.")] = Path(
        "cx-demo"
    ),
) -> None:
    """Run the five steps on a copy of the sample client and say where the report lies.

    Example: cx demo
    """
    with plain_failures():
        if not (folder / "engagement.yml").is_file():
            if folder.exists() and any(folder.iterdir()):
                raise InputError(f"{folder}: holds other files. Remedy: name a new folder.")
            shutil.copytree(kit("sample_data"), folder, dirs_exist_ok=True)
        _run(folder, None, None, (), _in_ci())


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
) -> None:
    """Run the five steps, judge the result and publish the report where it may be sent.

    Exit codes: 0 send or send with warnings, 1 a step failed, 2 bad input, 3 do not send,
    4 no data, 5 another run is under way, 6 a source cannot be reached.
    Example: cx run acme --period 2026-09
    """
    with plain_failures():
        fresh = fresh_kernels or _in_ci()
        _run(folder, period, to, chosen_notebooks(steps), fresh, notify, if_new)


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
) -> None:
    """Run step 5 alone on the last diagnosis that could be sent; publish reports/monitor.html.

    Exit codes as `cx run`. Example: cx monitor acme --backfill 2026-05 2026-09
    """
    from cxlib.run.flow import monitor_engagement
    from cxlib.run.overview import missed

    with plain_failures():
        asked = missed(folder, *backfill) if backfill else [period]
        codes = []
        for one in asked:
            with progress() as told:
                ran = monitor_engagement(folder, one, to, _in_ci(), told, if_new)
            codes.append(_told(folder, ran, notify, "monitor.html"))
        if not asked:
            out.print("No period was missed.")
    _end_in(*codes)


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
        code = _told(folder, ran, notify, ran.folder.name)
    _end_in(code)


@app.command("run-all")
def run_all(
    root: Annotated[Path, typer.Argument(help="A folder whose subfolders are engagements.")],
    workers: Annotated[int, typer.Option(min=1, help="How many run at the same time.")] = 1,
) -> None:
    """Run every engagement below a folder, each on its own; one that fails stops no other.

    Exit code 0 where all ended in 0, else 1. Example: cx run-all clients --workers 2
    """
    from cxlib.run.overview import run_all as all_of

    with plain_failures():
        table = all_of(root, workers)
    show(table)
    if table["exit_code"].any():
        raise typer.Exit(1)


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


def _run(
    folder: Path,
    period: str | None,
    to: Path | None,
    only: tuple[str, ...],
    fresh: bool,
    send: bool = False,
    if_new: bool = False,
) -> None:
    from cxlib.run.flow import run_engagement

    with progress() as told:
        ran = run_engagement(folder, period, to, only, fresh, told, if_new)
    _end_in(_told(folder, ran, send, "report.html"))


def _told(folder: Path, ran: Ran, send: bool, page: str) -> int:
    """Say what came of a run, and of what follows a publication; the exit code."""
    from cxlib.run.announcing import announce

    failed = announce(folder, ran, send, out.print)
    say(ran, page)
    if failed is None:
        return ran.exit_code
    if failed.words not in ran.verdict.reasons:
        err.print(clean(failed.words))
    return failed.exit_code


def _end_in(*codes: int) -> None:
    """End in the first code that is not 0: what failed, then what is held back."""
    worst = min((code for code in codes if code), default=0)
    if worst:
        raise typer.Exit(worst)
