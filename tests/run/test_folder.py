"""Runs on disk: numbered, complete with a manifest, cleaned without one."""

import json

import pytest

from cxlib.errors import InputError
from cxlib.run import folder


def sealed(path, **told):
    path.mkdir(parents=True, exist_ok=True)
    manifest = {"period": path.parent.name, "run": path.name, "finished": "2026-01-01", **told}
    (path / folder.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_runs_are_numbered_within_their_period(tmp_path):
    names = [folder.new_run_folder(tmp_path, "2026-09").name for _ in range(3)]
    assert names == ["001", "002", "003"]
    assert folder.new_run_folder(tmp_path, None).relative_to(tmp_path).as_posix() == "runs/all/001"


def test_a_number_is_never_given_twice(tmp_path):
    for _ in range(2):
        run = folder.new_run_folder(tmp_path, "2026-09")
    (tmp_path / "runs/2026-09/001").rmdir()
    assert run.name == "002"
    assert folder.new_run_folder(tmp_path, "2026-09").name == "003"


def test_cleaning_takes_only_what_nobody_sealed(tmp_path):
    sealed(folder.new_run_folder(tmp_path, "2026-08"))
    failed = folder.new_run_folder(tmp_path, "2026-09")
    (failed / folder.FAILED).write_text("{}", encoding="utf-8")
    torn = folder.new_run_folder(tmp_path, "2026-09")
    (torn / "half.ipynb").write_text("{", encoding="utf-8")
    assert folder.clean_interrupted(tmp_path) == 1
    left = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("runs/*/*"))
    assert left == ["runs/2026-08/001", "runs/2026-09/001"]


def test_manifests_come_oldest_first(tmp_path):
    sealed(tmp_path / "runs/2026-09/001", finished="2026-10-02")
    sealed(tmp_path / "runs/2026-08/002", finished="2026-10-01")
    assert [m["period"] for m in folder.manifests(tmp_path)] == ["2026-08", "2026-09"]


def test_an_output_folder_that_holds_something_is_refused(tmp_path):
    (tmp_path / "there.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"the output folder is not empty\. Remedy: name a new"):
        folder.given_folder(tmp_path)
    assert folder.given_folder(tmp_path / "new").is_dir()


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    folder.write_atomically(page, b"old")

    def torn(*_):
        raise OSError("disk full")

    monkeypatch.setattr(folder.os, "replace", torn)
    with pytest.raises(OSError, match="disk full"):
        folder.write_atomically(page, b"new")
    assert page.read_bytes() == b"old"
