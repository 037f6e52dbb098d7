"""After the seal: the published page and the KPI history, each replaced in one step.

Both can be done again at any time from a sealed run, so that a run killed between its seal and
its publication is finished by the next one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from cxlib import history
from cxlib.results import Results
from cxlib.run.folder import DELIVERY, NO_PERIOD, manifests, write_atomically
from cxlib.run.verdict import DO_NOT_SEND

WAITS = "waits"  # in a manifest: nothing of the run is published until `cx approve`
Key = tuple[str, str | None]
PAGES = {"report": "report.html", "monitor": "monitor.html"}


def publishable(manifest: Mapping, kind: str | None = None) -> bool:
    """Whether a sealed run is whole and may be sent, be it at once or when it is approved."""
    whole = manifest["kind"] in PAGES if kind is None else manifest["kind"] == kind
    return whole and manifest["verdict"] != DO_NOT_SEND


def waits(manifest: Mapping) -> bool:
    """Whether a sealed run that may be sent waits for somebody's word.

    >>> run = {"kind": "report", "verdict": "send", "waits": True}
    >>> waits(run), waits(run | {"approved": {"by": "ann", "at": "2026-10-02"}})
    (True, False)
    """
    return publishable(manifest) and bool(manifest.get(WAITS)) and not manifest.get("approved")


def published(manifest: Mapping, kind: str | None = None) -> bool:
    """Whether a sealed run went out."""
    return publishable(manifest, kind) and not waits(manifest)


def published_at(manifest: Mapping) -> str:
    """When a run went out: as it ended, or as it was approved."""
    return (manifest.get("approved") or {}).get("at") or manifest["finished"]


def standing(engagement: Path, kind: str, period: str | None) -> str | None:
    """The run of a kind that is the period's published one now; None where there is none."""
    sent = [m for m in manifests(engagement) if published(m, kind) and m["period"] == period]
    return name_of(max(sent, key=published_at)) if sent else None


def page_of(engagement: Path, manifest: Mapping) -> Path:
    """Where the published page of a run lies: a report by its period, the monitor under one name.

    >>> page_of(Path("acme"), {"kind": "report", "period": "2026-09"}).as_posix()
    'acme/reports/2026-09.html'
    """
    name = "monitor" if manifest["kind"] == "monitor" else manifest["period"] or NO_PERIOD
    return engagement / "reports" / f"{name}.html"


def publish(
    engagement: Path, run: Path, manifest: Mapping, store: str | Path, key: Key
) -> Path | None:
    """Put a sealed run's KPIs, benefits and profile into the history, its page in place of the
    last one; the page, or None where a newer one stays.

    A monitor page of an earlier period than the one that is there is not put in its place.

    Parameters
    ----------
    store, key : of the history, from `history.location` and `history.keys`
    """
    results = Results(run / "results")
    report = history.Report(
        manifest["period"],
        results["kpis"],
        results.get("benefits"),
        run=name_of(manifest),
        kind=manifest["kind"],
        at=published_at(manifest),
        profile=_delivery(run),
        reasons=manifest.get("restated") or {},
    )
    history.write(store, key[0], report, key[1])
    page = page_of(engagement, manifest)
    if manifest["kind"] != "report" and not _latest(engagement, manifest):
        return None
    write_atomically(page, (run / PAGES[manifest["kind"]]).read_bytes(), published=True)
    return page


def name_of(manifest: Mapping) -> str:
    """What a run is called in the history and by later runs.

    >>> name_of({"period": "2026-09", "run": "003"})
    '2026-09/003'
    """
    return f"{manifest['period'] or NO_PERIOD}/{manifest['run']}"


def _delivery(run: Path) -> dict | None:
    """The profile of what a run was given; None in runs of an earlier kit."""
    path = run / DELIVERY
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _latest(engagement: Path, manifest: Mapping) -> bool:
    others = [m for m in manifests(engagement) if published(m, "monitor")]
    return all((m["period"] or "") <= (manifest["period"] or "") for m in others)


def finish_interrupted(engagement: Path, store: str | Path, key: Key) -> None:
    """Publish the last run where it was cut off between its seal, or approval, and its page."""
    sealed = sorted((m for m in manifests(engagement) if published(m)), key=published_at)
    if not sealed:
        return
    last = sealed[-1]
    page, new = page_of(engagement, last), last["folder"] / PAGES[last["kind"]]
    if not page.is_file() or page.read_bytes() != new.read_bytes():
        publish(engagement, last["folder"], last, store, key)
