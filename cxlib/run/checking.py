"""`cx check`: everything that can be said of an engagement before it runs; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxlib.drafting import unconfirmed
from cxlib.engagement import load
from cxlib.findings.evidence import broken_links
from cxlib.history import past
from cxlib.results import Results
from cxlib.run.approving import waiting
from cxlib.run.folder import manifests
from cxlib.run.notebooks import kept_out, kept_out_line
from cxlib.run.verdict import STOP

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
        [kept_out_line(folder.resolve(), barred)] if (barred := kept_out(folder)) else [],
        list(broken_links(engagement, results)),
        waiting(folder),
    )
