"""After the seal: the published page and the KPI history, each replaced in one step.

Both can be done again at any time from a sealed run, so that a run killed between its seal and
its publication is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cxlib.history as history
from cxlib.results import Results
from cxlib.run.folder import NO_PERIOD, manifests, write_atomically
from cxlib.run.verdict import DO_NOT_SEND


def page_of(engagement: Path, period: str | None) -> Path:
    """Where the published page of a period lies."""
    return engagement / "reports" / f"{period or NO_PERIOD}.html"


def publish(engagement: Path, run: Path, manifest: Mapping, store: str | Path) -> Path:
    """Put a sealed run's page in place of the last one and its KPIs into the history."""
    kpis = Results(run / "results")["kpis"]
    history.write(store, manifest["client"], manifest["period"] or NO_PERIOD, kpis)
    page = page_of(engagement, manifest["period"])
    write_atomically(page, (run / "report.html").read_bytes())
    return page


def finish_interrupted(engagement: Path, store: str | Path) -> None:
    """Publish the newest sealed run where it was cut off before its publication."""
    sealed = [m for m in manifests(engagement) if m["verdict"] not in (None, DO_NOT_SEND)]
    if not sealed:
        return
    last = sealed[-1]
    page, new = page_of(engagement, last["period"]), last["folder"] / "report.html"
    if not page.is_file() or page.read_bytes() != new.read_bytes():
        publish(engagement, last["folder"], last, store)
