"""The oddest folders run through the notebooks themselves: their cells show tables, too."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import small_client as client

from cxlib.run.flow import run_engagement

FRAMES = client.frames()
MAPPED = ("touchpoints", "journeys", "activities", "owners", "raci")
ALONE = ["responses", "interactions", "purchases", "customers", "kpis"]
ODD: dict[str, dict[str, pd.DataFrame]] = {
    **{name: {name: FRAMES[name]} for name in ALONE},
    "a map and no interactions": {n: FRAMES[n] for n in ("kpis", *MAPPED)},
    "all but interactions": {n: f for n, f in FRAMES.items() if n != "interactions"},
    "all but answers": {n: f for n, f in FRAMES.items() if n not in ("responses", "variables")},
    "runs and no map": {n: FRAMES[n] for n in ("customers", "operations", "activities")},
    "headings alone beside purchases": {
        n: f if n == "purchases" else f.iloc[:0] for n, f in FRAMES.items()
    },
    "plans and nothing diagnosed": {n: FRAMES[n] for n in ("kpis", "initiatives", "readiness")},
}


def _folder(frames: dict[str, pd.DataFrame], folder: Path, **given: object) -> Path:
    """The client as a folder of CSV files; JSON is YAML, too."""
    said = client.config(frames, **given)
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
        said["tables"][name]["source"] = f"{name}.csv"
    (folder / "engagement.yml").write_text(json.dumps(said), encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD)
def test_a_folder_runs_to_its_page(odd: str, tmp_path):
    ran = run_engagement(_folder(ODD[odd], tmp_path))
    assert ran.exit_code in (0, 3)
    assert (ran.folder / "report.html").is_file()
    assert (ran.page is None) == (ran.exit_code == 3)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["none", "year"])
def test_so_does_one_without_periods_or_with_few(kind: str, tmp_path):
    frames = {n: FRAMES[n] for n in ("responses", "customers", "touchpoints")}
    ran = run_engagement(_folder(frames, tmp_path, period=kind))
    assert (ran.folder / "report.html").is_file()
