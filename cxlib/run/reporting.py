"""From results to what people read: the verdict, report.html and results.xlsx of one run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cxlib.engagement.model import Engagement
from cxlib.errors import DoNotSend
from cxlib.results import Results
from cxlib.rights import owner_only
from cxlib.run.folder import manifests
from cxlib.run.verdict import DO_NOT_SEND, Verdict, judge

if TYPE_CHECKING:
    from cxlib.release.view import View

REPORT = "report.html"
HANDED_OVER = "verdict.json"  # from the report's notebook to the run, which takes it away


def judge_run(engagement: Engagement, results: Results) -> Verdict:
    """The verdict on these results, the engagement's earlier runs considered."""
    from cxlib.drafting import unconfirmed
    from cxlib.findings.evidence import broken_links

    folder = engagement.folder
    return judge(
        engagement,
        results,
        unconfirmed=unconfirmed(folder) if folder else (),
        broken=broken_links(engagement, results),
    )


def write_report(
    engagement: Engagement, results: Results, folder: Path, shown: View | None = None
) -> Path:
    """Judge, then write the verdict and every form of the report into the run's folder.

    report.html and report.pptx for the client, results.xlsx for whoever checks it, briefs/ with a
    page for each owner, journey_map.svg for the wall.
    """
    from cxlib.findings import released
    from cxlib.report import write_briefs, write_deck, write_map, write_page, write_workbook

    with owner_only():
        meta = _judged(engagement, results, folder)
        shown = shown or released(engagement, results, last_published(engagement.folder))
        write_workbook(folder / "results.xlsx", shown)
        write_deck(folder / "report.pptx", shown, meta)
        write_briefs(folder / "briefs", shown)
        write_map(folder / "journey_map.svg", shown)
        return write_page(folder / REPORT, shown, meta)


def write_monitor(
    engagement: Engagement, results: Results, folder: Path, shown: View | None = None
) -> Path:
    """Judge, then write verdict and monitor.html into the run's folder."""
    from cxlib.findings import released
    from cxlib.report import monitor_page

    with owner_only():
        meta = _judged(engagement, results, folder)
        shown = shown or released(engagement, results, last_published(engagement.folder))
        return monitor_page(folder / "monitor.html", shown, meta)


def last_published(folder: Path | None) -> Results | None:
    """The results behind the last report that went out, of an earlier run."""
    from cxlib.run.publish import published, published_at

    sent = [m for m in (manifests(folder) if folder else ()) if published(m, "report")]
    sent = sorted(sent, key=published_at)
    return Results(sent[-1]["folder"] / "results") if sent else None


def _judged(engagement: Engagement, results: Results, folder: Path) -> dict[str, object]:
    """Judge and hand the verdict over; returns what a page prints of the run itself."""
    from cxlib.run.manifest import versions

    return hand_over(engagement, results, folder) | {
        "period": engagement.period,
        "run": folder.name if folder.name.isdigit() else "draft",
        "seed": engagement.seed,
        "versions": versions(),
        "inputs": sorted(engagement.config.tables),
    }


def hand_over(engagement: Engagement, results: Results, folder: Path) -> dict[str, object]:
    """Judge, and leave the verdict for the run; returns its word and its reasons."""
    verdict = judge_run(engagement, results)
    said = {"verdict": verdict.word, "reasons": list(verdict.reasons)}
    with owner_only():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / HANDED_OVER).write_text(json.dumps(said, indent=1), encoding="utf-8")
    return said


def handed_over(folder: Path) -> Verdict:
    """The verdict as a notebook left it."""
    said = json.loads((folder / HANDED_OVER).read_text(encoding="utf-8"))
    return Verdict(said["verdict"], tuple(said["reasons"]))


def held_back(folder: Path) -> None:
    """Raise where the verdict that a notebook left is *do not send*."""
    if (folder / HANDED_OVER).is_file():
        verdict = handed_over(folder)
        if verdict.word == DO_NOT_SEND:
            raise DoNotSend(f"Verdict: {verdict.word}", *verdict.reasons)


def take_verdict(folder: Path) -> Verdict | None:
    """The same, taken away, since the manifest will hold it; None where nothing was judged."""
    if not (folder / HANDED_OVER).is_file():
        return None
    verdict = handed_over(folder)
    (folder / HANDED_OVER).unlink()
    return verdict
