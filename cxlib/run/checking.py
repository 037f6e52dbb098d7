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
from cxlib.run.folder import manifests

SHOWN = ["table", "column", "check", "severity", "n", "example", "remedy"]


@dataclass(frozen=True)
class Checked:
    """What a check found: the quality table, guesses nobody confirmed, broken evidence links."""

    client: str
    period: str | None
    quality: pd.DataFrame
    unconfirmed: list[str]
    broken: list[str]


def check_engagement(folder: Path) -> Checked:
    """Read an engagement whole, and its last complete run where it has one.

    Raises
    ------
    KitError
        As reading does: bad input, no data, a source that cannot be reached.
    """
    engagement = load(folder, past=past)
    runs = manifests(folder.resolve())
    results = Results(runs[-1]["folder"] / "results") if runs else {}
    return Checked(
        engagement.config.client,
        engagement.period,
        engagement.quality[SHOWN],
        list(unconfirmed(folder)),
        list(broken_links(engagement, results)),
    )
