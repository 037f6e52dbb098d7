"""The whole way of a client's tables: steps, claims in both languages, every form of the report."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
from small_client import config

from cxlib import STEPS
from cxlib.engagement import from_frames, load
from cxlib.engagement.model import Engagement
from cxlib.findings import released
from cxlib.release.view import View
from cxlib.results import Results
from cxlib.run.reporting import judge_run
from cxlib.session import step_module

LANGUAGES = ("en", "de")
META = {"period": "2025-12", "run": "001", "verdict": "send", "reasons": [], "versions": {}}
RAW = re.compile(r"\{\w*\}|\b(nan|NaT)\b|<NA>")  # what no sentence may hold


def through(
    frames: Mapping[str, pd.DataFrame], folder: Path, **given: object
) -> tuple[Engagement, Results]:
    """All five steps, each reading what the earlier ones wrote, and the verdict."""
    return walked(from_frames(config(frames, **given), frames), folder)


def delivered(frames: Mapping[str, pd.DataFrame], folder: Path) -> Engagement:
    """The tables as a client delivers them, read from files; with the stage of suspicion."""
    said = config(frames)
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
        said["tables"][name] |= {"source": f"{name}.csv"}
    (folder / "engagement.yml").write_text(json.dumps(said), encoding="utf-8")
    return load(folder)


def walked(engagement: Engagement, folder: Path) -> tuple[Engagement, Results]:
    """The five steps of an engagement, and the verdict."""
    results = Results(folder)
    results.write("engagement", {"quality": engagement.quality})
    for step in STEPS:
        results.write(step, step_module(step).run(engagement, results))
    assert judge_run(engagement, results).word
    return engagement, results


def told(engagement: Engagement, results: Results) -> dict[str, View]:
    """What may be shown and claimed, in every language; each sentence is one."""
    views = {}
    for language in LANGUAGES:
        spoken = engagement.config.model_copy(update={"language": language})
        shown = views[language] = released(replace(engagement, config=spoken), results)
        findings = shown["findings"]
        assert findings["finding_id"].is_unique
        for sentence in (*findings["statement"], *findings["evidence"], *shown["notes"]["note"]):
            assert sentence.rstrip().endswith((".", "?", "!")), sentence
            assert not RAW.search(sentence), sentence
    assert set(views["en"]["findings"]["finding_id"]) == set(views["de"]["findings"]["finding_id"])
    return views


def written(shown: View, folder: Path) -> str:
    """Every form of the report into a folder; gives the page."""
    from cxlib.report import (
        monitor_page,
        write_briefs,
        write_deck,
        write_map,
        write_page,
        write_workbook,
    )

    folder.mkdir(parents=True, exist_ok=True)
    monitor_page(folder / "monitor.html", shown, META)
    write_briefs(folder / "briefs", shown)
    write_deck(folder / "report.pptx", shown, META)
    write_map(folder / "journey_map.svg", shown)
    write_workbook(folder / "results.xlsx", shown)
    return write_page(folder / "report.html", shown, META).read_text(encoding="utf-8")
