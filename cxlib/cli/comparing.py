"""Verbs that hold two side by side: runs, this kit with another, notebooks with the kit's."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxlib.cli.answering import answering
from cxlib.cli.app import AsJson, Folder, app
from cxlib.cli.saying import out
from cxlib.report.escaping import clean

if TYPE_CHECKING:
    from cxlib.run.comparing import Change, Tried


@app.command()
def compare(
    one: Annotated[Path, typer.Argument(metavar="RUN", help="Such as acme/runs/2026-08/001.")],
    other: Annotated[Path, typer.Argument(metavar="RUN", help="Another, or what --out named.")],
    as_json: AsJson = False,
) -> None:
    """List the claims in which two runs differ: gone, new, and with other figures.

    Example: cx compare acme/runs/2026-08/001 acme/runs/2026-09/001
    """
    from cxlib.run.comparing import compared

    with answering(one, as_json, changes=[]) as told:
        changes = compared(one, other)
        told["changes"] = [asdict(change) for change in changes]
        _list(changes)
        if not changes:
            out.print("The same claims, with the same figures.")


@app.command()
def shadow(
    root: Annotated[Path, typer.Argument(help="A folder with engagements, however deep.")],
    as_json: AsJson = False,
) -> None:
    """Make the last published report of every engagement anew with this kit, aside, and list the
    claims that would change: before an upgrade, called with the new kit.

    Nothing is written into an engagement, nothing is published, nobody is told.
    Example: cx shadow clients
    """
    from cxlib.run.comparing import tried
    from cxlib.run.fleet import engagements

    with answering(root, as_json, clients=[]) as told:
        found = tried(engagements(root), _tell)
        told["clients"] = [
            {"folder": str(one.folder), "run": one.run, "failed": list(one.failed),
             "changes": [asdict(change) for change in one.changes]}
            for one in found
        ]  # fmt: skip
        if any(one.failed for one in found):
            raise typer.Exit(1)


@app.command()
def upgrade(
    folder: Folder,
    show: Annotated[
        bool, typer.Option("--show", help="Only say in what the kit's notebooks differ.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring an engagement's copies of the kit's notebooks to this kit.

    Copies that nobody edited run as the kit's current ones anyway, and are written anew. Into an
    edited one is merged what the kit changed, cell by cell; a cell that both changed stays yours,
    and is named. What is replaced is kept in .cx/replaced. Example: cx upgrade acme --show
    """
    from cxlib import copies
    from cxlib.engagement.config.yml import read_config
    from cxlib.engagement.reading.fingerprint import build
    from cxlib.run.lock import held

    with answering(folder, as_json, notebooks={}, collisions={}) as told:
        read_config(folder)
        if show:
            for one in copies.copies(folder):
                if one.state == copies.EDITED:
                    _show(list(copies.difference(folder, one.name)), one.name)
            return
        with held(folder):
            came = copies.upgrade(folder, build())
        told |= {"notebooks": came.done, "collisions": came.collisions}
        for name, what in came.done.items():
            out.print(clean(f"{name}: {what}"))
            for line in came.collisions.get(name, ()):
                out.print(clean(f"  {line}"))


def _show(lines: list[str], name: str) -> None:
    out.print(clean(f"{name}: says what the kit's says") if not lines else "")
    for line in lines:
        out.print(clean(line))


def _tell(one: Tried) -> None:
    if one.run is None:
        out.print(clean(f"{one.folder}: nothing was published yet."))
    elif one.failed:
        out.print(clean(f"{one.folder}: {one.run} fails. {one.failed[0]}"))
    else:
        out.print(clean(f"{one.folder}: {one.run}, {len(one.changes)} claims differ."))
        _list(one.changes)


def _list(changes: list[Change] | tuple[Change, ...]) -> None:
    for change in changes:
        if change.before and change.after:
            out.print(clean(f"  changed: {change.before}"))
            out.print(clean(f"       to: {change.after}"))
        else:
            out.print(clean(f"  {change.what}: {change.before or change.after}"))
