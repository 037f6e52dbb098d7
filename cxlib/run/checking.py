"""`cx check`: everything that can be said of an engagement before it runs; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxlib.drafting import unconfirmed
from cxlib.engagement import load
from cxlib.errors import DoNotSend, InputError
from cxlib.findings.evidence import broken_links
from cxlib.history import past
from cxlib.results import Results
from cxlib.run import delivering
from cxlib.run.approving import waiting
from cxlib.run.folder import manifests
from cxlib.run.notebooks import kept_out, kept_out_line
from cxlib.run.verdict import STOP, said

TOLD = ["suspicion", "table", "column", "n", "severity", "words"]
SHOWN = ["table", "column", "check", "severity", "n", "example", "remedy"]


@dataclass(frozen=True)
class Checked:
    """What a check found: quality, suspicions, guesses nobody confirmed, own code that may not
    run, broken evidence links, runs that wait to be approved."""

    client: str
    period: str | None
    quality: pd.DataFrame
    suspicions: pd.DataFrame
    unconfirmed: list[str]
    barred: list[str]
    broken: list[str]
    waiting: list[str]

    @property
    def stopped(self) -> bool:
        """Whether a suspicion keeps the report from being sent."""
        return bool((self.suspicions["severity"] == STOP).any())

    @property
    def exit_code(self) -> int:
        """2 for broken evidence links, 3 where a suspicion stops the report, else 0."""
        if self.broken:
            return InputError.exit_code
        return DoNotSend.exit_code if self.stopped else 0


def as_fields(checked: Checked) -> dict[str, object]:
    """What programs read of a check.

    `period`, `sendable`, `blocking` and `unconfirmed` (lines), `suspicions` (suspicion, table,
    column, n, severity, words) and `sources` (table, rows, used).
    """
    stops = checked.suspicions[checked.suspicions["severity"] == STOP]
    return {
        "period": checked.period,
        "sendable": checked.exit_code == 0,
        "blocking": [*checked.broken, *(said(row) for row in stops.itertuples())],
        "unconfirmed": checked.unconfirmed,
        "suspicions": [_plain(row) for row in checked.suspicions[TOLD].to_dict("records")],
        "sources": [*_sources(checked.quality)],
    }


def failed(lines: Sequence[str]) -> dict[str, object]:
    """The same fields where reading failed, for which reasons."""
    return {"period": None, "sendable": False, "blocking": list(lines), "unconfirmed": [],
            "suspicions": [], "sources": []}  # fmt: skip


def _sources(quality: pd.DataFrame) -> Iterator[dict[str, object]]:
    whole = quality[quality["column"].fillna("").eq("")]
    for name, rows in whole.groupby("table", sort=False):
        counts = rows.groupby("check")["n"].sum()
        if "rows in" in counts:
            used = int(counts.get("rows used", 0))
            yield {"table": name, "rows": int(counts["rows in"]), "used": used}


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """A row as JSON has it: nothing in the place of what is missing."""
    told = {name: None if pd.isna(value) else value for name, value in row.items()}
    return told | {"n": None if told["n"] is None else int(told["n"])}


def _barred(folder: Path) -> Iterator[str]:
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
    engagement = load(folder, period=period, past=past)
    runs = manifests(folder.resolve())
    results = Results(runs[-1]["folder"] / "results") if runs else {}
    return Checked(
        engagement.config.client,
        engagement.period,
        engagement.quality[SHOWN],
        engagement.suspicions,
        list(unconfirmed(folder)),
        [*_barred(folder)],
        list(broken_links(engagement, results)),
        waiting(folder),
    )
