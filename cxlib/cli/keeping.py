"""Verbs on what was kept: what was reported, which periods ran, and whom to forget."""

from __future__ import annotations

from typing import Annotated

import typer

from cxlib.cli.app import Folder, app
from cxlib.cli.saying import out, plain_failures, show
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
def status(folder: Folder) -> None:
    """List the periods with their last run and verdict, and those that have none.

    Example: cx status acme
    """
    from cxlib.run.overview import status as periods

    with plain_failures():
        table = periods(folder)
    show(table)


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
