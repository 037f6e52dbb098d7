"""The notebooks as files (paired, executed, thin) and as programs (other parameters, nbval)."""

import os
import re
import subprocess
import sys

import jupytext
import nbformat
import papermill
import pytest

from cxlib.resources import NOTEBOOKS, kit
from cxlib.results import Results

CHECKED = "nbval-check-output"
LONGEST_CELL = 10


def notebook(name):
    return nbformat.read(kit("notebooks") / f"{name}.ipynb", as_version=4)


def code(cells):
    return [c for c in cells if c.cell_type == "code"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_pair_says_the_same(name):
    text = jupytext.read(kit("notebooks") / "text" / f"{name}.py")

    def said(cells):
        return [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in cells]

    assert said(text.cells) == said(notebook(name).cells)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_skeleton(name):
    cells = notebook(name).cells
    headings = [line for c in cells for line in c.source.splitlines() if line.startswith("#")]
    assert cells[0].source.startswith("# ")
    assert cells[0].source.splitlines()[0].endswith("?")
    assert "**You need**" in cells[0].source
    assert "**You get**" in cells[0].source
    assert {"## What we found", "## Limits", "## References"} <= set(headings)
    assert [c for c in cells if "parameters" in c.metadata.get("tags", [])]
    assert code(cells)[-1].source == f'session.close("{name}")'


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_cells_are_thin_and_executed_in_order(name):
    cells = code(notebook(name).cells)
    for cell in cells:
        assert cell.source.count("\n") < LONGEST_CELL
        assert not re.search(r"^\s*(def|class|for|while) ", cell.source, flags=re.MULTILINE)
        assert not [o for o in cell.outputs if o.output_type == "error"]
    assert [c.execution_count for c in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_checked_cell_holds_an_output(name):
    checked = [c for c in code(notebook(name).cells) if CHECKED in c.metadata.get("tags", [])]
    assert all(c.outputs for c in checked)
    assert checked or name == "06_report"


def test_no_output_holds_a_path_of_the_machine_it_ran_on():
    for name in NOTEBOOKS:
        text = (kit("notebooks") / f"{name}.ipynb").read_text(encoding="utf-8")
        assert not re.search(r"/(home|root|Users|tmp|work)/", text), name


@pytest.fixture(scope="module")
def other_period(tmp_path_factory):
    """The five steps of the sample, but for another period and seed, by bare papermill."""
    run_dir = tmp_path_factory.mktemp("other")
    given = {
        "engagement": str(kit("sample_data")),
        "run_dir": str(run_dir),
        "period": "2026-06",
        "seed": 7,
    }
    for name in ("05_monitor",):
        papermill.execute_notebook(
            kit("notebooks") / f"{name}.ipynb",
            run_dir / f"{name}.ipynb",
            parameters=given,
            progress_bar=False,
        )
    return Results(run_dir / "results")


def test_other_parameters_give_other_results(other_period):
    assert other_period["kpis"]["period"].max() == "2026-06"
    assert set(other_period["findings"]["step"]) == {
        "mapping", "diagnosis", "strategy", "alignment", "monitoring",
    }  # fmt: skip
    truth = {"activation:truth", "upgrade checkout:friction"}
    assert truth <= set(other_period["moments"]["moment_id"])


def test_bare_papermill_refuses_an_unknown_parameter(tmp_path):
    with pytest.raises(papermill.PapermillExecutionError, match="unknown notebook parameter"):
        papermill.execute_notebook(
            kit("notebooks") / "00_check_data.ipynb",
            tmp_path / "out.ipynb",
            parameters={"perod": "2026-06"},
            progress_bar=False,
        )


def test_nbval_finds_the_tagged_tables_as_they_are_stored(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider",
         "-p", "no:xdist", "-o", "filterwarnings=", "-o", "addopts=", "--rootdir", ".", "."],
        cwd=kit("notebooks"),
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},  # drafts of its own
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
