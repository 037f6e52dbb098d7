"""A folder's own notebooks run where somebody said so, and nowhere else."""

import json
import os
import shutil

import nbformat
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.resources import NOTEBOOKS, kit
from cxlib.run import trust
from cxlib.run.flow import run_engagement
from cxlib.run.notebooks import find, kept_out

CONFIG = "client: Acme\noutcomes: {score: {kind: nps}}\ntables: {responses: {source: s.csv}}\n"
NAME = "00_check_data"
PARAMETERS = 'engagement = ""\nrun_dir = ""\nperiod = ""\nseed = 0'


@pytest.fixture(autouse=True)
def mine(tmp_path, monkeypatch):
    """A home of this test's own."""
    monkeypatch.setattr(trust, "user_data_path", lambda name: tmp_path / "home" / name)
    monkeypatch.delenv(trust.NAMED, raising=False)


def own(folder, cells):
    code = [nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})]
    code += [nbformat.v4.new_code_cell(c) for c in (*cells, f"print('Complete: {NAME}')")]
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = nbformat.v4.new_notebook(cells=code, metadata=spec)
    (folder / "notebooks").mkdir(exist_ok=True)
    nbformat.write(book, folder / f"notebooks/{NAME}.ipynb")


@pytest.fixture
def foreign(tmp_path):
    """An engagement that came from elsewhere, with a notebook that leaves a mark."""
    folder = tmp_path / "acme"
    folder.mkdir()
    days = pd.date_range("2025-01-01", periods=90).astype(str)
    scores = np.random.default_rng(1).integers(0, 11, 90)
    pd.DataFrame({"time": days, "score": scores}).to_csv(folder / "s.csv", index=False)
    (folder / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    own(folder, [f"open({str(tmp_path / 'ran')!r}, 'w').close()"])
    return folder


def runs_own(folder):
    return find(folder)[NAME].is_relative_to(folder.resolve())


def test_the_kit_s_run_in_their_place_and_the_run_says_so(foreign, tmp_path):
    ran = run_engagement(foreign, only=(NAME,))
    assert not (tmp_path / "ran").exists()
    assert "do not run, because it is not trusted (00_check_data)" in ran.told[0]
    assert "Remedy: read them, then 'cx trust acme'." in ran.told[0]
    manifest = json.loads((ran.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["notebooks"][NAME].startswith("kit, not the folder's own, sha256 ")


def test_once_trusted_they_run_edited_or_not(foreign, tmp_path):
    trust.trust(foreign)
    assert kept_out(foreign) == {}
    ran = run_engagement(foreign, only=(NAME,))
    assert (tmp_path / "ran").exists()
    assert ran.told == ()
    own(foreign, ["2 + 2"])
    assert runs_own(foreign)


def test_a_verdict_is_warned_by_it():
    from cxlib.run.verdict import DO_NOT_SEND, SEND, WARN, Verdict

    assert Verdict(SEND).warned("not run") == Verdict(WARN, ("not run",))
    assert Verdict(WARN, ("low",)).warned("not run").reasons == ("not run", "low")
    assert Verdict(DO_NOT_SEND, ("bad",)).warned("not run") == Verdict(
        DO_NOT_SEND, ("bad", "not run")
    )


def test_untouched_copies_of_the_kit_s_need_no_trust(foreign):
    shutil.rmtree(foreign / "notebooks")
    shutil.copytree(kit("notebooks"), foreign / "notebooks")
    assert kept_out(foreign) == {}
    assert not runs_own(foreign)


def test_a_notebook_made_to_choke_on_is_kept_out_like_any_other(foreign):
    path = foreign / f"notebooks/{NAME}.ipynb"
    for text in ("[" * 100_000, '{"cells": 3}', "{}", "\x00"):
        path.write_text(text, encoding="utf-8")
        assert list(kept_out(foreign)) == [NAME]
        assert not runs_own(foreign)


def test_a_copy_of_a_trusted_folder_is_not_trusted(foreign, tmp_path):
    trust.trust(foreign)
    copied = shutil.copytree(foreign, tmp_path / "copied")
    assert (copied / trust.TOKEN).read_bytes() == (foreign / trust.TOKEN).read_bytes()
    assert not trust.trusted(copied)


def test_another_folder_in_its_place_is_not_trusted(foreign, tmp_path):
    trust.trust(foreign)
    other = shutil.copytree(foreign, tmp_path / "other")
    (other / trust.TOKEN).write_text("0" * 64, encoding="ascii")
    shutil.rmtree(foreign)
    shutil.move(other, foreign)
    assert not trust.trusted(foreign)


def test_a_token_that_came_with_the_folder_is_not_taken(foreign):
    (foreign / ".cx").mkdir()
    (foreign / trust.TOKEN).write_text("known to others", encoding="ascii")
    trust.trust(foreign)
    assert (foreign / trust.TOKEN).read_text(encoding="ascii") != "known to others"
    assert trust.trusted(foreign)


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_a_token_that_is_no_file_is_none(foreign):
    (foreign / ".cx").mkdir()
    os.mkfifo(foreign / trust.TOKEN)
    assert not trust.trusted(foreign)  # and does not wait for somebody to write into it


def test_a_token_names_no_other_file(foreign, tmp_path):
    trust.trust(foreign)
    (entry,) = (tmp_path / "home/cx-kit/trusted").iterdir()
    (tmp_path / "elsewhere").write_text(str(foreign), encoding="utf-8")
    (foreign / trust.TOKEN).write_text("../../../elsewhere", encoding="ascii")
    assert not trust.trusted(foreign)
    assert entry.is_file()


def test_notebooks_that_lead_out_of_the_folder_do_not_run(foreign, tmp_path):
    trust.trust(foreign)
    shutil.move(foreign / "notebooks", tmp_path / "elsewhere")
    (foreign / "notebooks").symlink_to(tmp_path / "elsewhere")
    assert list(kept_out(foreign)) == [NAME]
    assert not runs_own(foreign)
    ran = run_engagement(foreign, only=(NAME,))
    assert "because it leads out of the folder" in ran.told[0]


def test_a_link_to_the_folder_is_the_folder(foreign, tmp_path):
    trust.trust(foreign)
    (tmp_path / "link").symlink_to(foreign)
    assert trust.trusted(tmp_path / "link")


@pytest.mark.parametrize(("named", "told"), [
    ("{0}", True), ("{0}/..", True), ("/nowhere{1}{0}", True), ("", False), ("{1}", False),
    ("{0}/notebooks", False), ("{0}2", False)])  # fmt: skip
def test_where_nothing_is_kept_folders_are_named(foreign, monkeypatch, named, told):
    monkeypatch.setenv(trust.NAMED, named.format(foreign, os.pathsep))
    assert trust.trusted(foreign) is told


def cx(*words):
    return CliRunner().invoke(app, [str(w) for w in words])


def test_the_command_trusts_lists_and_revokes(foreign):
    assert cx("trust", "--list").output == "No folder is trusted.\n"
    assert cx("trust", foreign).exit_code == 0
    assert cx("trust", "--list").output == f"{foreign}\n"
    assert cx("trust", foreign, "--revoke").output == f"{foreign}: is trusted no longer.\n"
    assert not trust.trusted(foreign)
    assert "was not trusted" in cx("trust", foreign, "--revoke").output


def test_trust_in_a_folder_that_is_gone_can_be_revoked(foreign):
    trust.trust(foreign)
    shutil.rmtree(foreign)
    assert trust.revoke(foreign)
    assert trust.listed() == []


def test_bad_use_ends_in_its_code(tmp_path):
    assert cx("trust").exit_code == 2
    nothing = cx("trust", tmp_path)
    assert nothing.exit_code == 2
    assert "holds no engagement.yml" in nothing.output


def test_a_folder_made_here_is_trusted(tmp_path):
    assert cx("new", tmp_path / "made").exit_code == 0
    assert trust.trusted(tmp_path / "made")
    assert set(find(tmp_path / "made")) == set(NOTEBOOKS)
    assert not runs_own(tmp_path / "made"), "as long as nobody edits it, it is the kit's"
    own = tmp_path / "made" / "notebooks" / f"{NAME}.ipynb"
    told = json.loads(own.read_text(encoding="utf-8"))
    told["cells"][1]["source"] = "# our own words"
    own.write_text(json.dumps(told), encoding="utf-8")
    assert runs_own(tmp_path / "made")


def test_where_no_home_can_be_written_a_new_folder_says_what_to_set(tmp_path):
    (tmp_path / "home").write_text("no folder", encoding="utf-8")
    said = cx("new", tmp_path / "made")
    assert said.exit_code == 0
    assert "Or set CX_TRUST to its path wherever it runs." in said.output
    assert cx("trust", tmp_path / "made").exit_code == 2


def test_a_check_says_it_too(foreign):
    assert "'cx trust acme'" in cx("check", foreign).output


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_a_folder_that_others_may_write_is_told(foreign):
    (foreign / "notebooks").chmod(0o777)
    assert "whoever does can run code as you" in cx("trust", foreign).output
