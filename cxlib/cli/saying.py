"""What the `cx` command prints: plain lines, tables, progress, and failures without tracebacks.

Client text passes `clean`, so that it cannot steer the terminal either.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, TextIO

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cxlib.errors import LONGEST_NAME, LONGEST_PART, KitError, refused
from cxlib.language import short
from cxlib.report.escaping import clean
from cxlib.resources import NOTEBOOKS
from cxlib.run.mirror import ABSENT

if TYPE_CHECKING:
    import pandas as pd

    from cxlib.run.flow import Ran

PLAIN = {"highlight": False, "markup": False, "soft_wrap": True}
ROWS = ["rows in", "rows used", "excluded", "outside"]
GRAVITY = {"excluded": 0, "warning": 1, "mended": 2, "info": 3}
LINE = 200  # characters of a table in a log
SHOW_TRACEBACK = "CX_TRACEBACK"  # set it to see where an unforeseen failure came from


class Copied(Console):
    """A console whose words go into a file too, where one is open."""

    copy: ClassVar[Console | None] = None

    def print(self, *said: object, **how: object) -> None:
        super().print(*said, **how)
        if Copied.copy is not None:
            Copied.copy.print(*said, **how)


out, err = Copied(**PLAIN), Copied(**PLAIN, stderr=True)


@contextmanager
def copied_to(file: TextIO) -> Iterator[Console]:
    """All that is said inside goes into a file as well, line by line."""
    Copied.copy = Console(**PLAIN, file=file, width=LINE)
    try:
        yield Copied.copy
    finally:
        Copied.copy = None


def in_any_locale() -> None:
    """Write a letter that the terminal's encoding lacks as its code, instead of failing at it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def plain_failures(told: dict[str, object] | None = None) -> Iterator[None]:
    """Whatever goes wrong ends in plain lines and an exit code; what a person can mend has its own.

    `told` takes the lines as its `reasons`, and where it tells of a run its `state`.
    """
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        code, lines = failure(error)
        if told is not None:
            told |= {"reasons": lines} | _state(error, told)
        for line in lines:
            err.print(line)
        raise typer.Exit(code) from None


def _state(error: Exception, told: Mapping[str, object]) -> dict[str, object]:
    """What a program reads of a run that came to no verdict."""
    if "state" not in told:
        return {}
    found = error if isinstance(error, KitError) else KitError
    return {"state": found.state, **found.known}


def failure(error: Exception) -> tuple[int, list[str]]:
    """The exit code of an error, and its lines.

    The words of an unforeseen error may quote client text, so only its kind is named.
    """
    if isinstance(error, KitError):
        return error.exit_code, [clean(line) for line in error.lines]
    if isinstance(error, OSError):
        plain = f"{error.strerror or type(error).__name__}. Remedy: see that it is there and sound."
        return KitError.exit_code, [refused(error.errno) or plain]
    if os.environ.get(SHOW_TRACEBACK):
        raise error
    name = type(error).__name__
    return KitError.exit_code, [f"Unforeseen failure: {name}. Set {SHOW_TRACEBACK}=1 to see it."]


def counts(quality: pd.DataFrame) -> Table:
    """Rows in, used, excluded and outside the question, a line for each table."""
    kinds = quality["check"].str.split(":", n=1).str[0]
    counted = quality[kinds.isin(ROWS)].assign(kind=kinds)
    counts = counted.pivot_table(index="table", columns="kind", values="n", aggfunc="sum")
    table = Table("table", *ROWS, box=SIMPLE)
    for name, row in counts.reindex(columns=ROWS).fillna(0).iterrows():
        table.add_row(Text(clean(name)), *(f"{value:,.0f}" for value in row))
    return table


def remarks(quality: pd.DataFrame) -> list[str]:
    """Everything else that was found while reading, the gravest first."""
    kinds = quality["check"].str.split(":", n=1).str[0]
    told = {"rows in", "rows used", "outside", "lines"}
    apart = kinds.isin(told) | quality["check"].str.startswith(ABSENT)  # the mirror tells them
    rest = quality[~apart]
    rest = rest.sort_values("severity", key=lambda s: s.map(GRAVITY), kind="stable")
    return [
        f"{row.severity}: {_place(row)}: {short(row.check, LONGEST_PART)}"
        f"{_base(row.n, row.example)}. "
        f"{row.remedy if isinstance(row.remedy, str) else ''}".strip()
        for row in rest.itertuples()
    ]


def _place(row) -> str:
    return f"{row.table}, {short(row.column, LONGEST_NAME)}" if row.column else row.table


def _base(n: object, example: object) -> str:
    return f" (n = {n}{_where(example)})" if str(n) not in {"<NA>", "nan", "None"} else ""


def _where(example: object) -> str:
    """The first rows in which it was found, or another example, where one is known."""
    return f"; {example}" if isinstance(example, str) and example else ""


def listed(title: str, lines: list[str]) -> None:
    out.print(f"{title}: {len(lines) or 'none'}")
    for line in lines:
        out.print(f"  - {clean(line)}")


def show(frame: pd.DataFrame) -> None:
    table = Table(*frame.columns, box=SIMPLE)
    for row in frame.fillna("").itertuples(index=False):
        table.add_row(*(Text(clean(value)) for value in row))
    out.print(table)


def say(ran: Ran, page: str) -> None:
    """What came of a run, and where it lies."""
    if ran.verdict is None:
        out.print(f"These steps ran; nothing was published. Results: {ran.folder}")
        for line in ran.told:
            out.print(f"  - {clean(line)}")
        return
    out.print(f"Verdict: {ran.verdict.word}")
    for reason in ran.verdict.reasons:
        out.print(f"  - {clean(reason)}")
    if not ran.new:
        out.print(f"Nothing new since {ran.since}: published then from the same inputs.")
    out.print(f"Report: {ran.page or ran.folder / page}")
    if ran.waits:
        out.print("It is not published: it waits for 'cx approve'.")
    if ran.published and ran.page is None:
        out.print("The page of a later period stays the published one.")


@contextmanager
def progress() -> Iterator[object]:
    """A bar on a terminal, and a line for every notebook anywhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    screen = Console(**PLAIN, stderr=True)  # a bar is nothing to keep
    with Progress(*columns, console=screen, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading the data", total=len(NOTEBOOKS))

        def told(name: str, done: int, total: int, seconds: float) -> None:
            bar.update(task, completed=done, total=total, description=f"{name} done")
            out.print(f"{name:<34}{seconds:6.1f} s")

        yield told
