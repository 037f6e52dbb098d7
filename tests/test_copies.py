"""Copies of the kit's notebooks: untouched ones are the kit's, edits survive every upgrade."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from cxlib import copies
from cxlib.cli import app
from cxlib.resources import NOTEBOOKS, kit
from cxlib.run import notebooks
from cxlib.run.trust import trust

NAME = "03_set_strategy"
EDIT = "my_own = 1"


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "acme"
    assert CliRunner().invoke(app, ["new", str(folder)]).exit_code == 0
    return folder


def book(path):
    return json.loads(path.read_text(encoding="utf-8"))


def of(home, name=NAME):
    return home / "notebooks" / f"{name}.ipynb"


def sources(path):
    return ["".join(cell["source"]) for cell in book(path)["cells"]]


def change(path, cell=None, new=None, tags=None, drop=None, add=None):
    told = book(path)
    cells = told["cells"]
    if new is not None:
        cells[cell]["source"] = new
    if tags is not None:
        cells[cell]["metadata"] = {"tags": tags}
    if add is not None:
        made = {"cell_type": "code", "id": add[:8], "source": add, "metadata": {}, "outputs": [],
                "execution_count": None}  # fmt: skip
        cells.insert(cell, made)
    if drop is not None:
        del cells[drop]
    path.write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture
def newer(tmp_path, monkeypatch):
    """A kit of later days: one cell says something else, one is new, one is gone."""
    folder = tmp_path / "kit"
    shutil.copytree(kit("notebooks"), folder, ignore=shutil.ignore_patterns("text"))
    path = folder / f"{NAME}.ipynb"
    change(path, 0, "# A better question")
    change(path, 4, add="brand_new = 2")
    change(path, drop=-2)
    monkeypatch.setattr(copies, "kit", lambda _: folder)
    return path


def test_a_new_engagement_s_files_say_which_kit_wrote_them(home):
    assert "# Written by cx-kit 0." in (home / "engagement.yml").read_text()
    for name in NOTEBOOKS:
        assert book(of(home, name))["metadata"][copies.STAMP]["made_by"].startswith("0.")
        assert not any(c.get("outputs") for c in book(of(home, name))["cells"])
    assert {c.state for c in copies.copies(home)} == {copies.UNTOUCHED}


def test_an_untouched_copy_runs_as_the_kit_s_and_an_edited_one_as_itself(home):
    change(of(home), 3, EDIT)
    found = notebooks.find(home)
    assert found[NAME] == of(home).resolve() or found[NAME] == of(home)
    assert {p.parent for n, p in found.items() if n != NAME} == {kit("notebooks")}


def test_to_run_it_or_to_look_at_it_is_no_edit(home):
    told = book(of(home))
    told["metadata"]["widgets"] = {}
    for cell in told["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 3, "outputs": [{"output_type": "stream", "text": "x"}]}
    of(home).write_text(json.dumps(told), encoding="utf-8")
    assert copies.untouched(of(home))
    change(of(home), 3, tags=["skip"])
    assert not copies.untouched(of(home))


def test_what_a_kit_before_stamps_wrote_is_known_by_what_it_says(home):
    """The oldest of them, whose hash stands in the kit's list."""
    told = book(of(home))
    del told["metadata"][copies.STAMP]
    of(home).write_text(json.dumps(told), encoding="utf-8")
    assert copies.untouched(of(home))
    change(of(home), 3, EDIT)
    (one,) = (c for c in copies.copies(home) if c.name == NAME)
    assert (one.state, one.behind) == (copies.EDITED, True)


def test_a_stamp_that_somebody_forged_runs_nothing(home):
    """It can only say that a notebook is the kit's; then the kit's runs."""
    change(of(home), 3, "import os; os.system('x')")
    told = book(of(home))
    told["metadata"][copies.STAMP]["cells"] = copies.fingerprint(told["cells"])
    of(home).write_text(json.dumps(told), encoding="utf-8")
    assert notebooks.find(home)[NAME].parent == kit("notebooks")


class TestUpgrade:
    def test_an_untouched_copy_is_written_anew_and_the_old_one_kept(self, home, newer):
        before = of(home).read_bytes()
        came = copies.upgrade(home, "9.9")
        assert came.done[NAME] == "written anew"
        assert sources(of(home)) == sources(newer)
        assert book(of(home))["metadata"][copies.STAMP]["made_by"] == "9.9"
        (kept,) = (home / copies.REPLACED).iterdir()
        assert kept.read_bytes() == before
        assert copies.upgrade(home, "9.9").done[NAME] == "is of this kit"

    def test_into_an_edited_one_goes_what_does_not_collide(self, home, newer):
        change(of(home), 3, EDIT)
        change(of(home), 6, add="added_here = 3")
        came = copies.upgrade(home, "9.9")
        assert (came.done[NAME], came.collisions) == ("merged", {})
        said = sources(of(home))
        assert {EDIT, "added_here = 3", "# A better question", "brand_new = 2"} <= set(said)
        assert said.index("added_here = 3") > said.index(EDIT)
        assert len(said) == len(sources(newer)) + 1
        assert copies.upgrade(home, "9.9").done[NAME] == "is of this kit"

    def test_a_cell_that_both_changed_stays_mine_and_is_named(self, home, newer):
        change(of(home), 0, "# My own question")
        change(of(home), -2, "# what the kit took out, edited")
        came = copies.upgrade(home, "9.9")
        assert came.done[NAME] == "merged, but for what collides"
        assert [line.split("'")[1] for line in came.collisions[NAME]] == [
            "# My own question", "# what the kit took out, edited"
        ]  # fmt: skip
        assert {"# My own question", "brand_new = 2"} <= set(sources(of(home)))

    def test_what_was_taken_out_stays_out(self, home, newer):
        gone = sources(of(home))[3]
        change(of(home), drop=3)
        copies.upgrade(home, "9.9")
        assert gone not in sources(of(home))

    @pytest.mark.parametrize("broken", ["", "{}", '{"cells": 3}', '{"cells": [{}]}', "[" * 9999])
    def test_what_is_no_notebook_is_left_alone(self, home, newer, broken):
        of(home).write_text(broken)
        assert copies.upgrade(home, "9.9").done[NAME] == "is no notebook: left alone"
        assert of(home).read_text() == broken

    def test_without_its_base_an_edited_copy_is_left_alone(self, home, newer):
        change(of(home), 3, EDIT)
        shutil.rmtree(home / copies.BASES)
        before = of(home).read_bytes()
        assert "left alone" in copies.upgrade(home, "9.9").done[NAME]
        assert of(home).read_bytes() == before

    def test_the_verb_and_the_check_say_it(self, home, newer):
        (home / "data").mkdir(exist_ok=True)
        trust(home)
        change(of(home), 3, EDIT)
        shown = CliRunner().invoke(app, ["upgrade", str(home), "--show"])
        assert f"-{EDIT}" in shown.output
        assert "+# A better question" in shown.output
        assert EDIT in sources(of(home))
        ended = CliRunner().invoke(app, ["upgrade", str(home), "--json"])
        assert json.loads(ended.stdout)["notebooks"][NAME] == "merged"
        assert CliRunner().invoke(app, ["upgrade", str(home / "nowhere")]).exit_code == 2
