"""The verbs of `cx`: one thin function each."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxlib.cli.saying import (
    counts,
    in_any_locale,
    listed,
    out,
    plain_failures,
    progress,
    remarks,
    say,
    show,
)
from cxlib.cli.trusting import trust_new, trusting
from cxlib.errors import DoNotSend, InputError
from cxlib.report.escaping import clean
from cxlib.resources import NOTEBOOKS, kit

if TYPE_CHECKING:
    pass

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A methodology kit for customer experience: map, diagnose, strategy, align, monitor.",
)
Notify = Annotated[
    bool,
    typer.Option(
        "--notify",
        help="Send alerts to the addresses in CX_NOTIFY_URLS; without it they are only listed.",
    ),
]
IfNew = Annotated[
    bool,
    typer.Option(
        "--if-new",
        help="Write nothing and end in 4 where the same was published already (for schedules).",
    ),
]
Folder = Annotated[Path, typer.Argument(help="The engagement's folder, with its engagement.yml.")]


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
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    source: Annotated[
        list[Path] | None,
        typer.Option("--from", help="The client's own files; repeat for each."),
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(help="More of the client's files.")] = None,
) -> None:
    """Start an engagement folder, empty or drafted from the client's own files.

    Example: cx new acme --from survey.xlsx events.csv
    """
    from cxlib.drafting import start

    with plain_failures():
        if more and not source:
            raise InputError("files are given after --from. Example: cx new acme --from survey.csv")
        for line in start(folder, [*(source or []), *(more or [])]):
            out.print(line)
        for line in trust_new(folder):
            out.print(line)


@app.command()
def check(folder: Folder) -> None:
    """Read everything, print what was found, and write nothing.

    Shows the quality table, the suspicions (exit code 3 where one stops the report), the guesses in
    engagement.yml that nobody confirmed, and the broken links of the evidence chain (exit code 2).
    Example: cx check acme
    """
    from cxlib.run.checking import check_engagement
    from cxlib.run.verdict import said

    with plain_failures():
        checked = check_engagement(folder)
        suspicions = checked.suspicions
        out.print(f"{clean(checked.client)}, period {checked.period or 'none'}")
        out.print(counts(checked.quality))
        listed("Found while reading", remarks(checked.quality))
        listed("Suspicions", [f"{row.severity}: {said(row)}" for row in suspicions.itertuples()])
        listed("Not yet confirmed in engagement.yml", checked.unconfirmed)
        for line in checked.barred:
            out.print(clean(line))
        listed("Broken links of the evidence chain", checked.broken)
        if checked.waiting:
            listed("Runs that wait for 'cx approve'", checked.waiting)
    if checked.broken:
        raise typer.Exit(InputError.exit_code)
    if checked.stopped:
        raise typer.Exit(DoNotSend.exit_code)


@app.command()
def run(
    folder: Folder,
    period: Annotated[str | None, typer.Option(help="The period, e.g. 2026-09.")] = None,
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
    period: Annotated[str | None, typer.Option(help="The period, e.g. 2026-09.")] = None,
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
    from cxlib.run.announcing import announce
    from cxlib.run.flow import monitor_engagement
    from cxlib.run.overview import missed

    with plain_failures():
        asked = missed(folder, *backfill) if backfill else [period]
        held_back = []
        for one in asked:
            with progress() as told:
                ran = monitor_engagement(folder, one, to, _in_ci(), told, if_new)
            announce(folder, ran, notify, out.print)
            say(ran, "monitor.html")
            held_back += [one] if ran.exit_code else []
        if not asked:
            out.print("No period was missed.")
    if held_back:
        raise typer.Exit(DoNotSend.exit_code)


@app.command()
def workbook(
    folder: Folder,
    to: Annotated[
        Path | None, typer.Option("--out", help="Where it goes; FOLDER/workshop.xlsx by default.")
    ] = None,
) -> None:
    """Write the workshop workbook: a sheet per table that the client's team fills in.

    What the data already knows is filled in. Example: cx workbook acme
    """
    from cxlib.engagement import load
    from cxlib.report import write_workshop
    from cxlib.report.workshop import sources

    with plain_failures():
        path = write_workshop(to or folder / "workshop.xlsx", load(folder))
        out.print(f"{clean(path)} is written. When it is filled, put into engagement.yml:")
        out.print(sources(path.name))


@app.command()
def trust(
    folder: Annotated[
        Path | None, typer.Argument(help="The engagement's folder, with its engagement.yml.")
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--list", help="List the folders that are trusted.")
    ] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Trust the folder no longer.")] = False,
) -> None:
    """Let the notebooks that lie in a folder run, later edits included: read them first.

    A folder made here by `cx new` is trusted. Where nothing can be kept between runs, name folders
    in the environment variable CX_TRUST. Example: cx trust acme
    """
    with plain_failures():
        for line in trusting(folder, show_all, revoke):
            out.print(clean(line))


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
    """Publish a run that waits for somebody to read it: one under `policy.profile: b2b`.

    Who approved it and when is kept beside the run. Example: cx approve acme 2026-09/001
    """
    from cxlib.run.announcing import announce
    from cxlib.run.approving import approve as let_out

    with plain_failures():
        ran = let_out(folder, name, by)
        announce(folder, ran, notify, out.print)
        say(ran, ran.folder.name)


@app.command()
def forget(
    folder: Folder,
    ids: Annotated[
        list[str],
        typer.Argument(help="Ids as the client writes them; - reads them from the input."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go; write nothing.")
    ] = False,
) -> None:
    """Take people out of runs, lists, drafts and pages, and out of every later run.

    Aggregates stay. What the client's own files still hold is listed: remove it there. Somebody of
    whom nothing is held is said so, and put on the list too. Example: cx forget acme C1077
    """
    from cxlib.cli.forgetting import forgetting

    with plain_failures():
        for line in forgetting(folder, ids, dry_run):
            out.print(clean(line))


@app.command()
def history(
    folder: Folder,
    period: Annotated[str | None, typer.Option(help="Only this period, e.g. 2026-09.")] = None,
    kpi: Annotated[str | None, typer.Option(help="Only this KPI.")] = None,
) -> None:
    """List every value that was ever reported: when, by which run, and why a past one changed.

    A value holds until the next line of its KPI. Example: cx history acme --kpi recommend
    """
    from cxlib.run.overview import history as reported

    with plain_failures():
        for line in reported(folder, period, kpi):
            out.print(clean(line))


@app.command()
def status(folder: Folder) -> None:
    """List the periods with their last run and verdict, and those that have none.

    Example: cx status acme
    """
    from cxlib.run.overview import status as periods

    with plain_failures():
        table = periods(folder)
    show(table)


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
    from cxlib.run.announcing import announce
    from cxlib.run.flow import run_engagement

    with progress() as told:
        ran = run_engagement(folder, period, to, only, fresh, told, if_new)
    announce(folder, ran, send, out.print)
    say(ran, "report.html")
    if ran.exit_code:
        raise typer.Exit(ran.exit_code)


def main() -> None:
    """Entry point of the `cx` command."""
    in_any_locale()
    app()
