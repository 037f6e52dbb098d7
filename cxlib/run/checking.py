"""`cx check`: everything that can be said of an engagement before it runs; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxlib import copies
from cxlib.drafting import Guess, guesses
from cxlib.engagement.store import opened
from cxlib.errors import DoNotSend, InputError
from cxlib.findings.evidence import broken_links
from cxlib.history import past
from cxlib.results import Results
from cxlib.run import delivering
from cxlib.run.approving import waiting
from cxlib.run.folder import manifests
from cxlib.run.mirror import lines, outcomes, sources, unused_columns
from cxlib.run.notebooks import kept_out, kept_out_line
from cxlib.run.verdict import STOP, first_told, said

TOLD = ["suspicion", "table", "column", "n", "severity", "words"]
VERSION = 1  # of what `as_fields` gives: one more where a key changes its meaning or goes
SHOWN = ["table", "column", "check", "severity", "n", "example", "remedy"]


@dataclass(frozen=True)
class Checked:
    """What a check found: the mirror, quality, suspicions, outcomes, files read, columns not used,
    guesses nobody confirmed, own code that may not run, broken evidence links, runs that wait to
    be approved."""

    client: str
    mirror: list[str]
    period: str | None
    quality: pd.DataFrame
    suspicions: pd.DataFrame
    outcomes: list[dict[str, object]]
    sources: list[dict[str, object]]
    unused: list[dict[str, object]]
    unconfirmed: list[Guess]
    barred: list[str]
    broken: list[str]
    waiting: list[str]

    @property
    def stopped(self) -> bool:
        """Whether a suspicion, or a guess that everything rests on, keeps the report back."""
        suspected = (self.suspicions["severity"] == STOP).any()
        return bool(suspected) or any(guess.first for guess in self.unconfirmed)

    @property
    def exit_code(self) -> int:
        """2 for broken evidence links, 3 where something stops the report, else 0."""
        if self.broken:
            return InputError.exit_code
        return DoNotSend.exit_code if self.stopped else 0


def as_fields(checked: Checked) -> dict[str, object]:
    """What programs read of a check; its keys are a contract, counted by `version`.

    `period`, `sendable`, `blocking` and `unconfirmed` (lines), `suspicions` (suspicion, table,
    column, n, severity, words), `outcomes` (outcome, kind, metric, n, score, better), `sources`
    (table, file, sheet, rows, used) and `unused_columns` (table, column, why).
    """
    stops = checked.suspicions[checked.suspicions["severity"] == STOP]
    return {
        "version": VERSION,
        "period": checked.period,
        "sendable": checked.exit_code == 0,
        "blocking": [
            *checked.broken,
            *(said(row) for row in stops.itertuples()),
            *(first_told(guess) for guess in checked.unconfirmed if guess.first),
        ],
        "unconfirmed": [str(guess) for guess in checked.unconfirmed],
        "suspicions": [_plain(row) for row in checked.suspicions[TOLD].to_dict("records")],
        "outcomes": checked.outcomes,
        "sources": checked.sources,
        "unused_columns": checked.unused,
    }


def failed(lines: Sequence[str]) -> dict[str, object]:
    """The same fields where reading failed, for which reasons."""
    return {"version": VERSION, "period": None, "sendable": False, "blocking": list(lines),
            "unconfirmed": [], "suspicions": [], "outcomes": [], "sources": [],
            "unused_columns": []}  # fmt: skip


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """A row as JSON has it: nothing in the place of what is missing."""
    told = {name: None if pd.isna(value) else value for name, value in row.items()}
    return told | {"n": None if told["n"] is None else int(told["n"])}


def _behind(folder: Path) -> Iterator[str]:
    """Edited copies of the kit's notebooks that an earlier kit wrote, and the kit has changed."""
    for one in copies.copies(folder):
        if one.state == copies.EDITED and one.behind:
            kit = f"from {one.made_by}, " if one.made_by else ""
            yield (
                f"notebooks/{one.name}.ipynb: your own, {kit}and the kit's has changed since. "
                f"Remedy: 'cx upgrade {folder.name} --show' says how, 'cx upgrade {folder.name}' "
                "merges what does not collide."
            )


def _barred(folder: Path) -> Iterator[str]:
    yield from _behind(folder.resolve())
    if notebooks := kept_out(folder):
        yield kept_out_line(folder.resolve(), notebooks)
    if command := delivering.barred(folder):
        yield command.words


def check_engagement(folder: Path, period: str | None = None) -> Checked:
    """Read an engagement whole, and its last complete run where it has one.

    `period` is the one to report, the newest finished one by default.

    Raises
    ------
    KitError
        As reading does: bad input, no data, a source that cannot be reached.
    """
    engagement = opened(folder, period, None, past, keep=False)
    runs = manifests(folder.resolve())
    results = Results(runs[-1]["folder"] / "results") if runs else {}
    return Checked(
        engagement.config.client,
        lines(engagement),
        engagement.period,
        engagement.quality[SHOWN],
        engagement.suspicions,
        outcomes(engagement),
        sources(engagement),
        unused_columns(engagement),
        guesses(folder),
        [*_barred(folder)],
        list(broken_links(engagement, results)),
        waiting(folder),
    )
