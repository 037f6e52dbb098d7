"""Verbs on what was kept: what was reported, which periods ran, and whom to forget."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from cxlib.cli.answering import answering
from cxlib.cli.app import AsJson, Folder, app
from cxlib.cli.saying import out, plain_failures, show
from cxlib.errors import InputError
from cxlib.report.escaping import clean


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
def status(folder: Folder, as_json: AsJson = False) -> None:
    """List the periods with their last run and verdict, and those that have none.

    Example: cx status acme
    """
    from cxlib.run.overview import status as periods

    with answering(folder, as_json, periods=[]) as told:
        table = periods(folder)
        told["periods"] = json.loads(table.to_json(orient="records"))
        show(table)


@app.command()
def schedule(
    form: Annotated[str, typer.Argument(help="cron, systemd, airflow, actions or windows.")],
    folder: Folder,
    verb: Annotated[str, typer.Option(help="run, or monitor for step 5 alone.")] = "run",
) -> None:
    """Print a scheduler's form, ready for this machine: where `cx` lives, where the folder lies.

    Example: cx schedule cron acme
    """
    from cxlib.run.schedules import schedule as ready

    with plain_failures():
        if verb not in ("run", "monitor"):
            raise InputError(f"--verb '{verb}': give run or monitor")
        typer.echo(ready(form, folder, verb))


@app.command()
def doctor(folder: Folder, as_json: AsJson = False) -> None:
    """Say whether a scheduled run can run here: give it to the scheduler itself, as its user.

    Looks at kernel, PATH, rights, disk, memory, clock, zone, addresses, history, trust and lock;
    runs nothing. Exit code 2 where something is wrong. Example: cx doctor acme
    """
    from cxlib.run.doctor import WRONG, examined

    with answering(folder, as_json, found=[]) as told:
        found = examined(folder)
        told["found"] = [asdict(one) for one in found]
        for one in found:
            remedy = f" Remedy: {one.remedy}." if one.remedy else ""
            out.print(clean(f"{one.state:<6}{one.what:<9}{one.words}.{remedy}"))
        if any(one.state == WRONG for one in found):
            raise typer.Exit(InputError.exit_code)


@app.command()
def prune(
    folder: Folder,
    keep: Annotated[int, typer.Option(help="How many unpublished runs stay, the newest.")] = 2,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go; remove nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remove runs that were not published, failed ones, and what is prepared for opening.

    What was published or waits for `cx approve` stays, and so does the history.
    Example: cx prune acme --keep 2 --dry-run
    """
    from cxlib.run.pruning import prune as pruned

    with answering(folder, as_json, gone={}, freed=0, kept=0) as told:
        found = pruned(folder, keep, dry_run)
        told |= {"gone": dict(found.gone), "freed": found.freed, "kept": found.kept}
        for name, size in found.gone.items():
            out.print(f"{clean(name)}: {size / 1e6:,.1f} MB")
        did = "would go" if dry_run else "went"
        out.print(f"{len(found.gone)} {did}, {found.freed / 1e6:,.1f} MB; runs kept: {found.kept}.")


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
