"""The command `cx` itself, and the options that several of its verbs take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

VERBS = (
    "demo", "new", "check", "confirm", "run", "monitor", "workbook", "trust", "approve", "forget",
    "history", "status", "run-all", "schedule", "doctor", "prune", "compare", "shadow", "upgrade",
)  # fmt: skip


class InOrder(TyperGroup):
    """Lists the verbs in the order in which an engagement needs them."""

    def list_commands(self, ctx: typer.Context) -> list[str]:
        return sorted(super().list_commands(ctx), key=VERBS.index)


app = typer.Typer(
    cls=InOrder,
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A methodology kit for customer experience: map, diagnose, strategy, align, monitor.",
)


@app.callback()
def cx(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version and build this is, and end.")
    ] = False,
) -> None:
    """A methodology kit for customer experience: map, diagnose, strategy, align, monitor."""
    if version:
        from cxlib.cli.answering import build

        typer.echo(build())
        raise typer.Exit


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
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON line instead, whatever happens.")
]
Folder = Annotated[Path, typer.Argument(help="The engagement's folder, with its engagement.yml.")]
Period = Annotated[str | None, typer.Option(help="The period, e.g. 2026-09.")]
