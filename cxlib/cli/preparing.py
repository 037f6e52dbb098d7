"""Verbs before a run: start an engagement, read it, prepare the workshop, say what may run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxlib.cli.app import AsJson, Folder, Period, app
from cxlib.cli.saying import counts, listed, out, plain_failures, remarks
from cxlib.cli.trusting import trust_new, trusting
from cxlib.errors import InputError, KitError
from cxlib.report.escaping import clean

if TYPE_CHECKING:
    from cxlib.drafting import Guess


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
        if source:
            _mirrored(folder)


def _mirrored(folder: Path) -> None:
    """What the draft reads, for a person to see whether it is right; what it cannot read yet."""
    from cxlib.engagement import load
    from cxlib.run.mirror import lines

    try:
        listed("What was read", lines(load(folder)))
    except KitError as error:
        listed("What cannot be read yet", error.lines)
    out.print(f"Next: cx confirm {clean(folder)}, cx check {clean(folder)}")


@app.command()
def check(
    folder: Folder,
    period: Period = None,
    as_json: AsJson = False,
) -> None:
    """Read everything, print what was found, and write nothing.

    Shows the quality table, the suspicions (exit code 3 where one stops the report), the guesses in
    engagement.yml that nobody confirmed, and the broken links of the evidence chain (exit code 2).
    Example: cx check acme --period 2026-09
    """
    from cxlib.run.checking import check_engagement
    from cxlib.run.verdict import first_told, said

    if as_json:
        raise typer.Exit(_checked_as_json(folder, period))
    with plain_failures():
        checked = check_engagement(folder, period)
        suspicions = checked.suspicions
        out.print(f"{clean(checked.client)}, period {checked.period or 'none'}")
        listed("What was read", checked.mirror)
        out.print(counts(checked.quality))
        listed("Found while reading", remarks(checked.quality))
        listed("Suspicions", [f"{row.severity}: {said(row)}" for row in suspicions.itertuples()])
        first = [first_told(guess) for guess in checked.unconfirmed if guess.first]
        if first:
            listed("Nothing is sent before this is confirmed", first)
        listed("Not yet confirmed", [str(g) for g in checked.unconfirmed if not g.first])
        for line in checked.barred:
            out.print(clean(line))
        listed("Broken links of the evidence chain", checked.broken)
        if checked.waiting:
            listed("Runs that wait for 'cx approve'", checked.waiting)
    if checked.exit_code:
        raise typer.Exit(checked.exit_code)


def _checked_as_json(folder: Path, period: str | None) -> int:
    """What a check found as one JSON line, a failure as what blocks; the exit code."""
    from cxlib.run.checking import as_fields, check_engagement, failed

    try:
        checked = check_engagement(folder, period)
        fields, code = as_fields(checked), checked.exit_code
    except KitError as error:
        fields, code = failed(error.lines), error.exit_code
    except OSError as error:
        fields, code = failed([error.strerror or type(error).__name__]), KitError.exit_code
    except Exception as error:  # its words may quote client text
        fields, code = failed([f"unforeseen failure: {type(error).__name__}"]), KitError.exit_code
    print(json.dumps(fields | {"exit": code}))  # ASCII: no letter of it steers a terminal
    return code


@app.command()
def confirm(
    folder: Folder,
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY[=VALUE]]...", help="Such as outcomes.recommend."),
    ] = None,
    all_of_them: Annotated[
        bool, typer.Option("--all", help="Confirm every guess as it stands.")
    ] = False,
) -> None:
    """Show what was guessed when the engagement was drafted; with keys, confirm or correct it.

    Nothing is sent before the main outcome, its good end and the customer's id are confirmed.
    Example: cx confirm acme outcomes.recommend responses.customer=cust_no
    """
    from cxlib.drafting import confirm as confirmed
    from cxlib.drafting import guesses

    with plain_failures():
        if keys or all_of_them:
            for guess in confirmed(folder, keys or (), all_of_them):
                out.print(clean(f"confirmed {guess.key}"))
        left = guesses(folder)
        listed("Not yet confirmed", [_shown(guess) for guess in left])


def _shown(guess: Guess) -> str:
    """A guess with the key by which it is confirmed."""
    first = "nothing is sent before: " if guess.first else ""
    return f"{guess.key}: {first}{guess.why}{f' ({guess.value})' if guess.value else ''}"


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
    """Let a folder's own notebooks and its `on_publish` run, later edits included: read them first.

    A folder made here by `cx new` is trusted. Where nothing can be kept between runs, name folders
    in the environment variable CX_TRUST. Example: cx trust acme
    """
    with plain_failures():
        for line in trusting(folder, show_all, revoke):
            out.print(clean(line))
