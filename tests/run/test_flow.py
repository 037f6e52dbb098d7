"""Whole runs of a small client: what is written, what is published, and what failure leaves."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner

from cxlib import history
from cxlib.cli import app
from cxlib.engagement.reading.fingerprint import file_hash
from cxlib.resources import NOTEBOOKS, kit
from cxlib.results import REGISTRY, Results
from cxlib.run.flow import run_engagement
from cxlib.run.folder import DELIVERY, FAILED, MANIFEST, manifests
from cxlib.run.trust import trust

sys.path.insert(0, str(Path(__file__).parent))
from watching import watched

CONFIG = """\
client: Acme
outcomes: {score: {kind: nps}}
tables:
  responses: {source: survey.csv, segments: [region]}
policy: {seed: 7}
"""


def client(folder: Path, rows: int = 400, seed: int = 3) -> Path:
    """A survey over ten months with one variable that drives the score and one that does not."""
    rng = np.random.default_rng(seed)
    speed, music = rng.integers(1, 6, rows), rng.integers(1, 6, rows)
    days = pd.date_range("2025-01-01", "2025-10-31", periods=rows).strftime("%Y-%m-%d")
    score = np.clip(np.round(1.6 * speed + rng.normal(0, 1.5, rows)), 0, 10).astype(int)
    frame = pd.DataFrame({"time": days, "score": score, "speed": speed, "music": music})
    folder.mkdir(parents=True, exist_ok=True)
    frame.assign(region=rng.choice(["North", "South"], rows)).to_csv(
        folder / "survey.csv", index=False
    )
    (folder / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    return folder


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def but_for_logs(folder: Path) -> set[str]:
    return {name for name in files(folder) if not name.startswith(".cx/logs/")}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = client(tmp_path_factory.mktemp("acme"))
    told = []
    with watched(folder, "engagement.yml", "survey.csv", "reports") as seen:
        result = run_engagement(folder, progress=lambda *words: told.append(words))
    assert seen == {}, "others could read it while it ran"
    return folder, result, told


def test_a_run_leaves_exactly_these_files(ran):
    folder, _, _ = ran
    run = {f"runs/2025-10/001/{name}.ipynb" for name in NOTEBOOKS}
    run |= {f"runs/2025-10/001/results/{name}.parquet" for name in REGISTRY}
    written = ("results.xlsx", "report.html", "report.pptx", MANIFEST, DELIVERY)
    run |= {f"runs/2025-10/001/{name}" for name in (*written, "briefs/everybody.html")}
    kept = {"engagement.yml", "survey.csv", "history.sqlite", "reports/2025-10.html"}
    found = {name for name in files(folder) if not name.startswith(".cx/prepared/")}
    assert found - {".cx/run.lock"} == run | kept | {".cx/id.key"}


def test_the_manifest_tells_what_the_run_was_made_of(ran):
    folder, result, _ = ran
    manifest = json.loads((result.folder / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["inputs"]["survey.csv"] == file_hash(folder / "survey.csv")
    assert manifest["seed"] == 7
    assert manifest["verdict"] == "send with warnings"
    assert set(manifest["notebooks"].values()) == {"kit"}
    for name, digest in manifest["outputs"].items():
        assert file_hash(result.folder / name) == digest, name


def test_the_published_page_is_the_run_s(ran):
    folder, result, _ = ran
    assert result.page == folder / "reports/2025-10.html"
    assert result.page.read_bytes() == (result.folder / "report.html").read_bytes()


def test_the_history_holds_the_main_outcome_as_plain_pandas_computes_it(ran):
    folder, _result, _ = ran
    stored = history.read(folder / "history.sqlite", "Acme")
    survey = pd.read_csv(folder / "survey.csv", parse_dates=["time"])
    october = survey.loc[survey["time"].dt.month == 10, "score"]
    expected = 100 * ((october >= 9).mean() - (october <= 6).mean())
    row = stored[(stored["kpi"] == "score") & (stored["scope"] == "overall")]
    assert row.loc[row["period"] == "2025-10", "value"].item() == pytest.approx(expected)


def test_what_drives_the_score_is_found_and_the_rest_left_alone(ran):
    drivers = Results(ran[1].folder / "results")["drivers"]
    named = drivers[drivers["scope"] == "overall"].set_index("variable")["critical"]
    assert set(named[named].index) == {"speed"}
    assert "music" in named.index


def test_progress_is_told_for_every_notebook(ran):
    assert [(name, done) for name, done, _, _ in ran[2]] == [
        (name, i) for i, name in enumerate(NOTEBOOKS, start=1)
    ]


def test_a_second_run_gives_the_same_tables_byte_for_byte(ran):
    folder, first, _ = ran
    before = history.read(folder / "history.sqlite", "Acme")
    second = run_engagement(folder)
    assert second.folder.name == "002"
    for name in REGISTRY:
        one, two = (r.folder / "results" / f"{name}.parquet" for r in (first, second))
        if name != "suspicions":
            assert one.read_bytes() == two.read_bytes(), name
    told = pd.read_parquet(two.with_name("suspicions.parquet"))
    newer = told["suspicion"].eq("nothing newer")
    assert newer.sum() == 1, "the period was reported already, and there is none after it"
    assert_frame_equal(told[~newer], pd.read_parquet(one.with_name("suspicions.parquet")))
    assert history.read(folder / "history.sqlite", "Acme").equals(before)


@pytest.fixture
def fresh(tmp_path):
    return client(tmp_path / "acme")


def broken(folder: Path, name: str, source: str) -> None:
    """Give the engagement a notebook of its own that fails."""
    notebook = nbformat.read(kit("notebooks") / f"{name}.ipynb", as_version=4)
    notebook.cells.insert(4, nbformat.v4.new_code_cell(source))
    (folder / "notebooks").mkdir()
    nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    trust(folder)


def test_a_failed_run_keeps_its_notebook_and_leaves_the_page(fresh):
    page = fresh / "reports/2025-10.html"
    page.parent.mkdir()
    page.write_text("the last good page", encoding="utf-8")
    broken(fresh, "01_map_touchpoints", "raise ValueError('secret words')")
    result = CliRunner().invoke(app, ["run", str(fresh)])
    assert result.exit_code == 1
    assert "01_map_touchpoints: cell" in result.output
    assert "secret" not in result.output
    assert "Traceback" not in result.output
    run = fresh / "runs/2025-10/001"
    assert {FAILED, "01_map_touchpoints.ipynb"} <= files(run)
    assert MANIFEST not in files(run)
    assert page.read_text(encoding="utf-8") == "the last good page"
    assert not (fresh / "history.sqlite").exists()


def test_a_named_output_folder_is_all_that_is_written(fresh, tmp_path):
    before = files(fresh)
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["run", str(fresh), "--out", str(out), "--steps", "0-1"])
    assert result.exit_code == 0, result.output
    assert files(fresh) == before
    assert {MANIFEST, "01_map_touchpoints.ipynb", "results/funnel.parquet"} <= files(out)
    assert "report.html" not in files(out)
    again = CliRunner().invoke(app, ["run", str(fresh), "--out", str(out)])
    assert again.exit_code == 2
    assert "the output folder is not empty" in again.output


def test_some_steps_are_never_published(fresh):
    result = run_engagement(fresh, only=("00_check_data",))
    assert result.verdict is None
    assert result.page is None
    assert manifests(fresh)[0]["verdict"] is None
    assert not (fresh / "reports").exists()


def test_a_run_cut_off_before_its_publication_is_finished_by_the_next(ran, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(ran[0], folder)
    shutil.rmtree(folder / "reports")
    (folder / "history.sqlite").unlink()
    torn = folder / "runs/2025-10/009"
    torn.mkdir()
    run_engagement(folder, only=("00_check_data",))
    assert not torn.exists()
    last = [m for m in manifests(folder) if m["verdict"]][-1]["folder"]
    assert (folder / "reports/2025-10.html").read_bytes() == (last / "report.html").read_bytes()
    assert len(history.read(folder / "history.sqlite", "Acme")) > 0


BAD = {
    "a missing file": ("engagement.yml", CONFIG.replace("survey.csv", "gone.csv"), 2, "gone.csv"),
    "an unknown key": ("engagement.yml", CONFIG + "perod: month\n", 2, "period"),
    "no mapping": ("engagement.yml", "- a\n- b\n", 2, "engagement.yml"),
    "outside": ("engagement.yml", CONFIG.replace("survey.csv", "../s.csv"), 2, "s.csv"),
    "wrong column": ("engagement.yml", CONFIG.replace("segments: [region]", "segments: [area]"), 2,
                     "area"),
    "out of scale": ("survey.csv", "time,score\n2025-01-01,5\n2025-01-02,12\n", 2, "row 3"),
    "impossible date": ("survey.csv", "time,score\n2025-02-30,5\n2025-01-02,2\n", 2, "row 2"),
    "text in scores": ("survey.csv", "time,score\n2025-01-01,fine\n2025-01-02,2\n", 2, "row 2"),
    "three rows": ("survey.csv", "time,score\n2025-01-01,5\n2025-01-02,2\n2025-01-03,9\n", 4, ""),
    "an empty table": ("survey.csv", "time,score,region\n", 4, ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_ends_in_readable_lines_and_writes_nothing(fresh, kind):
    name, content, code, words = BAD[kind]
    (fresh / name).write_text(content, encoding="utf-8")
    if name == "survey.csv" and "region" not in content:
        plain = CONFIG.replace(", segments: [region]", "")
        (fresh / "engagement.yml").write_text(plain, encoding="utf-8")
    before = {n: (fresh / n).read_bytes() for n in but_for_logs(fresh)}
    result = CliRunner().invoke(app, ["run", str(fresh)])
    assert result.exit_code == code, result.output
    assert words in result.output
    assert "Traceback" not in result.output
    assert {n: (fresh / n).read_bytes() for n in but_for_logs(fresh)} == before


def test_the_command_itself_prints_no_traceback(tmp_path):
    call = "from cxlib.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", call, "run", str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"NO_COLOR": "1"},
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "there is no engagement.yml" in done.stderr
